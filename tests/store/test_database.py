"""Opening a database, and what goes wrong with one, each in one clear sentence."""

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import StatementError

from tests.builders import at
from workflow.errors import (
    DatabaseDamagedError,
    DatabaseError,
    DatabaseGoneError,
    DatabaseLockedError,
    DatabaseMissingError,
    DatabaseNewerError,
    DatabaseOlderError,
    DatabaseReadOnlyError,
    DatabaseUrlError,
    DiskFullError,
)
from workflow.store import migrate, step
from workflow.store.database import Database, open_database
from workflow.store.tables import REVISIONS, refusal, worker

SOMEBODY = {"id": "w", "host": "h", "pid": 1, "started_at": at("06-08 09:00")}


@pytest.fixture
def impatient(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url, patience=0.01)
    yield opened
    opened.close()


def path_of(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite:///"))


def test_plain_path_opens_sqlite(sqlite_url: str) -> None:
    database = open_database(str(path_of(sqlite_url)))

    assert database.is_sqlite
    assert database.name == str(path_of(sqlite_url))
    database.close()


def test_sqlite_is_durable_and_checks_references(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")

    with database.reading() as connection:
        found = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in names]

    assert found == ["wal", 2, 1, 5000]
    database.close()


def test_password_is_no_part_of_the_name(postgresql_url: str) -> None:
    secret = postgresql_url.replace("postgres:@", "postgres:secret@")
    database = open_database(secret)

    assert "secret" in secret
    assert "secret" not in database.name
    database.close()


@pytest.mark.parametrize(
    "address", ["mysql://host/cases", "sqlite://", "://", "oracle+x://a:hidden@b/c"]
)
def test_other_kinds_of_database_are_refused(address: str) -> None:
    with pytest.raises(DatabaseUrlError, match="give a path") as caught:
        open_database(address)

    assert "hidden" not in str(caught.value)


def test_missing_file_is_not_created(tmp_path: Path) -> None:
    path = tmp_path / "none.db"

    with pytest.raises(DatabaseMissingError, match="run gridcase init"):
        open_database(str(path))

    assert not path.exists()


def test_file_without_our_tables_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    sqlite3.connect(path).close()
    path.touch()

    with pytest.raises(DatabaseMissingError):
        open_database(str(path))


def test_unknown_postgresql_database_is_missing(postgresql_url: str) -> None:
    url = postgresql_url.replace("/gridcase_", "/no_such_")

    with pytest.raises(DatabaseMissingError):
        open_database(url)


def test_unreachable_server_is_gone(tmp_path: Path) -> None:
    with pytest.raises(DatabaseGoneError, match="cannot be reached"):
        open_database(f"postgresql:///x?host={tmp_path}")


def test_folder_that_is_missing_is_gone(tmp_path: Path) -> None:
    database = open_database(str(tmp_path / "no" / "new.db"), must_exist=False)

    with pytest.raises(DatabaseGoneError, match="unable to open"):
        migrate.upgrade(database)


def test_file_of_another_kind_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear city, the cover is gone again. " * 100)

    with pytest.raises(DatabaseDamagedError, match=r"letter\.db is no database"):
        open_database(str(path))


def set_revision(url: str, revision: str) -> None:
    database = open_database(url)
    with database.writing() as connection:
        connection.execute(
            text("UPDATE alembic_version SET version_num = :revision"),
            {"revision": revision},
        )
        connection.commit()
    database.close()


@pytest.mark.parametrize("must_exist", [True, False], ids=["to use", "to upgrade"])
def test_newer_schema_is_refused(sqlite_url: str, *, must_exist: bool) -> None:
    set_revision(sqlite_url, "9999")

    with pytest.raises(DatabaseNewerError, match="upgrade the program") as caught:
        open_database(sqlite_url, must_exist=must_exist)

    assert caught.value.revision == "9999"


def test_older_schema_is_refused(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflow.store.database.REVISIONS", (*REVISIONS, "9999"))

    with pytest.raises(DatabaseOlderError, match="run gridcase init"):
        open_database(sqlite_url)


def test_leaving_a_block_undoes_its_writing(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(insert(worker).values(SOMEBODY))

    with database.reading() as connection:
        assert connection.execute(select(worker)).all() == []


def test_committed_writing_stays(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(insert(worker).values(SOMEBODY))
        connection.commit()

    with database.reading() as connection:
        assert connection.execute(select(worker.c.id)).scalars().all() == ["w"]


def test_second_transaction_of_a_block_needs_its_commit(database: Database) -> None:
    with database.writing() as connection:
        connection.commit()
        connection.execute(insert(worker).values(SOMEBODY))

    with database.reading() as connection:
        assert connection.execute(select(worker)).all() == []


def test_reading_sees_one_moment(database: Database) -> None:
    with database.reading() as reader:
        before = reader.execute(select(worker)).all()
        with database.writing() as connection:
            connection.execute(insert(worker).values(SOMEBODY))
            connection.commit()
        during = reader.execute(select(worker)).all()

    assert (before, during) == ([], [])


def test_waiting_for_a_lock_ends_in_one_error(impatient: Database) -> None:
    with impatient.writing() as connection:
        connection.execute(insert(worker).values(SOMEBODY))
        connection.commit()

    change = text("UPDATE worker SET pid = 2")
    with impatient.writing() as holder:
        holder.execute(change)
        with (
            pytest.raises(DatabaseLockedError, match="nothing was changed"),
            impatient.writing() as other,
        ):
            other.execute(change)
        holder.commit()


def test_waiting_writer_goes_on_after_the_first(database: Database) -> None:
    started, done = threading.Event(), threading.Event()

    def follow() -> None:
        started.set()
        with database.writing() as connection:
            connection.execute(insert(worker).values(SOMEBODY))
            connection.commit()
        done.set()

    thread = threading.Thread(target=follow)
    with database.writing() as connection:
        connection.execute(insert(worker).values({**SOMEBODY, "id": "first"}))
        thread.start()
        assert started.wait(5)
        connection.commit()
    thread.join(10)

    assert done.is_set()


def fill_up(database: Database) -> None:
    with database.writing() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
        connection.execute(insert(worker).values({**SOMEBODY, "host": "h" * 1_000_000}))


def test_full_disk_is_one_clear_error(sqlite_url: str) -> None:
    database = open_database(sqlite_url)

    with pytest.raises(DiskFullError, match="nothing was changed"):
        fill_up(database)

    with database.reading() as connection:
        assert connection.execute(select(worker)).all() == []
    database.close()


def test_deleted_file_is_not_written(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    path_of(sqlite_url).unlink()

    with pytest.raises(DatabaseGoneError, match="unable to open"), database.writing():
        pass

    assert not path_of(sqlite_url).exists()
    database.close()


def test_restored_file_is_used_at_once(sqlite_url: str, tmp_path: Path) -> None:
    shutil.copy(path_of(sqlite_url), tmp_path / "backup.db")
    database = open_database(sqlite_url)
    with database.writing() as connection:
        connection.execute(insert(worker).values(SOMEBODY))
        connection.commit()

    for name in ("gridcase.db", "gridcase.db-wal", "gridcase.db-shm"):
        (tmp_path / name).unlink()
    shutil.move(tmp_path / "backup.db", path_of(sqlite_url))

    with database.reading() as connection:
        assert connection.execute(select(worker)).all() == []
    database.close()


def lose_the_server(database: Database, url: str) -> None:
    with database.writing() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with psycopg.connect(url, autocommit=True) as killer:
            killer.execute("SELECT pg_terminate_backend(%s)", (pid,))
        connection.execute(insert(worker).values(SOMEBODY))


def step_and_fail(database: Database) -> None:
    with database.stepping() as connection:
        connection.execute(insert(worker).values(SOMEBODY))
        raise RuntimeError("halfway")


def test_step_is_undone_by_an_error(sqlite_url: str) -> None:
    database = open_database(sqlite_url)

    for _ in range(2):
        with pytest.raises(RuntimeError, match="halfway"):
            step_and_fail(database)

    with database.reading() as connection:
        assert connection.execute(select(worker)).all() == []
    database.close()


def test_steps_follow_on_one_connection(database: Database) -> None:
    used = set()
    for turn in range(3):
        with database.stepping() as connection:
            connection.execute(insert(worker).values({**SOMEBODY, "id": str(turn)}))
            used.add(id(connection.connection.driver_connection))

    with database.reading() as connection:
        assert len(connection.execute(select(worker)).all()) == 3
    assert len(used) == 1


def test_step_notices_a_deleted_file(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    with database.stepping() as connection:
        connection.execute(insert(worker).values(SOMEBODY))
    path_of(sqlite_url).unlink()

    with pytest.raises(DatabaseGoneError, match="unable to open"), database.stepping():
        pass

    database.close()


def test_step_goes_on_after_a_lost_connection(postgresql_url: str) -> None:
    database = open_database(postgresql_url)
    with database.stepping() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with psycopg.connect(postgresql_url, autocommit=True) as killer:
        killer.execute("SELECT pg_terminate_backend(%s)", (pid,))

    with pytest.raises(DatabaseGoneError), database.stepping() as connection:
        step.read(connection, 1)

    with database.stepping() as connection:
        assert step.read(connection, 1) is None
    database.close()


def test_lost_server_connection_is_gone(postgresql_url: str) -> None:
    database = open_database(postgresql_url)

    with pytest.raises(DatabaseGoneError, match="cannot be reached"):
        lose_the_server(database, postgresql_url)

    with database.reading() as connection:
        assert connection.execute(select(worker)).all() == []
    database.close()


def test_a_server_lost_after_the_last_question_is_no_error(postgresql_url: str) -> None:
    database = open_database(postgresql_url)

    with database.reading() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with psycopg.connect(postgresql_url, autocommit=True) as killer:
            killer.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))

    with database.reading() as connection:
        assert connection.execute(select(worker)).all() == []
    database.close()


def test_read_only_session_is_named(postgresql_url: str) -> None:
    database = open_database(postgresql_url)

    with (
        pytest.raises(DatabaseReadOnlyError),
        database.reading() as connection,
    ):
        connection.execute(insert(worker).values(SOMEBODY))
    database.close()


def test_a_fault_of_our_own_is_not_renamed(database: Database) -> None:
    with (
        pytest.raises(Exception, match="no_such_table") as caught,
        database.reading() as connection,
    ):
        connection.execute(text("SELECT * FROM no_such_table"))

    assert not isinstance(caught.value, DatabaseError)


def test_instants_come_back_in_utc(database: Database) -> None:
    noon = datetime(2026, 6, 9, 12, 0, 0, 120, tzinfo=timezone(timedelta(hours=8)))

    with database.writing() as connection:
        connection.execute(insert(worker).values({**SOMEBODY, "started_at": noon}))
        found = connection.execute(select(worker.c.started_at)).scalar_one()

    assert found == noon
    assert found.tzinfo is UTC


def test_naive_instants_are_refused(database: Database) -> None:
    naive = datetime(2026, 6, 9, 12, 0, 0)  # noqa: DTZ001 - that is the point

    with (
        pytest.raises(StatementError, match="has no time zone"),
        database.writing() as connection,
    ):
        connection.execute(insert(worker).values({**SOMEBODY, "started_at": naive}))


def test_sqlite_keeps_instants_as_sortable_text(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    with database.writing() as connection:
        connection.execute(insert(worker).values(SOMEBODY))
        stored = connection.execute(text("SELECT started_at FROM worker")).scalar()

    assert stored == "2026-06-08T01:00:00.000000Z"
    database.close()


def test_rows_are_numbered_by_the_database(database: Database) -> None:
    row = {
        "at": at("06-08 09:00"),
        "case_number": None,
        "action": "report",
        "actor": "ann",
        "blockers": "[]",
        "via": "",
    }
    with database.writing() as connection:
        connection.execute(insert(refusal), [row, row])
        found = connection.execute(select(refusal.c.id).order_by("id")).scalars().all()

    assert found == [1, 2]
