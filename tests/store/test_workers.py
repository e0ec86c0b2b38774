"""Processes say that they live; the database tells its own time."""

from dataclasses import replace
from datetime import UTC, timedelta

from sqlalchemy import text

from tests.builders import at
from workflow.now import now
from workflow.store import screens, workers
from workflow.store.database import Database
from workflow.store.workers import Worker

FIRST = Worker(id="a", host="h1", pid=7, started_at=at("06-08 09:00"))
BEAT = at("06-08 09:03")


def test_later_beat_keeps_what_was_known(database: Database) -> None:
    later = replace(FIRST, delivered_at=at("06-08 09:02"), sweeps=3, truncated=1)
    with database.writing() as connection:
        workers.beat(connection, replace(FIRST, swept_at=at("06-08 09:01")), BEAT)
        workers.beat(connection, later, BEAT)

        found = workers.listing(connection)

    assert found == [replace(later, swept_at=at("06-08 09:01"), seen_at=BEAT)]


def test_last_sweeper_comes_first(database: Database) -> None:
    second = replace(FIRST, id="b", swept_at=at("06-08 09:30"))
    with database.writing() as connection:
        for each in (FIRST, second):
            workers.beat(connection, each, BEAT)

        assert [each.id for each in workers.listing(connection)] == ["b", "a"]


def test_ended_process_is_no_longer_listed(database: Database) -> None:
    with database.writing() as connection:
        workers.beat(connection, FIRST, BEAT)
        workers.end(connection, FIRST, BEAT)

        assert workers.listing(connection) == []


def test_last_sweep_outlives_who_swept(database: Database) -> None:
    swept = [at("06-08 09:01"), at("06-08 09:02"), None, at("06-08 09:00")]
    told = []
    with database.writing() as connection:
        for number, instant in enumerate(swept):
            seen = replace(FIRST, id=str(number), swept_at=instant)
            workers.beat(connection, seen, BEAT)
            workers.end(connection, seen, BEAT)
            told.append(screens.last_swept(connection))
        kept = connection.execute(text("SELECT id FROM worker")).scalars().all()

    assert told == [swept[0], swept[1], swept[1], swept[1]]
    assert kept == ["1"]


def test_a_process_that_comes_back_is_listed(database: Database) -> None:
    swept = replace(FIRST, swept_at=at("06-08 09:01"))
    with database.writing() as connection:
        workers.end(connection, swept, BEAT)
        workers.beat(connection, FIRST, BEAT)

        assert [each.id for each in workers.listing(connection)] == ["a"]


def test_database_tells_the_time_of_its_machine(database: Database) -> None:
    with database.reading() as connection:
        told = workers.database_time(connection)

    assert told.tzinfo is UTC
    assert abs(told - now()) < timedelta(seconds=5)
