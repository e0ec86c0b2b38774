"""What nobody can ask for any more is removed, and nothing else."""

import os
from pathlib import Path

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


def test_tidying_twice_changes_nothing_more(hall: Hall) -> None:
    answer = hall.asks(key="old")
    hall.later(days=31)
    tidy(hall.runtime)

    again = tidy(hall.runtime)

    assert isinstance(answer, Done)
    assert (again.keys, again.files) == (0, 0)
    assert hall.entries(answer.case.number)
