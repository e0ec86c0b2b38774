"""Sweeps on PostgreSQL: databases of one server, and the bare driver on one of them."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.pq import ExecStatus

from benchmarks import crowd, own_server, scenario
from benchmarks.crowd import INDEX, Crowd, Due
from benchmarks.grounds import FIRED, LATENESS, Bare, Reading, is_due_query
from benchmarks.protocol import traced
from benchmarks.statement_log import (
    COMMIT,
    ROLLBACK,
    Call,
    Log,
    Transaction,
    listening_to_psycopg,
)
from workflow.engine.runtime import Runtime
from workflow.now import Now
from workflow.store.database import driver_of

_PLAIN = "ANALYZE, BUFFERS OFF, COSTS OFF, SUMMARY OFF, TIMING OFF"
_READ_BY_INDEX = "SELECT idx_tup_read FROM pg_stat_user_indexes WHERE indexrelname = %s"


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
        reading.work += self._read_by_index() - before

    def explain(self, call: Call) -> str:
        query = f"EXPLAIN ({_PLAIN}) {call.sql}"
        found = self._driver.execute(query.encode(), call.rows)
        return "; ".join(row[0].strip() for row in found)

    def tracing(self) -> AbstractContextManager[list[str]]:
        return traced(self._driver)

    def fired(self) -> list[tuple[Any, ...]]:
        return self._driver.execute(FIRED).fetchall()

    def lateness(self) -> list[float]:
        return [
            (fired - due).total_seconds()
            for due, fired in self._driver.execute(LATENESS)
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
