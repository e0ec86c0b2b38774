"""Definitions are kept under their digest; the newest of a name opens cases."""

from dataclasses import replace

import pytest

from tests.builders import at
from tests.store.stored import SMALL, StoredPlay, publish
from workflow.store import definitions
from workflow.store.database import Database
from workflow.store.definitions import DefinitionStatus

LATER = replace(SMALL, digest="e" * 64, published_at=at("06-09 08:00"))


@pytest.fixture
def two(database: Database) -> Database:
    for publication in (SMALL, LATER):
        publish(database, publication)
    return database


def test_newest_of_a_name_is_the_last_published(two: Database) -> None:
    with two.reading() as connection:
        assert definitions.newest(connection, "small") == LATER.digest
        assert definitions.newest(connection, "large") is None


def test_publishing_again_makes_newest_again(two: Database) -> None:
    again = replace(SMALL, published_at=at("06-10 08:00"), reason="back")

    with two.writing() as connection:
        is_new = definitions.publish(connection, again, "ignored")

        assert not is_new
        assert definitions.newest(connection, "small") == SMALL.digest
        assert definitions.document(connection, SMALL.digest) == "{}"


def test_retired_definition_opens_no_cases(two: Database) -> None:
    with two.writing() as connection:
        assert definitions.retire(connection, LATER.digest)
        assert not definitions.retire(connection, "f" * 64)
        assert definitions.newest(connection, "small") == SMALL.digest


def test_unknown_digest_has_no_document(database: Database) -> None:
    with database.reading() as connection:
        assert definitions.document(connection, "f" * 64) is None


def test_listing_counts_the_open_cases(two: Database) -> None:
    StoredPlay(two).open()

    with two.writing() as connection:
        definitions.retire(connection, LATER.digest)
        found = definitions.listing(connection)

    assert found == [
        replace(LATER, status=DefinitionStatus.RETIRED),
        replace(SMALL, cases=1),
    ]
