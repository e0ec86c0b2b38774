"""How late rungs were, by buckets and percentiles, on both databases alike."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, insert

from tests.builders import at
from tests.store.stored import FIRST, StoredPlay, publish
from workflow.store.database import Database, open_database
from workflow.store.lateness import BUCKETS, Lateness, lateness
from workflow.store.tables import firing

DUE = at("06-08 09:00")


def fire(database: Database, *late: float, at: datetime = DUE) -> None:
    with database.writing() as connection:
        for number, seconds in enumerate(late):
            connection.execute(
                insert(firing).values(
                    case_number=FIRST,
                    clock="promise",
                    subject="",
                    cycle=1,
                    rung=f"{at.isoformat()}-{number}",
                    occurrence=1,
                    due_at=at,
                    fired_at=at + timedelta(seconds=seconds),
                    entry=1,
                )
            )
        connection.commit()


def ask(database: Database, since: datetime = DUE) -> Lateness:
    with database.reading() as connection:
        return lateness(connection, since)


@pytest.fixture
def opened(database: Database) -> Database:
    publish(database)
    StoredPlay(database).open()
    return database


def test_nothing_fired_has_no_percentiles(opened: Database) -> None:
    found = ask(opened)

    assert found.fired == 0
    assert found.counts == (0,) * (len(BUCKETS) + 1)
    assert (found.p50, found.p95, found.p99) == (None, None, None)


def test_each_rung_falls_into_one_bucket(opened: Database) -> None:
    fire(opened, 0, 0.5, 0.501, 1, 1.5, 4, 15, 59, 300, 3600, 3601)

    found = ask(opened)

    assert found.counts == (2, 2, 1, 1, 1, 1, 1, 1, 1)
    assert found.fired == 11


def test_percentiles_are_of_the_nearest_rank(opened: Database) -> None:
    fire(opened, *(second / 10 for second in range(1, 101)))

    found = ask(opened)

    seconds = [each and each.total_seconds() for each in (found.p50, found.p95)]
    assert seconds == [5.0, 9.5]
    assert found.p99 == timedelta(seconds=9.9)


def test_what_fired_before_the_window_is_left_out(opened: Database) -> None:
    fire(opened, 0.1, 0.2)
    fire(opened, 7.0, at=at("06-09 09:00"))

    found = ask(opened, since=at("06-09 00:00"))

    assert (found.fired, found.p50) == (1, timedelta(seconds=7))


def test_the_window_is_found_by_its_index(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    asked: list[tuple[str, object]] = []
    with database.reading() as connection:
        event.listen(
            connection,
            "before_cursor_execute",
            lambda *given: asked.append((given[2], given[3])),
        )
        lateness(connection, DUE)
        plans = [
            str(list(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)))  # type: ignore[arg-type]
            for query, values in list(asked)
        ]
    database.close()

    assert plans
    assert all("ix_firing_fired" in plan for plan in plans)
