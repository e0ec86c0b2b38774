"""Lists and inboxes show rows, filtered and page by page."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event, update

from tests.builders import at
from tests.store.stored import FIRST, StoredPlay, publish
from workflow.domain.priority import Priority
from workflow.store import screens
from workflow.store.database import Database, open_database
from workflow.store.marks import marks_from, marks_text
from workflow.store.screens import CaseLine, Filters
from workflow.store.tables import cases

DESK = "coordinator@water"


@pytest.fixture
def city(database: Database) -> Database:
    """Five cases: three promised to different times, one unpromised, one closed."""
    publish(database)
    for offset, due in enumerate(("06-08 12:00", "06-08 11:00", "06-08 12:00", "")):
        play = StoredPlay(database, FIRST + offset)
        decided = play.decide_report()
        (stage,) = decided.clocks
        promise = replace(
            stage, name="promise", subject="", due_at=at(due or "06-08 09:00")
        )
        clocks = {promise.key: promise} if due else {}
        case = replace(decided.case, desk=DESK, owner="water", clocks=clocks)
        play.write(replace(decided, case=case, clocks=tuple(clocks.values())))
    closed = StoredPlay(database, FIRST + 4)
    closed.open("06-09 09:00")
    closed.act("06-09 09:10", "merge", "ann", original="20260608-000001")
    return database


def offsets(lines: list[CaseLine]) -> list[int]:
    return [line.number - FIRST for line in lines]


def test_inbox_puts_first_what_is_due_first(city: Database) -> None:
    with city.reading() as connection:
        found = screens.inbox(connection, [DESK])

    assert offsets(found) == [1, 0, 2, 3]
    assert [line.due_at for line in found[2:]] == [at("06-08 12:00"), None]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_inbox_pages_leave_nothing_out(city: Database, size: int) -> None:
    seen: list[CaseLine] = []
    with city.reading() as connection:
        for _ in range(5):
            last = seen[-1] if seen else None
            seen += screens.inbox(connection, [DESK], after=last, limit=size)

    assert offsets(seen) == [1, 0, 2, 3]


def test_inbox_shows_only_its_desks(city: Database) -> None:
    with city.reading() as connection:
        assert screens.inbox(connection, ["coordinator@roads"]) == []
        assert screens.inbox(connection, []) == []


def test_list_begins_with_the_newest(city: Database) -> None:
    with city.reading() as connection:
        first = screens.case_lines(connection, Filters(), limit=3)
        rest = screens.case_lines(connection, Filters(), below=first[-1].number)

    assert offsets(first + rest) == [4, 3, 2, 1, 0]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(is_open=True), [3, 2, 1, 0]),
        (Filters(is_open=False), [4]),
        (Filters(states=("duplicate",)), [4]),
        (Filters(owners=("water", "roads"), is_open=True), [3, 2, 1, 0]),
        (Filters(places=("220104",)), []),
        (Filters(workflow="small", category="C0101"), []),
        (Filters(due_before=at("06-08 11:00")), [1]),
        (Filters(opened_from=at("06-09 00:00")), [4]),
        (Filters(opened_before=at("06-09 00:00"), states=("reported",)), [3, 2, 1, 0]),
    ],
)
def test_filters_keep_what_they_say(
    city: Database, filters: Filters, expected: list[int]
) -> None:
    with city.reading() as connection:
        assert offsets(screens.case_lines(connection, filters)) == expected


@pytest.fixture
def urgent(city: Database) -> Database:
    """Two of the open cases have become urgent, one is high; the closed one was."""
    ranks = {0: 1, 2: 2, 3: 2, 4: 2}
    with city.writing() as connection:
        for offset, priority in ranks.items():
            changed = update(cases).where(cases.c.number == FIRST + offset)
            connection.execute(changed.values(priority=priority))
        connection.commit()
    return city


def test_inbox_puts_the_more_urgent_first(urgent: Database) -> None:
    with urgent.reading() as connection:
        found = screens.inbox(connection, [DESK])

    assert offsets(found) == [2, 3, 0, 1]
    assert found[0].priority is Priority.URGENT


def test_list_puts_the_urgent_that_are_open_first(urgent: Database) -> None:
    with urgent.reading() as connection:
        every = screens.case_lines(connection, Filters())
        closed = screens.case_lines(connection, Filters(is_open=False))

    assert offsets(every) == [3, 2, 0, 4, 1]
    assert offsets(closed) == [4]


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_pages_follow_the_priority_too(urgent: Database, size: int) -> None:
    inbox: list[CaseLine] = []
    listed: list[CaseLine] = []
    with urgent.reading() as connection:
        for _ in range(6):
            last = inbox[-1] if inbox else None
            inbox += screens.inbox(connection, [DESK], after=last, limit=size)
            below = listed[-1].number if listed else None
            listed += screens.case_lines(connection, Filters(), below=below, limit=size)
            if len(listed) == 5:
                break

    assert offsets(inbox) == [2, 3, 0, 1]
    assert offsets(listed) == [3, 2, 0, 4, 1]


def test_a_number_that_is_no_case_begins_a_page(urgent: Database) -> None:
    with urgent.reading() as connection:
        found = screens.case_lines(connection, Filters(), below=FIRST + 90)

    assert offsets(found) == [4, 1]


@pytest.fixture
def marked(city: Database) -> Database:
    marks = {0: "|red_card|", 1: "|red|yellow|", 2: "|yellow|", 3: "|redXcard|"}
    with city.writing() as connection:
        for offset, given in marks.items():
            changed = update(cases).where(cases.c.number == FIRST + offset)
            connection.execute(changed.values(marks=given))
        connection.commit()
    return city


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        (("red",), [1]),
        (("yellow",), [2, 1]),
        (("yellow", "red"), [1]),
        (("red_card",), [0]),
        (("card",), []),
    ],
)
def test_marks_are_found_by_their_whole_names(
    marked: Database, marks: tuple[str, ...], expected: list[int]
) -> None:
    with marked.reading() as connection:
        found = screens.case_lines(connection, Filters(marks=marks))

    assert offsets(found) == expected


@pytest.mark.parametrize("marks", [(), ("red",), ("red", "a_b", "c")])
def test_marks_come_back_in_their_order(marks: tuple[str, ...]) -> None:
    assert marks_from(marks_text(marks)) == marks


@pytest.mark.parametrize(
    ("filters", "indexes"),
    [
        (Filters(), {"ix_cases_urgent"}),
        (Filters(marks=("red",)), {"ix_cases_urgent", "ix_cases_marked"}),
    ],
    ids=["a list", "a mark"],
)
def test_lists_are_read_by_their_indexes(
    sqlite_url: str, filters: Filters, indexes: set[str]
) -> None:
    plans: list[str] = []
    database = open_database(sqlite_url)
    with database.reading() as connection:

        @event.listens_for(connection, "before_cursor_execute")
        def explain(_c: object, cursor: Any, sql: str, given: Any, *_: object) -> None:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", given)
            plans.extend(row[3] for row in cursor.fetchall())

        screens.case_lines(connection, filters)
    database.close()

    assert {word for plan in plans for word in plan.split() if "ix_" in word} == indexes
    assert not any("TEMP" in plan for plan in plans)


def test_nobody_swept_yet(database: Database) -> None:
    with database.reading() as connection:
        assert screens.last_swept(connection) is None
