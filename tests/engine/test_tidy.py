"""What nobody can ask for any more is removed, and nothing else."""

import os
from pathlib import Path

import pytest

from tests.engine.hall import PIXEL, Hall
from workflow.engine.results import Done
from workflow.engine.tidy import tidy
from workflow.store import keys


def _files(hall: Hall) -> dict[str, Path]:
    """The stored files by name, each as old as the time at which this is asked."""
    found = {
        path.name: path for path in hall.folder.glob("files/**/*") if path.is_file()
    }
    for path in found.values():
        os.utime(path, (hall.clock().timestamp(),) * 2)
    return found


def test_keys_are_forgotten_after_thirty_days(hall: Hall) -> None:
    hall.asks(key="old")
    hall.later(days=29, hours=23)
    hall.asks(key="young")

    early = tidy(hall.runtime)
    hall.later(hours=2)
    late = tidy(hall.runtime)

    assert (early.keys, late.keys) == (0, 1)
    with hall.runtime.database.reading() as connection:
        assert keys.find(connection, "old") is None
        assert keys.find(connection, "young") is not None


def test_a_file_that_a_case_names_stays(hall: Hall) -> None:
    hall.report()
    hall.does("周敏", "note", reason="现场", photos=hall.photos())
    named = _files(hall)
    hall.later(days=400)

    assert tidy(hall.runtime).files == 0
    assert _files(hall) == named


def test_an_orphan_is_removed_after_a_day(hall: Hall) -> None:
    hall.photos()
    (orphan,) = _files(hall).values()
    hall.later(hours=23)

    early = tidy(hall.runtime)
    hall.later(hours=2)
    late = tidy(hall.runtime)

    assert (early.files, late.files) == (0, 1)
    assert not orphan.exists()


def test_an_orphan_given_again_is_new(hall: Hall) -> None:
    hall.photos()
    (orphan,) = _files(hall).values()
    hall.later(days=2)

    # The machine's own clock is far ahead of the day on which this is played.
    hall.photos("again.png")

    assert tidy(hall.runtime).files == 0
    assert orphan.exists()


def test_what_a_crash_left_half_written_is_removed(hall: Hall) -> None:
    hall.photos(content=PIXEL)
    half = hall.folder / "files" / ".new-abc"
    half.write_bytes(b"half")
    _files(hall)
    hall.later(days=2)

    assert tidy(hall.runtime).files == 2
    assert not half.exists()


@pytest.mark.parametrize("look", [None, "2027-01-01T00:00:00.000000Z"])
def test_a_clock_that_nobody_looked_at_fires(hall: Hall, look: str | None) -> None:
    number, _ = hall.report(), hall.report()
    to = "NULL" if look is None else f"'{look}'"
    hall.tamper(
        f"UPDATE clock SET look_at = {to} WHERE case_number = :number",  # noqa: S608 - an instant of ours
        number=number,
    )
    hall.at("06-08 08:30")
    assert hall.sweep().rungs == 1

    tidied = [tidy(hall.runtime).watched, tidy(hall.runtime).watched]

    assert tidied == [1, 0]
    assert hall.sweep().rungs == 1
    assert hall.fired(number) == ["stage.due"]
    assert hall.differences() == ()


def test_a_damaged_look_is_put_right(sqlite_hall: Hall) -> None:
    sqlite_hall.report()
    sqlite_hall.tamper("UPDATE clock SET look_at = '?'")

    assert tidy(sqlite_hall.runtime).watched == 1
    assert sqlite_hall.differences() == ()


def test_a_case_that_is_held_is_mended_later(postgresql_hall: Hall) -> None:
    postgresql_hall.report()
    postgresql_hall.tamper("UPDATE clock SET look_at = NULL")
    with postgresql_hall.runtime.database.writing() as connection:
        connection.exec_driver_sql("SELECT * FROM cases FOR UPDATE")
        held = tidy(postgresql_hall.runtime).watched

    assert (held, tidy(postgresql_hall.runtime).watched) == (0, 1)


def test_tidying_twice_changes_nothing_more(hall: Hall) -> None:
    answer = hall.asks(key="old")
    hall.later(days=31)
    tidy(hall.runtime)

    again = tidy(hall.runtime)

    assert isinstance(answer, Done)
    assert (again.keys, again.files) == (0, 0)
    assert hall.entries(answer.case.number)
