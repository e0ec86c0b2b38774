"""History reads back as it was decided, page by page."""

import pytest

from tests.store.stored import FIRST, SECOND, StoredPlay, publish
from workflow.store import history
from workflow.store.database import Database


@pytest.fixture
def play(database: Database) -> StoredPlay:
    publish(database)
    play = StoredPlay(database)
    play.open()
    play.register()
    return play


def test_entries_read_back_as_decided(play: StoredPlay) -> None:
    decided = [entry for each in play.decisions for entry in each.entries]

    with play.database.reading() as connection:
        assert history.entries(connection, FIRST) == decided


def test_pages_follow_one_another(play: StoredPlay) -> None:
    with play.database.reading() as connection:
        first = history.entries(connection, FIRST, limit=2)
        rest = history.entries(connection, FIRST, after=first[-1].number)

    assert [each.number for each in first + rest] == [1, 2, 3]


def test_heads_tell_every_case(play: StoredPlay) -> None:
    other = StoredPlay(play.database, SECOND)
    other.open()

    with play.database.reading() as connection:
        found = list(history.heads(connection))

    assert found == [
        (FIRST, play.case.version, play.case.head),
        (SECOND, 1, other.case.head),
    ]
