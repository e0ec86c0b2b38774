"""Connections to either kind of database, which begin no transaction themselves."""

import os
import sqlite3
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from workflow.domain.case import check_aware
from workflow.domain.effects import instant_from

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)


class SqliteFile:
    """Opens one file, and knows when it was moved away or deleted."""

    def __init__(self, path: str, *, patience: float, create: bool) -> None:
        self._path = path
        self._patience = patience
        self._uri = f"file:{quote(path)}?mode={'rwc' if create else 'rw'}"

    def engine(self, url: URL) -> Engine:
        """An engine whose connections always are to the file of this name."""
        engine = create_engine(url, creator=self._connect)
        event.listen(engine, "checkout", self._check)
        return engine

    def identity(self) -> int:
        """The number of the file that has the name now; 0 if none has."""
        try:
            return os.stat(self._path).st_ino  # noqa: PTH116 - on the path of a step
        except FileNotFoundError:
            return 0

    def _connect(self) -> sqlite3.Connection:
        driver = sqlite3.connect(
            self._uri,
            uri=True,
            timeout=self._patience,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            for pragma in _PRAGMAS:
                driver.execute(pragma)
        except sqlite3.Error:
            driver.close()
            raise
        return driver

    def _check(
        self, _driver: object, record: ConnectionPoolEntry, _proxy: object
    ) -> None:
        # A connection goes on writing to a file that has lost its name, and all
        # of that would be lost with it.
        now = self.identity()
        if record.info.setdefault("file", now) != now:
            raise DisconnectionError


def postgresql_engine(url: URL, *, patience: float) -> Engine:
    """An engine that waits so many seconds for a lock, and speaks UTC."""
    given = url.query.get("options", "")
    settings = [
        given if isinstance(given, str) else " ".join(given),
        "-c timezone=UTC",
        "-c datestyle=ISO",
        f"-c lock_timeout={max(1, round(patience * 1000))}",
    ]
    engine = create_engine(
        url,
        connect_args={
            "autocommit": True,
            "client_encoding": "utf8",
            # What psycopg prepares by itself it also drops by itself, after a
            # ROLLBACK, and with it the statements of `libpq`.
            "prepare_threshold": None,
            "options": " ".join(settings).strip(),
        },
        use_native_hstore=False,
    )
    event.listen(engine, "connect", _read_instants_in_utc)
    return engine


def _read_instants_in_utc(driver: psycopg.Connection[Any], _record: object) -> None:
    driver.adapters.register_loader("timestamptz", _UtcLoader)


class _UtcLoader(Loader):
    """Reads timestamptz as an instant in UTC itself, not in a zone of that name."""

    def load(self, data: Buffer) -> Any:  # noqa: ANN401 - psycopg's signature
        return check_aware(instant_from(bytes(data).decode()))
