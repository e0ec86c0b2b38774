"""Precedents are made once, retired once, and seen by every process at once."""

from dataclasses import replace
from datetime import date

import pytest

from tests.builders import a_precedent, at
from tests.store.stored import FIRST, StoredPlay, publish
from workflow.domain.catalogue import Lead, Precedent, RulingScope
from workflow.domain.decision import Decision, EntryKind
from workflow.domain.draft import Draft, Event
from workflow.errors import GridcaseError
from workflow.store import history, precedents, reference, step
from workflow.store.database import Database

FULL = a_precedent(
    number=2,
    condition="3",
    scope=RulingScope.PLACE,
    lead=Lead(kind="roads"),
    assisting=(Lead(department="water"), Lead(kind="gas")),
    expires=date(2027, 6, 1),
    review_on=date(2026, 12, 1),
    case=0,
    dispute=0,
)
RETIRED = replace(
    FULL, retired_at=at("06-09 10:00"), retired_by="ina", retired_reason="sold"
)


def made(database: Database, *every: Precedent) -> None:
    with database.writing() as connection:
        precedents.add(connection, every)
        connection.commit()


def stored(database: Database) -> list[Precedent]:
    with database.reading() as connection:
        return precedents.every(connection)


def revision(database: Database) -> int:
    with database.reading() as connection:
        return reference.newest(connection)


@pytest.fixture
def play(database: Database) -> StoredPlay:
    """A case that waits for a ruling."""
    publish(database)
    begun = StoredPlay(database)
    begun.open()
    return begun


def ruled(play: StoredPlay, *every: Precedent) -> Decision:
    """A decision that gives the case to roads, and later cases too."""
    draft = Draft(play.case, play.context("06-08 10:00"))
    event = Event(kind=EntryKind.STEP, actor="ina", action="rule", request={})
    draft.record(event, {"owner": "roads"}, precedents=every)
    return draft.decision()


def test_precedents_read_back_as_they_were(database: Database) -> None:
    made(database, a_precedent(), FULL)

    assert stored(database) == [a_precedent(), FULL]


def test_making_one_is_a_revision_of_the_city(database: Database) -> None:
    before = revision(database)

    made(database, FULL)

    with database.reading() as connection:
        newest = reference.revisions(connection)[0]
    assert newest.revision > before
    assert (newest.kind, newest.imported_by) == (precedents.KIND, FULL.ruled_by)


def test_making_none_is_no_revision(database: Database) -> None:
    made(database)

    assert revision(database) == 0


def test_retiring_keeps_the_row_and_its_reason(database: Database) -> None:
    made(database, a_precedent(), FULL)
    before = revision(database)

    with database.writing() as connection:
        assert precedents.retire(connection, RETIRED)
        connection.commit()

    assert stored(database) == [a_precedent(), RETIRED]
    assert revision(database) > before


@pytest.mark.parametrize("number", [2, 9], ids=["a second time", "an unknown one"])
def test_what_is_not_in_force_is_not_retired(database: Database, number: int) -> None:
    made(database, RETIRED)
    before = revision(database)

    with database.writing() as connection:
        again = replace(RETIRED, number=number, retired_by="ann")
        assert not precedents.retire(connection, again)
        connection.commit()

    assert (stored(database), revision(database)) == ([RETIRED], before)


def test_retiring_needs_its_instant(database: Database) -> None:
    with (
        database.writing() as connection,
        pytest.raises(ValueError, match="not said to be retired"),
    ):
        precedents.retire(connection, FULL)


def test_one_number_is_given_once(database: Database) -> None:
    made(database, FULL)

    with pytest.raises(GridcaseError):
        made(database, replace(FULL, reason="another"))

    assert stored(database) == [FULL]


def test_revisions_tell_every_precedent_whole(database: Database) -> None:
    made(database, a_precedent())
    made(database, FULL)
    with database.writing() as connection:
        precedents.retire(connection, RETIRED)
        connection.commit()

    with database.reading() as connection:
        assert precedents.noted(connection) == {1: a_precedent(), 2: RETIRED}


def test_expiring_ones_come_the_first_day_first(database: Database) -> None:
    made(
        database,
        a_precedent(number=1),
        a_precedent(number=2, expires=date(2026, 7, 1)),
        a_precedent(number=3, review_on=date(2026, 6, 15)),
        a_precedent(number=4, expires=date(2026, 8, 1)),
        a_precedent(number=5, expires=date(2026, 6, 5)),
        a_precedent(number=6, expires=date(2026, 7, 1), retired_at=at("06-02 10:00")),
        a_precedent(number=7, review_on=date(2026, 6, 5), expires=date(2027, 1, 1)),
    )

    with database.reading() as connection:
        every = precedents.expiring(connection, date(2026, 7, 1))
        ahead = precedents.expiring(
            connection, date(2026, 7, 1), since=date(2026, 6, 8)
        )

    assert [each.number for each in every] == [5, 7, 3, 2]
    assert [each.number for each in ahead] == [7, 3, 2]


def test_a_ruling_and_its_precedent_are_written_together(play: StoredPlay) -> None:
    ruling = a_precedent(case=FIRST)
    decided = ruled(play, ruling)

    with play.database.writing() as connection:
        assert step.write(connection, [decided]).conflicts == ()
        connection.commit()

    with play.database.reading() as connection:
        last = history.entries(connection, FIRST)[-1]
        assert precedents.of_cases(connection, FIRST, FIRST) == [ruling]
    assert last.effects["precedents"][0]["lead"] == "roads"  # type: ignore[index, call-overload]


def test_a_ruling_on_an_old_version_makes_no_precedent(play: StoredPlay) -> None:
    decided = ruled(play, a_precedent(case=FIRST))
    play.register()

    with play.database.writing() as connection:
        assert step.write(connection, [decided]).conflicts == (FIRST,)
        connection.commit()

    assert stored(play.database) == []
    assert revision(play.database) == 0


def test_a_ruling_that_is_undone_leaves_nothing(play: StoredPlay) -> None:
    with play.database.writing() as connection:
        step.write(connection, [ruled(play, a_precedent(case=FIRST))])

    with play.database.reading() as connection:
        assert len(history.entries(connection, FIRST)) == play.case.version
    assert stored(play.database) == []


def test_reading_a_case_tells_of_a_new_precedent(play: StoredPlay) -> None:
    made(play.database, FULL)

    with play.database.reading() as connection:
        found = step.read(connection, FIRST)

    assert found is not None
    assert found.revision == revision(play.database) > 0
