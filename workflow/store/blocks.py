"""The blocks in which a database is used: each has one connection and its errors."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, Pool
from sqlalchemy.exc import DBAPIError

from workflow.errors import DatabaseGoneError
from workflow.store.failures import failure

BEGIN = "gridcase_begin"
"""The execution option with the statement that begins a transaction, if any does."""

_DRIVERS = (sqlite3.Error, psycopg.Error, DBAPIError)


def begin(connection: Connection) -> None:
    """Begin the driver's transaction as the connection's option says."""
    statement = connection.get_execution_options().get(BEGIN, "BEGIN")
    driver = connection.connection.driver_connection
    if statement and driver is not None:
        driver.execute(statement)


def driver_of(connection: Connection) -> Any:  # noqa: ANN401 - sqlite3's or psycopg's
    """The driver's own connection, inside the transaction of the block."""
    if not connection.in_transaction() and connection.get_execution_options()[BEGIN]:
        connection.begin()
    return connection.connection.driver_connection


class Block:
    """One transaction; what the driver complains of is raised as ours."""

    __slots__ = ("_connection", "_engine", "_name")

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self._name = name

    def __enter__(self) -> Connection:
        try:
            self._connection = self._engine.connect()
            try:
                self._connection.begin()
            except BaseException:
                _close(self._connection)
                raise
        except _DRIVERS as error:
            _translate(error, self._name, self._engine)
            raise
        return self._connection

    def __exit__(
        self, _: object, error: BaseException | None, __: TracebackType | None
    ) -> None:
        _close(self._connection)
        _translate(error, self._name, self._engine)


class KeptConnections(threading.local):
    """The connection that a thread steps with: it stays with it from step to step.

    Taking one from the pool and giving it back costs as much as half the
    statements of a step.
    """

    def __init__(self, engine: Engine, identity: Callable[[], int]) -> None:
        self.engine = engine
        self._identity = identity
        self._kept: Connection | None = None
        self._known: tuple[int, Pool | None] = (0, None)

    def take(self) -> Connection:
        """The thread's connection; a new one if the file is another by now.

        Or if the server has dropped connections since: this one is gone as well.
        """
        kept, self._kept = self._kept, None
        known = self._identity(), self.engine.pool
        if kept is not None and known == self._known:
            return kept
        if kept is not None:
            kept.invalidate()
            kept.close()
        taken = self.engine.connect()
        self._known = self._identity(), self.engine.pool
        return taken

    def keep(self, connection: Connection) -> None:
        """Hold on to a connection that has nothing under way."""
        if self._kept is None:
            self._kept = connection
        else:
            connection.close()

    def forget(self) -> None:
        """Give back this thread's connection."""
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.close()


class StepBlock:
    """Commits when it is left without error, and keeps its connection for the next."""

    __slots__ = ("_begin", "_connection", "_connections", "_name")

    def __init__(self, connections: KeptConnections, name: str, begin: str) -> None:
        self._connections = connections
        self._name = name
        self._begin = begin

    def __enter__(self) -> Connection:
        try:
            self._connection = self._connections.take()
            try:
                if self._begin:
                    _driver(self._connection).execute(self._begin)
            except BaseException:
                _close(self._connection)
                raise
        except _DRIVERS as error:
            _translate(error, self._name, self._connections.engine)
            raise
        return self._connection

    def __exit__(
        self, _: object, error: BaseException | None, __: TracebackType | None
    ) -> None:
        if error is not None:
            _close(self._connection)
            _translate(error, self._name, self._connections.engine)
            return
        try:
            if self._connection.in_transaction():
                self._connection.commit()
            elif self._begin:
                _driver(self._connection).commit()
        except BaseException as late:
            _close(self._connection)
            _translate(late, self._name, self._connections.engine)
            raise
        self._connections.keep(self._connection)


def _driver(connection: Connection) -> Any:  # noqa: ANN401 - sqlite3's or psycopg's
    return connection.connection.driver_connection


def _close(connection: Connection) -> None:
    """Give a connection back; one that the server has dropped is thrown away.

    What it did not commit is undone either way, so there is nothing to report.
    """
    if not connection.invalidated and getattr(_driver(connection), "closed", False):
        connection.invalidate()
    # Where the ROLLBACK meets a server that has just gone, it is closed all the same.
    with suppress(*_DRIVERS):
        connection.close()


def _translate(error: BaseException | None, name: str, engine: Engine) -> None:
    if not isinstance(error, _DRIVERS):
        return
    ours = failure(error.orig if isinstance(error, DBAPIError) else error, name)
    if isinstance(ours, DatabaseGoneError):
        # What took one connection took the idle ones too; they shall not fail next.
        engine.dispose()
    if ours is not None:
        raise ours from error
