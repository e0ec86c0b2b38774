"""Opening a database, its transactions, and its errors as ours."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError

from workflow.errors import (
    DatabaseMissingError,
    DatabaseNewerError,
    DatabaseOlderError,
    DatabaseUrlError,
)
from workflow.store.blocks import (
    BEGIN,
    Block,
    KeptConnections,
    StepBlock,
    begin,
    driver_of,
)
from workflow.store.engines import SqliteFile, postgresql_engine
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

_SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


class Database:
    """A database that holds cases; every access is in one of four kinds of block.

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
        identity: Callable[[], int] = int
        if self.is_sqlite:
            file = SqliteFile(self.name, patience=patience, create=create)
            self._engine = file.engine(url)
            identity = file.identity
        else:
            self._engine = postgresql_engine(url, patience=patience)
        event.listen(self._engine, "begin", begin)
        lock = "BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN"
        self._readers = self._beginning("BEGIN" if self.is_sqlite else _SNAPSHOT)
        self._writers = self._beginning(lock)
        # A step on PostgreSQL commits itself; on SQLite its block does.
        self._lock = lock if self.is_sqlite else ""
        self._kept = KeptConnections(self._beginning(""), identity)

    def reading(self) -> Block:
        """One consistent view of the database; waits for no writer."""
        return Block(self._readers, self.name)

    def writing(self) -> Block:
        """One transaction; leaving without `connection.commit()` undoes it.

        On SQLite it holds the only writer's lock from its first moment.
        """
        return Block(self._writers, self.name)

    def choosing(self) -> Block:
        """Look for rows that nobody holds; it holds none of them when it is left.

        Only on PostgreSQL are single rows held, and a reading block may not ask.
        """
        return Block(self._readers if self.is_sqlite else self._writers, self.name)

    def stepping(self) -> StepBlock:
        """Read a case, decide, write it once; commits when it is left without error.

        On PostgreSQL no transaction is held open between the two: the one
        statement of `step.write` commits itself, so nothing may follow it. The
        connection stays with the thread.
        """
        return StepBlock(self._kept, self.name, self._lock)

    def close(self) -> None:
        """Give back every connection; those of other threads when these end."""
        self._kept.forget()
        self._engine.dispose()

    def _beginning(self, statement: str) -> Engine:
        return self._engine.execution_options(**{BEGIN: statement})


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
