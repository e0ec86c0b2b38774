"""Histories of many cases are read one after the other, over a period."""

import pytest

from tests.builders import at
from tests.store.stored import FIRST, SECOND, StoredPlay, publish
from workflow.store import stories
from workflow.store.database import Database
from workflow.store.stories import Period


@pytest.fixture
def play(database: Database) -> StoredPlay:
    """A case of nine o'clock with two entries more at ten, and one of eleven."""
    publish(database)
    play = StoredPlay(database)
    play.open("06-08 09:00")
    fields = {"category": "C0101", "condition": "2"}
    play.act("06-08 10:00", "register", "ann", **fields)
    StoredPlay(database, SECOND).open("06-08 11:00")
    return play


def told(play: StoredPlay, since: str = "", until: str = "") -> dict[int, list[int]]:
    """The numbers of the entries, by case."""
    period = Period(
        since=at(f"06-08 {since}") if since else None,
        until=at(f"06-08 {until}") if until else None,
    )
    with play.database.reading() as connection:
        return {
            case: [each.number for each in entries]
            for case, entries in stories.stories(connection, period)
        }


def test_without_a_period_everything_is_told(play: StoredPlay) -> None:
    assert told(play) == {FIRST: [1, 2, 3], SECOND: [1]}


def test_what_lies_before_is_told_with_what_counts(play: StoredPlay) -> None:
    assert told(play, since="10:00", until="11:00") == {FIRST: [1, 2, 3]}


def test_what_lies_behind_is_left_out(play: StoredPlay) -> None:
    assert told(play, until="10:00") == {FIRST: [1]}
    assert told(play, since="11:00") == {SECOND: [1]}
    assert told(play, since="12:00") == {}


def test_many_cases_are_read_in_parts(
    play: StoredPlay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stories, "_AT_ONCE", 1)

    assert told(play) == {FIRST: [1, 2, 3], SECOND: [1]}
