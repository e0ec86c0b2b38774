"""The blocks in which a database is used: each has one connection and its errors."""

import sqlite3
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

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
                self._connection.close()
                raise
        except _DRIVERS as error:
            _translate(error, self._name)
            raise
        return self._connection

    def __exit__(
        self, _: object, error: BaseException | None, __: TracebackType | None
    ) -> None:
        try:
            self._connection.close()
        except _DRIVERS as late:
            _translate(late, self._name)
            raise
        _translate(error, self._name)


class KeptConnections(threading.local):
    """The connection that a thread steps with: it stays with it from step to step.

    Taking one from the pool and giving it back costs as much as half the
    statements of a step.
    """

    def __init__(self, engine: Engine, identity: Callable[[], int]) -> None:
        self._engine = engine
        self._identity = identity
        self._kept: Connection | None = None
        self._known = 0

    def take(self) -> Connection:
        """The thread's connection; a new one if the file is another by now."""
        kept, self._kept = self._kept, None
        if kept is not None and self._identity() == self._known:
            return kept
        if kept is not None:
            kept.invalidate()
            kept.close()
        taken = self._engine.connect()
        self._known = self._identity()
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
                self._connection.close()
                raise
        except _DRIVERS as error:
            _translate(error, self._name)
            raise
        return self._connection

    def __exit__(
        self, _: object, error: BaseException | None, __: TracebackType | None
    ) -> None:
        if error is not None:
            self._give_up()
            _translate(error, self._name)
            return
        try:
            if self._connection.in_transaction():
                self._connection.commit()
            elif self._begin:
                _driver(self._connection).commit()
        except BaseException as late:
            self._give_up()
            _translate(late, self._name)
            raise
        self._connections.keep(self._connection)

    def _give_up(self) -> None:
        # The pool undoes what is left, and drops a connection that cannot be used.
        self._connection.close()


def _driver(connection: Connection) -> Any:  # noqa: ANN401 - sqlite3's or psycopg's
    return connection.connection.driver_connection


def _translate(error: BaseException | None, name: str) -> None:
    if isinstance(error, _DRIVERS):
        fault = error.orig if isinstance(error, DBAPIError) else error
        ours = failure(fault, name)
        if ours is not None:
            raise ours from error
