"""Opening the engine: one clear sentence where the database cannot be used."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.engine.hall import Hall
from workflow.engine.advance import advance
from workflow.engine.report import ReportRequest, report
from workflow.engine.runtime import Runtime, open_runtime
from workflow.errors import (
    DatabaseDamagedError,
    DatabaseError,
    DatabaseGoneError,
    DatabaseLockedError,
    DatabaseMissingError,
    DatabaseNewerError,
    DatabaseUrlError,
    UnknownCalendarError,
)
from workflow.settings import Settings
from workflow.store.database import open_database
from workflow.store.step import read_many


def _opened(address: str) -> str:
    """The sentence with which opening this database fails."""
    with (
        pytest.raises(DatabaseError) as refused,
        open_runtime(Settings(database=address)),
    ):
        pytest.fail("It was opened.")
    return f"{type(refused.value).__name__}: {refused.value.en}"


def test_a_missing_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gone.db"

    assert _opened(str(path)) == (
        f"{DatabaseMissingError.__name__}: "
        f"There is no gridcase database at {path}: run gridcase init."
    )
    assert not path.exists()


def test_a_missing_database_of_a_server_is_named(postgresql_url: str) -> None:
    address = postgresql_url.replace("/gridcase_", "/no_such_", 1)

    said = _opened(address)

    assert said.startswith(f"{DatabaseMissingError.__name__}: There is no gridcase")


def test_a_server_that_is_not_there_is_named() -> None:
    said = _opened("postgresql://nobody:secret@127.0.0.1:1/city")

    assert said.startswith(f"{DatabaseGoneError.__name__}: Database postgresql://")
    assert "secret" not in said


def test_a_newer_database_asks_for_a_newer_program(sqlite_hall: Hall) -> None:
    sqlite_hall.tamper("UPDATE alembic_version SET version_num = '9999'")

    assert _opened(sqlite_hall.address) == (
        f"{DatabaseNewerError.__name__}: Database {sqlite_hall.runtime.database.name}"
        " has a newer schema (9999) than this program: upgrade the program."
    )


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "photo.db"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" * 100)

    assert _opened(str(path)).startswith(f"{DatabaseDamagedError.__name__}: File ")


def test_an_address_of_another_kind_is_named() -> None:
    assert _opened("mysql://city").startswith(DatabaseUrlError.__name__)


@contextmanager
def _locked(hall: Hall) -> Iterator[None]:
    """Another program holds the file for itself."""
    with closing(
        sqlite3.connect(hall.runtime.database.name, isolation_level=None)
    ) as driver:
        driver.execute("BEGIN EXCLUSIVE")
        yield
        driver.execute("ROLLBACK")


def _impatient(hall: Hall) -> Runtime:
    """The same database, seen by a process that waits for nobody."""
    database = open_database(hall.address, patience=0.01)
    return Runtime(database=database, files=hall.runtime.files, now=hall.clock)


def test_a_locked_database_changes_nothing(sqlite_hall: Hall) -> None:
    sqlite_hall.report()
    before = sqlite_hall.case()
    impatient = _impatient(sqlite_hall)
    step = sqlite_hall.request("周敏", "note", reason="?")

    with _locked(sqlite_hall), pytest.raises(DatabaseLockedError) as refused:
        advance(impatient, step)
    with _locked(sqlite_hall), pytest.raises(DatabaseLockedError):
        report(impatient, ReportRequest(workflow="city-case", actor="reporter"))

    assert refused.value.en == (
        f"Database {impatient.database.name} is locked by another process; "
        "nothing was changed, try again."
    )
    assert "什么都没有改动" in refused.value.zh
    assert sqlite_hall.case() == before
    impatient.database.close()


def test_a_locked_case_is_named_on_a_server(postgresql_hall: Hall) -> None:
    postgresql_hall.report()
    impatient = _impatient(postgresql_hall)
    asked = postgresql_hall.request("周敏", "note", reason="?")

    with postgresql_hall.runtime.database.writing() as connection:
        read_many(connection, [postgresql_hall.number], lock=True)
        with pytest.raises(DatabaseLockedError):
            advance(impatient, asked)

    assert postgresql_hall.case().version == 1
    impatient.database.close()


def test_readers_go_on_while_somebody_writes(sqlite_hall: Hall) -> None:
    sqlite_hall.report()

    with sqlite_hall.runtime.database.writing() as connection:
        assert connection.in_transaction()
        assert sqlite_hall.case().state == "reported"


def test_a_workflow_without_its_calendar_is_named(sqlite_hall: Hall) -> None:
    forged = sqlite_hall.forge('"calendar":"changchun"', '"calendar":"gone"')
    sqlite_hall.tamper("DELETE FROM definition WHERE digest <> :kept", kept=forged)

    with pytest.raises(UnknownCalendarError) as refused:
        sqlite_hall.asks()

    assert refused.value.en == "There is no calendar gone; there are: changchun."
