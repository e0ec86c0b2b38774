"""Opening a database, its transactions, and its errors as ours."""

import os
import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from sqlalchemy import (
    URL,
    Connection,
    Engine,
    create_engine,
    event,
    inspect,
    make_url,
    text,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from workflow.domain.case import check_aware
from workflow.domain.effects import instant_from
from workflow.errors import (
    DatabaseMissingError,
    DatabaseNewerError,
    DatabaseOlderError,
    DatabaseUrlError,
)
from workflow.store.failures import failure
from workflow.store.tables import REVISIONS

__all__ = [
    "PATIENCE",
    "Connection",
    "Database",
    "Reading",
    "driver_of",
    "open_database",
]

Reading = Connection
"""A connection that is only asked; any kind of block gives one."""

PATIENCE = 5.0
"""Seconds for which a step waits for somebody else's lock."""

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)
_DRIVERS = (sqlite3.Error, psycopg.Error, DBAPIError)
_BEGIN = "gridcase_begin"
_SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


class Database:
    """A database that holds cases; every access is in one of three kinds of block.

    The driver itself begins nothing: each block says how its transaction starts.
    `name` is the address without its password.
    """

    def __init__(
        self, url: URL, *, patience: float = PATIENCE, create: bool = False
    ) -> None:
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self.name = (
            str(url.database)
            if self.is_sqlite
            else url.set(drivername="postgresql").render_as_string()
        )
        if self.is_sqlite:
            file = _SqliteFile(self.name, patience=patience, create=create)
            self._engine = create_engine(url, creator=file.connect)
            event.listen(self._engine, "checkout", file.check)
        else:
            options = _postgresql_options(url, patience)
            self._engine = create_engine(url, **options)
            event.listen(self._engine, "connect", _read_instants_in_utc)
        event.listen(self._engine, "begin", _begin)
        self._readers = self._engine.execution_options(
            **{_BEGIN: "BEGIN" if self.is_sqlite else _SNAPSHOT}
        )
        self._writers = self._engine.execution_options(
            **{_BEGIN: "BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN"}
        )
        self._steps = self._engine.execution_options(
            **{_BEGIN: "BEGIN IMMEDIATE" if self.is_sqlite else ""}
        )

    def reading(self) -> "Block":
        """One consistent view of the database; waits for no writer."""
        return Block(self._readers, self.name)

    def writing(self) -> "Block":
        """One transaction; leaving without `connection.commit()` undoes it.

        On SQLite it holds the only writer's lock from its first moment.
        """
        return Block(self._writers, self.name)

    def stepping(self) -> "Block":
        """Read a case, decide, write it once; commits when it is left without error.

        On PostgreSQL no transaction is held open between the two: the one
        statement of `step.write` commits itself, so nothing may follow it.
        """
        return Block(self._steps, self.name, commits=True)

    def close(self) -> None:
        """Give back every connection."""
        self._engine.dispose()


class Block:
    """One use of a connection; what the driver complains of is raised as ours."""

    __slots__ = ("_commits", "_connection", "_engine", "_name")

    def __init__(self, engine: Engine, name: str, *, commits: bool = False) -> None:
        self._engine = engine
        self._name = name
        self._commits = commits

    def __enter__(self) -> Connection:
        try:
            self._connection = self._engine.connect()
            try:
                self._connection.begin()
            except BaseException:
                self._connection.close()
                raise
        except _DRIVERS as error:
            self._translate(error)
            raise
        return self._connection

    def __exit__(
        self, _: object, error: BaseException | None, __: TracebackType | None
    ) -> None:
        try:
            try:
                if error is None and self._commits:
                    self._connection.commit()
            finally:
                self._connection.close()
        except _DRIVERS as late:
            self._translate(late)
            raise
        if isinstance(error, _DRIVERS):
            self._translate(error)

    def _translate(self, error: BaseException) -> None:
        fault = error.orig if isinstance(error, DBAPIError) else error
        ours = failure(fault, self._name)
        if ours is not None:
            raise ours from error


def open_database(
    address: str, *, must_exist: bool = True, patience: float = PATIENCE
) -> Database:
    """The database at a path, `sqlite:///path` or `postgresql://...`.

    With `must_exist` its schema must be the program's own; without, it may also be
    absent or older, for `migrate.upgrade` to put right. `patience` is how many
    seconds to wait for a lock.

    Raises:
        DatabaseError: it is missing, older, newer, damaged or out of reach.
    """
    url = _url(address)
    database = Database(url, patience=patience, create=not must_exist)
    if must_exist and database.is_sqlite and not Path(database.name).exists():
        raise DatabaseMissingError(database=database.name)
    if not must_exist and database.is_sqlite and not Path(database.name).exists():
        return database
    try:
        _check_schema(database, must_exist=must_exist)
    except BaseException:
        database.close()
        raise
    return database


def driver_of(connection: Connection) -> Any:  # noqa: ANN401 - sqlite3's or psycopg's
    """The driver's own connection, inside the transaction of the block."""
    if not connection.in_transaction():
        connection.begin()
    return connection.connection.driver_connection


def _url(address: str) -> URL:
    if "://" not in address:
        return URL.create("sqlite", database=address)
    try:
        url = make_url(address)
    except ArgumentError:
        raise DatabaseUrlError(database=address) from None
    if url.drivername == "sqlite" and url.database:
        return url
    if url.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    raise DatabaseUrlError(database=url.render_as_string())


def _check_schema(database: Database, *, must_exist: bool) -> None:
    with database.reading() as connection:
        found = ""
        if inspect(connection).has_table("alembic_version"):
            query = text("SELECT version_num FROM alembic_version")
            found = connection.execute(query).scalar() or ""
    if found and found not in REVISIONS:
        raise DatabaseNewerError(database=database.name, revision=found)
    if must_exist and not found:
        raise DatabaseMissingError(database=database.name)
    if must_exist and found != REVISIONS[-1]:
        raise DatabaseOlderError(database=database.name)


def _postgresql_options(url: URL, patience: float) -> dict[str, Any]:
    given = url.query.get("options", "")
    settings = [
        given if isinstance(given, str) else " ".join(given),
        "-c timezone=UTC",
        "-c datestyle=ISO",
        f"-c lock_timeout={max(1, round(patience * 1000))}",
    ]
    return {
        "connect_args": {"autocommit": True, "options": " ".join(settings).strip()},
        "use_native_hstore": False,
    }


class _SqliteFile:
    """Opens one file, and never writes to one that was moved away or deleted."""

    def __init__(self, path: str, *, patience: float, create: bool) -> None:
        self._path = path
        self._patience = patience
        mode = "rwc" if create else "rw"
        self._uri = f"file:{quote(path)}?mode={mode}"

    def connect(self) -> sqlite3.Connection:
        driver = sqlite3.connect(
            self._uri,
            uri=True,
            timeout=self._patience,
            isolation_level=None,
            check_same_thread=False,
        )
        for pragma in _PRAGMAS:
            driver.execute(pragma)
        return driver

    def check(
        self, _driver: object, record: ConnectionPoolEntry, _proxy: object
    ) -> None:
        # A connection goes on writing to a file that has lost its name, and all
        # of that would be lost with it.
        try:
            now = os.stat(self._path).st_ino  # noqa: PTH116 - on the path of each step
        except FileNotFoundError:
            now = 0
        if record.info.setdefault("file", now) != now:
            raise DisconnectionError


def _read_instants_in_utc(driver: psycopg.Connection[Any], _record: object) -> None:
    driver.adapters.register_loader("timestamptz", _UtcLoader)


def _begin(connection: Connection) -> None:
    statement = connection.get_execution_options().get(_BEGIN, "BEGIN")
    driver = connection.connection.driver_connection
    if statement and driver is not None:
        driver.execute(statement)


class _UtcLoader(Loader):
    """Reads timestamptz as an instant in UTC itself, not in a zone of that name."""

    def load(self, data: Buffer) -> Any:  # noqa: ANN401 - psycopg's signature
        return check_aware(instant_from(bytes(data).decode()))
