"""Reference data comes in revisions; what did not change gets none."""

from tests.builders import at
from workflow.store import reference
from workflow.store.database import Database

MORNING = at("06-08 09:00")
NOON = at("06-08 12:00")


def test_empty_city_has_revision_zero(database: Database) -> None:
    with database.reading() as connection:
        assert reference.current(connection) == (0, {})


def test_newest_document_of_each_kind_is_current(database: Database) -> None:
    with database.writing() as connection:
        first = reference.add(
            connection, {"places": "[1]", "calendars": "[2]"}, at=MORNING, by="ina"
        )
        second = reference.add(connection, {"places": "[3]"}, at=NOON, by="ann")

        revision, documents = reference.current(connection)

    assert revision == second["places"] > first["calendars"]
    assert documents == {"places": "[3]", "calendars": "[2]"}


def test_same_document_adds_no_revision(database: Database) -> None:
    with database.writing() as connection:
        reference.add(connection, {"places": "[1]"}, at=MORNING, by="ina")

        assert reference.add(connection, {"places": "[1]"}, at=NOON, by="ina") == {}


def test_going_back_is_a_revision_too(database: Database) -> None:
    with database.writing() as connection:
        for document in ("[1]", "[2]", "[1]"):
            reference.add(connection, {"places": document}, at=MORNING, by="ina")

        found = reference.revisions(connection)
        oldest = reference.document(connection, found[-1].revision)

    assert len(found) == 3
    assert found[0].digest == found[2].digest != found[1].digest
    assert oldest == "[1]"
    assert [each.revision for each in found] == [3, 2, 1]


def test_unknown_revision_has_no_document(database: Database) -> None:
    with database.reading() as connection:
        assert reference.document(connection, 7) is None
