"""The two databases on which sweeps are compared: how to fill, copy and ask each."""

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import psycopg
from psycopg.pq import ExecStatus

from benchmarks import crowd, on_sqlite, own_server, scenario
from benchmarks.crowd import INDEX, Crowd, Due
from benchmarks.protocol import traced
from benchmarks.statement_log import (
    COMMIT,
    ROLLBACK,
    Call,
    Log,
    Transaction,
    listening_to_psycopg,
    listening_to_sqlite,
)
from workflow.domain.effects import instant_from
from workflow.engine.runtime import Runtime
from workflow.now import Now
from workflow.store.database import driver_of

_FIRED = (
    "SELECT f.case_number, f.clock, f.rung, f.occurrence, f.entry, c.version, c.head"
    " FROM firing f JOIN cases c ON c.number = f.case_number"
    " ORDER BY f.case_number, f.clock, f.rung, f.occurrence"
)
_LATENESS = "SELECT due_at, fired_at FROM firing"
_PLAIN = "ANALYZE, BUFFERS OFF, COSTS OFF, SUMMARY OFF, TIMING OFF"
_READ_BY_INDEX = "SELECT idx_tup_read FROM pg_stat_user_indexes WHERE indexrelname = %s"


class WrongPlanError(Exception):
    """The due query does not use its index, or there is no such query."""


@dataclass(slots=True)
class Reading:
    """What the due queries of one sweep did.

    `rows` is how many they answered with. `read` is what they read: on PostgreSQL
    the entries of the index, as the server counts them; on SQLite the instructions
    of its machine, which are the same for the same number of rows.
    """

    statements: int = 0
    rows: int = 0
    read: int = 0
    plan: str = ""


class Bare(Protocol):
    """A bare driver, connected as durably as the engine."""

    def take(self, calls: Transaction) -> None:
        """Make the same calls."""

    def count(self, calls: Transaction, reading: Reading) -> None:
        """Make the same calls, and count what the due queries read."""

    def explain(self, call: Call) -> str:
        """The plan of a due query."""

    def tracing(self) -> AbstractContextManager[list[str]]:
        """The driver's own log of what it runs in this block."""

    def fired(self) -> list[tuple[Any, ...]]:
        """Every rung that has fired, with the hash of its case."""

    def lateness(self) -> list[float]:
        """Seconds from the due instant of every rung to the one when it was fired."""

    def close(self) -> None:
        """Give the connection back."""


class Ground(Protocol):
    """A place for databases of one kind."""

    @property
    def name(self) -> str:
        """Which kind."""

    def seed(self, name: str, cases: int, now: Now) -> Crowd:
        """A new database with so many open cases."""

    def fall_due(self, name: str, crowd: Crowd, groups: Sequence[Due]) -> None:
        """Let these clocks become due, and write all that was kept back."""

    def address(self, name: str) -> str:
        """Where a database is."""

    def copy(self, name: str, to: str) -> None:
        """Another database, file by file the same."""

    def drop(self, name: str) -> None:
        """Remove a database."""

    def size(self, name: str) -> int:
        """How many bytes it takes."""

    def bare(self, name: str) -> Bare:
        """The bare driver on a database."""

    def listening(self) -> AbstractContextManager[Log]:
        """Write down what the engine tells its driver."""

    def tracing(self, runtime: Runtime, log: Log) -> AbstractContextManager[list[str]]:
        """The driver's own log of what the engine runs in this block."""


def is_due_query(call: Call) -> bool:
    """Whether it asks which clocks are due."""
    text = str(call.sql)
    (instant,) = INDEX.columns
    return call.fetch and "FROM clock" in text and f"clock.{instant.name} <=" in text


def checked_plan(plan: str) -> str:
    """The plan, if it uses the index.

    Raises:
        WrongPlanError: it does not.
    """
    if str(INDEX.name) not in plan:
        raise WrongPlanError(plan)
    return plan


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
            reading.read += 1
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
        return self._driver.execute(_FIRED).fetchall()

    def lateness(self) -> list[float]:
        return [
            (instant_from(fired) - instant_from(due)).total_seconds()
            for due, fired in self._driver.execute(_LATENESS)
        ]

    def close(self) -> None:
        self._driver.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresqlGround:
    """Databases of one server."""

    server: str
    name: str = "postgresql"

    def address(self, name: str) -> str:
        """Where a database is."""
        return own_server.database_of(self.server, name)

    def seed(self, name: str, cases: int, now: Now) -> Crowd:
        """A new database with so many open cases."""
        url = own_server.create(self.server, name)
        scenario.set_up(url)
        return crowd.crowd_postgresql(url, crowd.first_case(url, now), cases)

    def fall_due(self, name: str, crowded: Crowd, groups: Sequence[Due]) -> None:
        """Let these clocks become due, and write all that was kept back."""
        url = self.address(name)
        crowd.fall_due_postgresql(url, crowded, groups)
        with psycopg.connect(url, autocommit=True) as driver:
            driver.execute("VACUUM (ANALYZE) clock")
        own_server.checkpoint(self.server)

    def copy(self, name: str, to: str) -> None:
        """Another database, file by file the same."""
        own_server.create(self.server, to, template=name)

    def drop(self, name: str) -> None:
        """Remove a database."""
        own_server.drop(self.server, name)

    def size(self, name: str) -> int:
        """How many bytes it takes."""
        with psycopg.connect(self.address(name)) as driver:
            row = driver.execute("SELECT pg_database_size(current_database())")
            return int((row.fetchone() or (0,))[0])

    def bare(self, name: str) -> Bare:
        """The bare driver on a database."""
        return _BarePostgresql(
            psycopg.connect(self.address(name), autocommit=True, prepare_threshold=None)
        )

    def listening(self) -> AbstractContextManager[Log]:
        """Write down what the engine tells its driver."""
        return listening_to_psycopg()

    @contextmanager
    def tracing(self, runtime: Runtime, log: Log) -> Iterator[list[str]]:
        """The driver's own log of what the engine runs in this block."""
        del log
        with runtime.database.reading() as connection:
            driver = driver_of(connection)
        with traced(driver) as run:
            yield run


@dataclass(slots=True)
class _BarePostgresql:
    _driver: psycopg.Connection[Any]
    _prepared: dict[bytes, bytes] = field(default_factory=dict)

    def take(self, calls: Transaction) -> None:
        for call in calls:
            self._make(call)

    def count(self, calls: Transaction, reading: Reading) -> None:
        before = self._read_by_index()
        for call in calls:
            found = self._make(call)
            if is_due_query(call):
                reading.statements += 1
                reading.rows += len(found)
        reading.read += self._read_by_index() - before

    def explain(self, call: Call) -> str:
        query = f"EXPLAIN ({_PLAIN}) {call.sql}"
        found = self._driver.execute(query.encode(), call.rows)
        return "; ".join(row[0].strip() for row in found)

    def tracing(self) -> AbstractContextManager[list[str]]:
        return traced(self._driver)

    def fired(self) -> list[tuple[Any, ...]]:
        return self._driver.execute(_FIRED).fetchall()

    def lateness(self) -> list[float]:
        return [
            (fired - due).total_seconds()
            for due, fired in self._driver.execute(_LATENESS)
        ]

    def close(self) -> None:
        self._driver.close()

    def _make(self, call: Call) -> Sequence[Any]:
        if isinstance(call.sql, bytes):
            return self._run_prepared(call)
        if call.sql == COMMIT:
            self._driver.commit()
        elif call.sql == ROLLBACK:
            self._driver.rollback()
        else:
            found = self._driver.execute(call.sql, call.rows)
            if found.description:
                return found.fetchall()
        return ()

    def _run_prepared(self, call: Call) -> Sequence[Any]:
        """Through libpq itself, as a statement that stays prepared."""
        server = self._driver.pgconn
        name = self._prepared.get(call.sql)
        if name is None:
            name = self._prepared[call.sql] = b"bare_%d" % len(self._prepared)
            server.prepare(name, call.sql)
        given = [None if each is None else each.encode() for each in call.rows]
        result = server.exec_prepared(name, given)  # type: ignore[arg-type]
        if result.status != ExecStatus.TUPLES_OK:
            raise psycopg.OperationalError(result.get_error_message())
        return [
            [result.get_value(row, column) for column in range(result.nfields)]
            for row in range(result.ntuples)
        ]

    def _read_by_index(self) -> int:
        # The server tells of its work when it is asked to, at the end of a
        # transaction.
        self._driver.execute("SELECT pg_stat_force_next_flush()")
        row = self._driver.execute(_READ_BY_INDEX, (INDEX.name,)).fetchone()
        return int(row[0]) if row else 0
