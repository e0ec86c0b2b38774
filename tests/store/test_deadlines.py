"""Open clocks come in the order of their due instants, page by page, by an index."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from tests.builders import at
from tests.store.stored import FIRST, StoredPlay, publish
from workflow.domain.case import Clock, Outcome, revised
from workflow.store.database import Database
from workflow.store.deadlines import Deadline, deadline, deadlines

DUE = ("06-08 12:00", "06-08 11:00", "06-08 12:00", "")


def clocks_of(stage: Clock, due: str) -> tuple[Clock, ...]:
    """A promise and an owner's time, due together; without `due` both are paused."""
    changes: dict[str, Any] = (
        {"due_at": at(due)}
        if due
        else {"due_at": None, "running_since": None, "outcome": Outcome.PAUSED}
    )
    promise = revised(stage, name="promise", subject="", **changes)
    return promise, revised(promise, name="department", subject="water")


@pytest.fixture
def city(database: Database) -> Database:
    """Four cases with two clocks each; those of the last one are paused."""
    publish(database)
    for offset, due in enumerate(DUE):
        play = StoredPlay(database, FIRST + offset)
        decided = play.decide_report()
        clocks = clocks_of(decided.clocks[0], due)
        case = replace(
            decided.case,
            owner="roads" if offset == 1 else "water",
            clocks={clock.key: clock for clock in clocks},
        )
        play.write(replace(decided, case=case, clocks=clocks))
    return database


def names(found: list[Deadline]) -> list[tuple[int, str]]:
    return [(each.case - FIRST, each.name) for each in found]


EVERY = [
    (1, "department"),
    (1, "promise"),
    (0, "department"),
    (0, "promise"),
    (2, "department"),
    (2, "promise"),
]


def test_what_is_due_first_comes_first(city: Database) -> None:
    with city.reading() as connection:
        assert names(deadlines(connection)) == EVERY


@pytest.mark.parametrize("size", [1, 2, 4])
def test_pages_leave_nothing_out_and_repeat_nothing(city: Database, size: int) -> None:
    seen: list[Deadline] = []
    with city.reading() as connection:
        while page := deadlines(
            connection, after=seen[-1] if seen else None, limit=size
        ):
            seen += page

    assert names(seen) == EVERY


def test_only_one_owner_and_only_until_then(city: Database) -> None:
    with city.reading() as connection:
        roads = deadlines(connection, owner="roads")
        early = deadlines(connection, due_before=at("06-08 12:00"))
        nobody = deadlines(connection, owner="moon")

    assert (names(roads), names(early), nobody) == (EVERY[:2], EVERY[:2], [])


def test_one_clock_is_found_where_it_stands(city: Database) -> None:
    with city.reading() as connection:
        found = deadline(connection, FIRST, "department", "water")
        paused = deadline(connection, FIRST + 3, "promise", "")

    assert found == Deadline(
        due_at=at("06-08 12:00"), case=FIRST, name="department", subject="water"
    )
    assert paused is None


def test_a_late_clock_is_listed_also_while_it_is_paused(city: Database) -> None:
    with city.writing() as connection:
        connection.execute(
            text("UPDATE clock SET outcome = 'paused' WHERE case_number = :number"),
            {"number": FIRST},
        )
        connection.commit()
    with city.reading() as connection:
        assert names(deadlines(connection)) == EVERY


def test_the_list_is_read_by_its_index(city: Database) -> None:
    page = (
        " FROM clock WHERE outcome IN ('running', 'paused') AND due_at IS NOT NULL"
        " ORDER BY due_at, case_number, name, subject LIMIT 2"
    )
    keys = "due_at, case_number, name, subject"
    with city.reading() as connection:
        if connection.dialect.name == "sqlite":
            explain = "EXPLAIN QUERY PLAN "
        else:
            # So few rows are read whole otherwise.
            connection.execute(text("SET LOCAL enable_seqscan = off"))
            explain = "EXPLAIN "
        plan = connection.execute(text(f"{explain}SELECT {keys}{page}")).all()

    assert any("ix_clock_due" in str(line) for line in plan)
