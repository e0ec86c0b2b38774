"""A disk that is full, a lock, a lost connection, a lost file: one clear error each.

Nothing is lost by it, nothing is half done, and the next step works again.
"""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from tests.chaos import work
from tests.chaos.whole import assert_whole
from tests.engine.hall import GRID, PIXEL, Hall
from tests.fakes import FakeNotifier
from workflow.domain.case import number_text
from workflow.engine.advance import advance
from workflow.engine.attach import attach
from workflow.engine.deliver import Delivered, deliver
from workflow.engine.report import ReportRequest, report
from workflow.engine.results import Done
from workflow.engine.runtime import Runtime
from workflow.engine.sweep import Swept, sweep
from workflow.errors import (
    DatabaseGoneError,
    DatabaseLockedError,
    DiskFullError,
    UnreadableFileError,
)
from workflow.store.database import open_database

ENOUGH = 300
"""Reports that no disk of these tests has room for."""


def _leave_room(hall: Hall, pages: int | None) -> None:
    """Let the file grow by so many pages; None takes the limit away again."""
    # The thread keeps one connection for steps; another one serves all the rest.
    for block in (hall.runtime.database.stepping, hall.runtime.database.writing):
        with block() as connection:
            used = connection.execute(text("PRAGMA page_count")).scalar_one()
            most = 1_000_000 if pages is None else used + pages
            connection.execute(text(f"PRAGMA max_page_count = {most}"))


def _until_it_is_full(act: Callable[[int], object]) -> int:
    """Act until the disk is full; how often it went well."""
    for turn in range(ENOUGH):
        try:
            act(turn)
        except DiskFullError:
            return turn
    raise AssertionError("There was room for everything.")


def _check(hall: Hall) -> None:
    hall.does("周敏", "ask_check")
    hall.does("宋佳", "checked", finding="found")


def test_a_full_disk_loses_nothing(sqlite_hall: Hall) -> None:
    sqlite_hall.runtime.database.close()
    _leave_room(sqlite_hall, 20)

    accepted = _until_it_is_full(lambda turn: sqlite_hall.report(key=f"k{turn}"))

    assert accepted > 0
    with pytest.raises(DiskFullError, match="nothing was changed"):
        sqlite_hall.report()
    assert_whole(sqlite_hall, keyed=True)
    assert sqlite_hall.asked("SELECT count(*) FROM cases") == [(accepted,)]
    _until_it_is_full(lambda _: _check(sqlite_hall))
    assert_whole(sqlite_hall)
    _leave_room(sqlite_hall, None)
    sqlite_hall.report(key=f"k{accepted}")
    assert_whole(sqlite_hall)


@contextmanager
def _files_no_longer_than(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_photo_without_room_is_one_clear_error(sqlite_hall: Hall) -> None:
    photo = sqlite_hall.folder / "cover.png"
    photo.write_bytes(PIXEL)

    with (
        _files_no_longer_than(10),
        pytest.raises(
            UnreadableFileError, match=r"cover\.png cannot be attached.*stored"
        ),
    ):
        attach(sqlite_hall.runtime, photo)

    assert [*(sqlite_hall.folder / "files").rglob("*.*")] == []
    assert attach(sqlite_hall.runtime, photo)["size"] == len(PIXEL)


@contextmanager
def _impatient(hall: Hall) -> Iterator[Runtime]:
    """Another process, which waits for a lock no longer than a moment."""
    database = open_database(hall.address, patience=0.05)
    try:
        yield Runtime(database=database, files=hall.runtime.files, now=hall.clock)
    finally:
        database.close()


def _note(hall: Hall, key: str) -> dict[str, Any]:
    return {
        "case": hall.number,
        "action": "note",
        "actor": "zhou_min",
        "fields": {"reason": "现场有人"},
        "key": key,
    }


def test_a_lock_that_is_kept_is_one_clear_error(hall: Hall) -> None:
    hall.report()
    with _impatient(hall) as other:
        for turn in range(10):
            assert isinstance(work.ask(other, _note(hall, f"before-{turn}")), Done)
        before = hall.case()
        change = text("UPDATE cases SET state = 'closed'")

        with hall.runtime.database.writing() as holder:
            holder.execute(change)
            with pytest.raises(DatabaseLockedError, match="nothing was changed"):
                work.ask(other, _note(hall, "locked"))

        assert hall.case() == before
        for key in ("locked", "after"):
            answer = work.ask(other, _note(hall, key))
            assert isinstance(answer, Done)
            assert not answer.repeated
    assert hall.case().version == before.version + 2
    assert_whole(hall)


def test_a_sweep_leaves_a_locked_case_for_later(hall: Hall) -> None:
    held = hall.report()
    hall.report()
    hall.later(hours=3)
    change = text("UPDATE cases SET state = 'closed' WHERE number = :number")

    with _impatient(hall) as other:
        with hall.runtime.database.writing() as holder:
            holder.execute(change, {"number": held})
            if hall.runtime.database.is_sqlite:
                with pytest.raises(DatabaseLockedError, match="nothing was changed"):
                    sweep(other)
            else:
                assert sweep(other).cases == 1
        sweep(other)

    assert hall.fired(held) == hall.fired() != []
    assert_whole(hall)


class _CuttingClock:
    """A clock; at one look at it, the server drops all connections of others."""

    def __init__(self, hall: Hall, look: int) -> None:
        self._hall = hall
        self._left = look

    def __call__(self) -> datetime:
        self._left -= 1
        if self._left == 0:
            drop_connections(self._hall)
        return self._hall.clock()


def drop_connections(hall: Hall) -> None:
    """The server ends every connection to this database, as when it is restarted."""
    with psycopg.connect(hall.address, autocommit=True) as connection:
        # It waits until they are gone, so that nobody meets one that is dying.
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


Verb = Callable[[Runtime], None]


def _reporting(_: Hall) -> Verb:
    fields = {"place": GRID, "description": "井盖缺失"}
    asked = ReportRequest(workflow="city-case", actor="reporter", fields=fields)
    return lambda runtime: _must(report(runtime, asked), Done)


def _stepping(hall: Hall) -> Verb:
    asked = hall.request("周敏", "note", reason="现场有人")
    return lambda runtime: _must(advance(runtime, asked), Done)


def _merging(hall: Hall) -> Verb:
    (original,) = hall.asked("SELECT min(number) FROM cases")[0]
    asked = hall.request("周敏", "merge", original=number_text(original))
    return lambda runtime: _must(advance(runtime, asked), Done)


def _sweeping(_: Hall) -> Verb:
    return lambda runtime: _must(sweep(runtime), Swept)


def _delivering(hall: Hall) -> Verb:
    hall.sweep()
    notifiers = {"console": FakeNotifier(name="console")}
    return lambda runtime: _must(deliver(runtime, notifiers), Delivered)


def _must(answer: object, kind: type) -> None:
    assert isinstance(answer, kind), answer


@pytest.mark.parametrize("look", [1, 2, 3])
@pytest.mark.parametrize(
    "verb", [_reporting, _stepping, _merging, _sweeping, _delivering]
)
def test_a_lost_connection_is_one_clear_error(
    postgresql_hall: Hall, verb: Callable[[Hall], Verb], look: int
) -> None:
    hall = postgresql_hall
    hall.report()
    hall.report()
    hall.later(hours=3)
    does = verb(hall)
    before = _everything(hall)
    hall.runtime.database.close()

    with _dropped_at(hall, look) as cut:
        errors = _errors(lambda: does(cut))
        assert _everything(hall) == before or not errors or verb is _delivering
        hall.later(minutes=3)
        hall.runtime.database.close()
        if errors:
            does(cut)

    # Where it did not look at the clock that often, all went well.
    assert all("cannot be reached" in error.en for error in errors)
    assert _everything(hall) != before
    assert_whole(hall)


def _everything(hall: Hall) -> list[tuple[Any, ...]]:
    cases = hall.asked("SELECT number, version, head FROM cases ORDER BY number")
    waits = hall.asked("SELECT id, status, attempts FROM message ORDER BY id")
    return [*cases, *waits]


@contextmanager
def _dropped_at(hall: Hall, look: int) -> Iterator[Runtime]:
    """Another process, whose connections are lost at this look at its clock."""
    database = open_database(hall.address)
    clock = _CuttingClock(hall, look)
    try:
        yield Runtime(database=database, files=hall.runtime.files, now=clock)
    finally:
        database.close()


def _errors(act: Callable[[], object]) -> list[DatabaseGoneError]:
    try:
        act()
    except DatabaseGoneError as error:
        return [error]
    return []


def test_a_server_restart_costs_one_error_at_most(postgresql_hall: Hall) -> None:
    hall = postgresql_hall
    for _ in range(6):
        hall.report()
        hall.later(hours=3)
        hall.sweep()
        hall.does("周敏", "note", reason="现场有人", key=f"n-{hall.number}")

    drop_connections(hall)
    errors = _errors(hall.sweep)

    for turn in range(6):
        hall.does("周敏", "note", reason="服务器重启了", key=f"after-{turn}")
        hall.later(hours=3)
        hall.sweep()
        hall.report()
    assert len(errors) <= 1
    assert_whole(hall)


def test_what_a_rollback_drops_is_not_used_again(postgresql_hall: Hall) -> None:
    hall = postgresql_hall
    for _ in range(8):
        hall.report()

    # Every question ends with a ROLLBACK, on the connection that reports use too.
    hall.case()

    hall.report()
    assert_whole(hall)


def test_a_restart_between_steps_costs_one_error(postgresql_hall: Hall) -> None:
    hall = postgresql_hall
    hall.report()
    hall.does("周敏", "note", reason="一")
    asked = hall.request("周敏", "note", reason="二")

    drop_connections(hall)
    errors = _errors(lambda: advance(hall.runtime, asked))

    case = hall.does("周敏", "note", reason="三")
    assert len(errors) == 1
    assert case.version == 3
    assert_whole(hall)


def test_a_lost_file_is_not_made_anew(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    hall.report()
    hall.does("周敏", "note", reason="现场有人")
    before = hall.case()
    path = Path(hall.runtime.database.name)
    away = path.with_name("away.db")
    names = [("", ""), ("-wal", "-wal"), ("-shm", "-shm")]
    for end, _ in names:
        path.with_name(path.name + end).rename(away.with_name(away.name + end))

    for _ in range(2):
        with pytest.raises(DatabaseGoneError, match="cannot be reached"):
            hall.does("周敏", "note", reason="?")
        with pytest.raises(DatabaseGoneError, match="cannot be reached"):
            hall.sweep()
        assert not path.exists()

    for end, _ in names:
        away.with_name(away.name + end).rename(path.with_name(path.name + end))
    assert hall.case() == before
    hall.does("周敏", "note", reason="又有了")
    assert_whole(hall)
