"""Sweeps on SQLite: files in a folder, and the bare driver on one of them."""

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import crowd, on_sqlite, scenario
from benchmarks.crowd import Crowd, Due
from benchmarks.grounds import FIRED, LATENESS, Bare, Reading, is_due_query
from benchmarks.statement_log import Call, Log, Transaction, listening_to_sqlite
from workflow.domain.effects import instant_from
from workflow.engine.runtime import Runtime
from workflow.now import Now


@dataclass(frozen=True, slots=True, kw_only=True)
class SqliteGround:
    """Files in a folder."""

    folder: Path
    name: str = "sqlite"

    def address(self, name: str) -> str:
        """Where a database is."""
        return str(self.folder / f"{name}.db")

    def seed(self, name: str, cases: int, now: Now) -> Crowd:
        """A new database with so many open cases."""
        path = self.address(name)
        scenario.set_up(path)
        return crowd.crowd_sqlite(path, crowd.first_case(path, now), cases)

    def fall_due(self, name: str, crowded: Crowd, groups: Sequence[Due]) -> None:
        """Let these clocks become due, and write all that was kept back."""
        crowd.fall_due_sqlite(self.address(name), crowded, groups)

    def copy(self, name: str, to: str) -> None:
        """Another database, file by file the same."""
        shutil.copy(self.address(name), self.address(to))

    def drop(self, name: str) -> None:
        """Remove a database."""
        for path in self.folder.glob(f"{name}.db*"):
            path.unlink()

    def size(self, name: str) -> int:
        """How many bytes it takes."""
        return Path(self.address(name)).stat().st_size

    def bare(self, name: str) -> Bare:
        """The bare driver on a database."""
        return _BareSqlite(on_sqlite.bare_driver(self.address(name), on_sqlite.FULL))

    def listening(self) -> AbstractContextManager[Log]:
        """Write down what the engine tells its driver."""
        return listening_to_sqlite()

    @contextmanager
    def tracing(self, runtime: Runtime, log: Log) -> Iterator[list[str]]:
        """The driver's own log of what the engine runs in this block."""
        del runtime
        log.trace.clear()
        yield log.trace


class _BareSqlite:
    def __init__(self, driver: sqlite3.Connection) -> None:
        self._driver = driver

    def take(self, calls: Transaction) -> None:
        on_sqlite.repeat(self._driver, calls)

    def count(self, calls: Transaction, reading: Reading) -> None:
        def step() -> int:
            reading.work += 1
            return 0

        for call in calls:
            if not is_due_query(call):
                self.take((call,))
                continue
            self._driver.set_progress_handler(step, 1)
            reading.rows += len(self._driver.execute(call.sql, call.rows).fetchall())
            self._driver.set_progress_handler(None, 1)
            reading.statements += 1

    def explain(self, call: Call) -> str:
        query = f"EXPLAIN QUERY PLAN {call.sql}"
        return "; ".join(row[3] for row in self._driver.execute(query, call.rows))

    @contextmanager
    def tracing(self) -> Iterator[list[str]]:
        trace: list[str] = []
        self._driver.set_trace_callback(trace.append)
        yield trace
        self._driver.set_trace_callback(None)

    def fired(self) -> list[tuple[Any, ...]]:
        return self._driver.execute(FIRED).fetchall()

    def lateness(self) -> list[float]:
        return [
            (instant_from(fired) - instant_from(due)).total_seconds()
            for due, fired in self._driver.execute(LATENESS)
        ]

    def close(self) -> None:
        self._driver.close()
