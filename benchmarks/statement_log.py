"""What the engine says to its driver, kept so that the bare driver can repeat it."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

from benchmarks.contest import Turn
from workflow.store import libpq

COMMIT = "COMMIT"
ROLLBACK = "ROLLBACK"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of the driver; `rows` holds several of them where `many`."""

    sql: Any
    rows: Any
    many: bool = False

    @property
    def fetch(self) -> bool:
        """Whether it asks for rows."""
        return str(self.sql).startswith("SELECT")


Transaction = tuple[Call, ...]
"""The calls of one turn, as they were made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What the engine told the driver, round by round: its steps, and its sweeps.

    `compared` counts the statements, with their values, in which the traces of the
    engine and of the bare driver that repeated it agreed.
    """

    steps: list[list[Transaction]]
    sweeps: list[list[Transaction]]
    compared: int


class DifferentStatementsError(Exception):
    """The bare driver did not run what the engine ran."""


def check_same(engine: Sequence[str], bare: Sequence[str]) -> None:
    """Compare the traces of both, statement by statement.

    Raises:
        DifferentStatementsError: they are not the same, or there are none.
    """
    for place, (first, second) in enumerate(zip(engine, bare, strict=False)):
        if first != second:
            raise DifferentStatementsError(place, first, second)
    if len(engine) != len(bare) or not bare:
        raise DifferentStatementsError(len(engine), len(bare))


@dataclass(slots=True)
class Log:
    """The calls of the engine, and the driver's own trace of what it ran."""

    calls: list[Call] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)

    def transactions(self, turns: Sequence[Turn]) -> list[Transaction]:
        """Take these turns, and tell which calls each of them made."""
        found = []
        for turn in turns:
            before = len(self.calls)
            turn()
            found.append(tuple(self.calls[before:]))
        return found


class _Connection(sqlite3.Connection):
    """A connection of SQLite that writes down what it is told."""

    log: Log

    def cursor(self, _factory: object = None) -> sqlite3.Cursor:  # type: ignore[override]
        return super().cursor(_Cursor)

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:  # noqa: ANN401 - sqlite3's
        return self.cursor().execute(sql, parameters)

    def commit(self) -> None:
        self.log.calls.append(Call(sql=COMMIT, rows=()))
        super().commit()

    def rollback(self) -> None:
        if self.in_transaction:
            self.log.calls.append(Call(sql=ROLLBACK, rows=()))
        super().rollback()


class _Cursor(sqlite3.Cursor):
    """A cursor of such a connection."""

    connection: _Connection

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:  # type: ignore[override] # noqa: ANN401
        self.connection.log.calls.append(Call(sql=sql, rows=parameters))
        return super().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Any, /) -> sqlite3.Cursor:  # type: ignore[override] # noqa: ANN401
        self.connection.log.calls.append(Call(sql=sql, rows=parameters, many=True))
        return super().executemany(sql, parameters)


@contextmanager
def listening_to_sqlite() -> Iterator[Log]:
    """Write down what connections opened in this block are told."""
    log = Log()
    plain = sqlite3.connect
    sqlite3.connect = partial(_connect, log, plain)  # type: ignore[assignment]
    try:
        yield log
    finally:
        sqlite3.connect = plain


def _connect(
    log: Log,
    plain: Callable[..., sqlite3.Connection],
    *arguments: Any,  # noqa: ANN401 - what sqlite3.connect takes
    **options: Any,  # noqa: ANN401 - idem
) -> sqlite3.Connection:
    driver = plain(*arguments, **options, factory=_Connection)
    if isinstance(driver, _Connection):
        driver.log = log
    driver.set_trace_callback(log.trace.append)
    return driver


@contextmanager
def listening_to_psycopg() -> Iterator[Log]:
    """Write down all that psycopg is told in this block, by cursors or by steps."""
    with listening_to_postgresql() as log:
        execute, commit = psycopg.Cursor.execute, psycopg.Connection.commit
        rollback = psycopg.Connection.rollback

        def noting(cursor: Any, query: Any, params: Any = None, **more: Any) -> Any:  # noqa: ANN401
            log.calls.append(Call(sql=query, rows=params))
            return execute(cursor, query, params, **more)

        def ending(word: str, end: Callable[[Any], None]) -> Any:  # noqa: ANN401
            def noting_the_end(driver: Any) -> None:  # noqa: ANN401
                if driver.pgconn.transaction_status != TransactionStatus.IDLE:
                    log.calls.append(Call(sql=word, rows=()))
                end(driver)

            return noting_the_end

        psycopg.Cursor.execute = noting  # type: ignore[method-assign,assignment]
        psycopg.Connection.commit = ending(COMMIT, commit)  # type: ignore[method-assign]
        psycopg.Connection.rollback = ending(ROLLBACK, rollback)  # type: ignore[method-assign]
        try:
            yield log
        finally:
            psycopg.Cursor.execute = execute  # type: ignore[method-assign]
            psycopg.Connection.commit = commit  # type: ignore[method-assign]
            psycopg.Connection.rollback = rollback  # type: ignore[method-assign]


@contextmanager
def listening_to_postgresql() -> Iterator[Log]:
    """Write down what the connections of a step are told in this block."""
    log = Log()
    plain = libpq.run

    def run(driver: Any, sql: bytes, values: Sequence[libpq.Value]) -> Any:  # noqa: ANN401 - psycopg's
        # As texts, as the engine sends them, so that a number brings no type along.
        texts = [each if each is None else str(each) for each in values]
        log.calls.append(Call(sql=sql, rows=texts))
        return plain(driver, sql, values)

    libpq.run = run
    try:
        yield log
    finally:
        libpq.run = plain
