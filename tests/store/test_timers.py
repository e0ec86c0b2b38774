"""What is due is found by its instant, the longest due first."""

from dataclasses import replace

import pytest

from tests.builders import at
from tests.store.stored import FIRST, SECOND, THIRD, StoredPlay, publish
from workflow.store import step, timers
from workflow.store.database import Database, open_database


@pytest.fixture
def waiting(database: Database) -> Database:
    """Two cases whose promise is running, and one without any rung."""
    publish(database)
    for number, when in ((SECOND, "06-08 09:10"), (FIRST, "06-08 10:00")):
        play = StoredPlay(database, number)
        play.open()
        play.act(when, "register", "ann", category="C0101", condition="2")
    StoredPlay(database, THIRD).open()
    return database


def test_due_cases_come_longest_due_first(waiting: Database) -> None:
    with waiting.choosing() as connection:
        first = timers.next_instant(connection)
        assert first is not None
        assert timers.due_cases(connection, first, 10) == [SECOND]
        assert timers.due_cases(connection, at("06-12 09:00"), 10) == [SECOND, FIRST]
        assert timers.due_cases(connection, at("06-12 09:00"), 1) == [SECOND]


def test_nothing_is_due_before_its_time(waiting: Database) -> None:
    with waiting.choosing() as connection:
        assert timers.due_cases(connection, at("06-08 10:00"), 10) == []


def test_no_clock_means_no_next_instant(database: Database) -> None:
    with database.reading() as connection:
        assert timers.next_instant(connection) is None


def test_case_with_two_due_clocks_comes_once(waiting: Database) -> None:
    play = StoredPlay(waiting, FIRST + 10)
    decided = play.decide_report()
    (stage,) = decided.clocks
    both = tuple(
        replace(stage, subject=subject, next_rung="soon", next_at=at(when))
        for subject, when in (("a", "06-08 09:00"), ("b", "06-08 09:05"))
    )
    play.write(replace(decided, clocks=both))

    with waiting.choosing() as connection:
        assert timers.due_cases(connection, at("06-08 09:05"), 10) == [FIRST + 10]
        assert timers.next_instant(connection) == at("06-08 09:00")


def test_cases_that_others_hold_are_passed_over(postgresql_url: str) -> None:
    database = open_database(postgresql_url)
    publish(database)
    for number, when in (
        (FIRST, "06-08 09:20"),
        (SECOND, "06-08 09:10"),
        (THIRD, "06-08 09:30"),
    ):
        play = StoredPlay(database, number)
        play.open()
        play.act(when, "register", "ann", category="C0101", condition="2")
    later = at("06-12 09:00")

    with database.writing() as holder, database.choosing() as connection:
        step.read_many(holder, [SECOND], lock=True)

        assert timers.due_cases(connection, later, 2) == [FIRST, THIRD]
    database.close()


def test_choosing_leaves_the_cases_to_others(postgresql_url: str) -> None:
    database = open_database(postgresql_url)
    publish(database)
    play = StoredPlay(database, FIRST)
    play.open()
    play.act("06-08 09:10", "register", "ann", category="C0101", condition="2")
    with database.choosing() as connection:
        assert timers.due_cases(connection, at("06-12 09:00"), 2) == [FIRST]

    with database.writing() as other:
        held = step.read_many(other, [FIRST], lock=True)

    assert [each.case.number for each in held] == [FIRST]
    database.close()
