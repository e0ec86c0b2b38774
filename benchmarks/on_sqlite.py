"""SQLite: the engine beside the bare driver, on copies of one file."""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from urllib.parse import quote

from benchmarks import scenario
from benchmarks.contest import Contestant, Turn
from benchmarks.plan import Plan
from benchmarks.statement_log import (
    COMMIT,
    ROLLBACK,
    Call,
    Recorded,
    Transaction,
    check_same,
    listening_to_sqlite,
)
from workflow.engine.runtime import Runtime
from workflow.store.database import driver_of

FULL, NORMAL = 2, 1
"""Levels of `PRAGMA synchronous`: every commit on the disk, or only checkpoints."""

_OFF = 0
_PRAGMAS = ("PRAGMA journal_mode = WAL", "PRAGMA foreign_keys = ON")


class LevelError(Exception):
    """A connection does not wait for the disk as it was told to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SqliteFiles:
    """A folder with a file full of cases, and copies of it."""

    folder: Path
    plan: Plan

    @property
    def _seed(self) -> Path:
        return self.folder / "seed.db"

    def prepare(self) -> None:
        """Create the file that the others are copied from."""
        scenario.set_up(str(self._seed))
        with scenario.engine(str(self._seed), scenario.OPENED) as runtime:
            _set_level(runtime, _OFF)
            scenario.fill(runtime, self.plan.seeded)

    def copy(self, name: str) -> str:
        """The path of a new copy."""
        return str(shutil.copy(self._seed, self.folder / f"{name}.db"))


def record(files: SqliteFiles) -> Recorded:
    """Let the engine do everything once, and the bare driver repeat it.

    Nothing is measured yet, so nobody waits for the disk.

    Raises:
        DifferentStatementsError: the driver's traces of the two are not the same.
    """
    plan = files.plan
    with (
        listening_to_sqlite() as log,
        scenario.engine(files.copy("recorded"), scenario.HANDLED) as runtime,
    ):
        scenario.warm_up(runtime, plan)
        _set_level(runtime, _OFF)
        log.trace.clear()
        steps = [log.transactions(turns) for turns in scenario.scripted(runtime, plan)]
    bare: list[str] = []
    with closing(bare_driver(files.copy("repeated"), _OFF)) as driver:
        driver.set_trace_callback(bare.append)
        for each in (each for turns in steps for each in turns):
            repeat(driver, each)
    check_same(log.trace, bare)
    sweeps = _record_sweeps(files, read=steps[0][0][1])
    return Recorded(steps=steps, sweeps=sweeps, compared=len(bare))


def _record_sweeps(files: SqliteFiles, read: Call) -> list[list[Transaction]]:
    """What a sweep of one case writes, each time as one step of that case."""
    plan = files.plan
    with (
        listening_to_sqlite() as log,
        scenario.engine(files.copy("recorded_sweeps"), scenario.OVERDUE) as runtime,
    ):
        _set_level(runtime, _OFF)
        turns = [scenario.sweeping(runtime, 1)] * plan.swept
        rounds = [log.transactions(turns) for _ in plan.numbers]
    return [[_as_step(calls, read) for calls in taken] for taken in rounds]


def _as_step(calls: Transaction, read: Call) -> Transaction:
    begin = next(call for call in calls if call.sql == "BEGIN IMMEDIATE")
    place = next(
        place for place, call in enumerate(calls) if call.sql.startswith("UPDATE cases")
    )
    end = next(
        end for end, call in enumerate(calls) if end > place and call.sql == COMMIT
    )
    change, *rest = calls[place : end + 1]
    # The change of a case ends with the number and the version that it is guarded by.
    return (begin, replace(read, rows=(change.rows[-2],)), change, *rest)


def contestants(
    files: SqliteFiles, recorded: Recorded, stack: ExitStack
) -> list[Contestant]:
    """Engine and bare driver, each on a copy of its own."""
    plan = files.plan
    found = []
    for level, suffix in ((FULL, ""), (NORMAL, "_normal")):
        name = f"engine_step{suffix}"
        runtime = stack.enter_context(
            scenario.engine(files.copy(name), scenario.HANDLED)
        )
        _set_level(runtime, level)
        found.append(scenario.steps(name, runtime, plan))
        raw = stack.enter_context(
            closing(bare_driver(files.copy(f"raw{suffix}"), level))
        )
        found.append(_repeating(f"raw_step{suffix}", raw, recorded.steps))
    batch = stack.enter_context(scenario.engine(files.copy("batch"), scenario.OVERDUE))
    found.append(scenario.batches(batch, plan))
    raw = stack.enter_context(closing(bare_driver(files.copy("raw_sweep"), FULL)))
    found.append(_repeating("raw_sweep_step", raw, recorded.sweeps))
    if not plan.quick:
        living = stack.enter_context(
            scenario.engine(files.copy("lives"), scenario.HANDLED)
        )
        found.append(scenario.lives(living, plan))
    return found


def _repeating(
    name: str, driver: sqlite3.Connection, rounds: Sequence[Sequence[Transaction]]
) -> Contestant:
    turns: list[list[Turn]] = [
        [partial(repeat, driver, each) for each in taken] for taken in rounds
    ]
    return Contestant(name=name, rounds=turns)


def repeat(driver: sqlite3.Connection, calls: Transaction) -> None:
    """Make the same calls of the bare driver."""
    cursor = driver.cursor()
    for call in calls:
        if call.many:
            cursor.executemany(call.sql, call.rows)
        elif call.sql == COMMIT:
            driver.commit()
        elif call.sql == ROLLBACK:
            driver.rollback()
        else:
            cursor.execute(call.sql, call.rows)
            if call.fetch:
                cursor.fetchall()


def bare_driver(path: str, level: int) -> sqlite3.Connection:
    """A connection as the engine opens it, with this level of waiting for the disk."""
    driver = sqlite3.connect(
        f"file:{quote(path)}?mode=rw", uri=True, isolation_level=None
    )
    for pragma in (*_PRAGMAS, f"PRAGMA synchronous = {level}"):
        driver.execute(pragma)
    return driver


def _set_level(runtime: Runtime, level: int) -> None:
    # A step keeps its connection for the thread; reports take one of the pool, which
    # holds a single one as long as there is a single thread.
    for block in (runtime.database.stepping(), runtime.database.writing()):
        with block as connection:
            driver = driver_of(connection)
            # The level can be set only while no transaction is open.
            driver.rollback()
            driver.execute(f"PRAGMA synchronous = {level}")
            found = driver.execute("PRAGMA synchronous").fetchone()
            driver.execute("BEGIN")
        if found != (level,):
            raise LevelError(level, found)
