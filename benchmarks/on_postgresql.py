"""PostgreSQL: the engine beside the bare driver, on copies of one database."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import RawCursor, sql

from benchmarks import own_server, scenario
from benchmarks.contest import Contestant, Turn
from benchmarks.plan import Plan
from benchmarks.protocol import traced
from benchmarks.statement_log import (
    Call,
    Recorded,
    Transaction,
    check_same,
    listening_to_postgresql,
)
from workflow.store.database import driver_of

_SEED = "seed"
_HASTY = "options=" + quote("-c synchronous_commit=off")
_READ = "SELECT * FROM cases WHERE number = %s"
_READ_CLOCKS = "SELECT * FROM clock WHERE case_number = %s"
_ONE_ROW = re.compile(r"VALUES (\([?, ]+\))")

Driver = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server of our own, with a database full of cases and copies of it."""

    address: str
    plan: Plan

    def prepare(self) -> None:
        """Create the database that the others are copied from."""
        self._ask(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_SEED)))
        scenario.set_up(self._of(_SEED))
        with scenario.engine(self._of(_SEED, _HASTY), scenario.OPENED) as runtime:
            scenario.fill(runtime, self.plan.seeded)
        with psycopg.connect(self._of(_SEED), autocommit=True) as driver:
            driver.execute("VACUUM ANALYZE")
        self._ask(sql.Composed([sql.SQL("CHECKPOINT")]))

    def copy(self, name: str, option: str = "") -> str:
        """The URL of a new copy; `option` is one more for its connections."""
        self._ask(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(_SEED)
            )
        )
        return self._of(name, option)

    def _of(self, name: str, option: str = "") -> str:
        return own_server.database_of(self.address, name, option)

    def _ask(self, statement: sql.Composed) -> None:
        own_server.ask(self.address, statement)


@contextmanager
def server(folder: Path, plan: Plan) -> Iterator[Server]:
    """A server with its data in this folder, as durable as it comes.

    Raises:
        NotDurableError: it does not wait for the disk.
    """
    with own_server.running(folder) as address:
        yield Server(address=address, plan=plan)


def record(server: Server) -> Recorded:
    """Let the engine take every step once, and the bare driver repeat it.

    Nothing is measured yet, so nobody waits for the disk.

    Raises:
        DifferentStatementsError: the protocol's traces of the two are not the same.
    """
    plan = server.plan
    with (
        listening_to_postgresql() as log,
        scenario.engine(server.copy("recorded", _HASTY), scenario.HANDLED) as runtime,
    ):
        # A step keeps its connection for the thread.
        with runtime.database.stepping() as connection:
            driver = driver_of(connection)
        scenario.warm_up(runtime, plan)
        turns = scenario.scripted(runtime, plan)
        with traced(driver) as engine:
            steps = [log.transactions(each) for each in turns]
    with (
        closing(_bare(server.copy("repeated", _HASTY))) as again,
        traced(again) as bare,
    ):
        for each in (each for taken in steps for each in taken):
            _repeat(again, each)
    check_same(engine, bare)
    return Recorded(steps=steps, sweeps=[], compared=len(bare))


def contestants(
    server: Server, rows: Recorded, recorded: Recorded, stack: ExitStack
) -> list[Contestant]:
    """The engine and two ways of the bare driver, each on a copy of its own.

    The plain transaction writes the `rows` that were recorded on SQLite.
    """
    plan = server.plan
    runtime = stack.enter_context(
        scenario.engine(server.copy("engine"), scenario.HANDLED)
    )
    batch = stack.enter_context(scenario.engine(server.copy("batch"), scenario.OVERDUE))

    def bare(name: str) -> Driver:
        return stack.enter_context(closing(_bare(server.copy(name))))

    found = [
        _turns("raw_step", bare("plain"), _plain, _translated(rows.steps)),
        _turns("raw_two_statements", bare("two"), _repeat, recorded.steps),
        scenario.steps("engine_step", runtime, plan),
        scenario.batches(batch, plan),
        _turns("raw_sweep_step", bare("sweeps"), _plain, _translated(rows.sweeps)),
    ]
    if not plan.quick:
        living = stack.enter_context(
            scenario.engine(server.copy("lives"), scenario.HANDLED)
        )
        found.append(scenario.lives(living, plan))
    return found


def _turns(
    name: str,
    driver: Driver,
    take: Callable[[Driver, Transaction], None],
    rounds: Sequence[Sequence[Transaction]],
) -> Contestant:
    turns: list[list[Turn]] = [
        [partial(take, driver, each) for each in taken] for taken in rounds
    ]
    return Contestant(name=name, rounds=turns)


def _translated(rounds: Sequence[Sequence[Transaction]]) -> list[list[Transaction]]:
    return [[tuple(_as_plain(each)) for each in taken] for taken in rounds]


def _as_plain(calls: Transaction) -> Iterator[Call]:
    """SQLite's calls as anybody would write them here: many rows, one statement."""
    for call in calls:
        if call.sql == "BEGIN IMMEDIATE":
            yield Call(sql="BEGIN", rows=())
        elif call.fetch:
            yield Call(sql=_READ, rows=call.rows)
            yield Call(sql=_READ_CLOCKS, rows=call.rows)
        elif call.many:
            one = _ONE_ROW.search(call.sql)
            values = ", ".join([one[1]] * len(call.rows)) if one else ""
            text = _ONE_ROW.sub(f"VALUES {values}", call.sql)
            flat = tuple(value for row in call.rows for value in row)
            yield Call(sql=text.replace("?", "%s"), rows=flat)
        else:
            yield Call(sql=call.sql.replace("?", "%s"), rows=call.rows)


def _plain(driver: Driver, calls: Transaction) -> None:
    cursor = driver.cursor()
    for call in calls:
        cursor.execute(call.sql, call.rows)
        if call.fetch:
            cursor.fetchall()


def _repeat(driver: Driver, calls: Transaction) -> None:
    for call in calls:
        RawCursor(driver).execute(call.sql, call.rows).fetchall()


def _bare(address: str) -> Driver:
    return psycopg.connect(address, autocommit=True)
