"""Reports keep what opened them; personal values can be erased, history stays."""

import pytest

from tests.store.stored import FIRST, StoredPlay, publish
from workflow.store import history, reports
from workflow.store.database import Database

ID = "20260608-000001/1"


@pytest.fixture
def opened(database: Database) -> Database:
    publish(database)
    StoredPlay(database).open()
    return database


def test_report_is_found_by_its_id(opened: Database) -> None:
    with opened.reading() as connection:
        found = reports.find(connection, ID)
        assert reports.find(connection, "20260608-000001/2") is None

    assert found is not None
    assert (found.opened, found.behind, found.channel) == (FIRST, FIRST, "test")


def test_personal_values_lie_apart_from_history(opened: Database) -> None:
    with opened.reading() as connection:
        (told,) = reports.personal_values(connection, FIRST)
        (entry,) = history.sealed(connection, FIRST)

    assert (told.entry, told.field, told.value) == (1, "description", "a cover is gone")
    assert "a cover" not in entry.request + entry.effects
