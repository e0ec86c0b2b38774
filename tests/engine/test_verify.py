"""What was tampered with is found, and named by case and entry."""

import pytest

from tests.engine.hall import Hall
from workflow.domain.case import number_text
from workflow.engine.verify import Difference, verify
from workflow.errors import UnreadableDefinitionError

BROKEN = "this entry is not what was written: the chain of hashes breaks here"


@pytest.fixture
def worked(hall: Hall) -> Hall:
    """Two cases; the second was dispatched, accepted and is overdue."""
    hall.report()
    hall.report()
    hall.later(minutes=5)
    hall.register()
    hall.does("于洋", "accept")
    hall.later(hours=12)
    hall.sweep()
    return hall


def test_an_honest_database_has_no_differences(worked: Hall) -> None:
    told: list[tuple[int, int]] = []

    found = verify(worked.runtime, lambda done, total: told.append((done, total)))

    assert (found.cases, found.differences) == (2, ())
    assert found.history_entries == sum(
        len(worked.entries(number)) for number in (worked.number - 1, worked.number)
    )
    assert told == [(2, 2)]


@pytest.mark.parametrize(
    ("harm", "entry", "what"),
    [
        (
            "UPDATE history SET actor = 'sun_lei' WHERE number = 4",
            4,
            BROKEN,
        ),
        (
            "UPDATE history SET effects = '{}' WHERE number = 3",
            3,
            BROKEN,
        ),
        ("DELETE FROM history WHERE number = 3", 4, BROKEN),
        ("DELETE FROM history WHERE number = 1", 2, BROKEN),
        (
            "UPDATE cases SET owner = 'roads'",
            9,
            "the case row differs in owner",
        ),
        (
            "UPDATE cases SET marks = replace(marks, 'yellow', 'red')",
            9,
            "the case row differs in marks",
        ),
        (
            "UPDATE cases SET priority = 2",
            9,
            "the case row differs in priority",
        ),
        (
            "UPDATE cases SET due_at = NULL",
            9,
            "the case row differs in due_at",
        ),
        (
            "UPDATE clock SET budget = budget + 1 WHERE name = 'promise'",
            9,
            "clock promise::1 differs",
        ),
        (
            "DELETE FROM clock WHERE name = 'promise'",
            9,
            "clock promise::1 differs",
        ),
        (
            "UPDATE clock SET subject = 'roads' WHERE name = 'department'",
            9,
            "clock department:roads:1 differs",
        ),
    ],
    ids=[
        "a name in history",
        "an effect in history",
        "an entry in between",
        "the first entry",
        "the owner of the row",
        "a mark of the row",
        "the priority of the row",
        "the due instant of the row",
        "the budget of a clock",
        "a clock that is gone",
        "a clock that is too much",
    ],
)
def test_tampering_is_found_and_named(
    worked: Hall, harm: str, entry: int, what: str
) -> None:
    column = "number" if "cases" in harm else "case_number"
    where = " AND " if "WHERE" in harm else " WHERE "

    worked.tamper(f"{harm}{where}{column} = :which", which=worked.number)

    found = worked.differences()
    assert Difference(case=worked.number, entry=entry, what=what) in found
    assert {each.case for each in found} == {worked.number}


def test_a_last_entry_that_was_deleted_is_missed(worked: Hall) -> None:
    worked.tamper(
        "DELETE FROM history WHERE case_number = :which AND number = 9",
        which=worked.number,
    )

    found = worked.differences()

    assert {each.what for each in found} >= {
        "the case row differs in version",
        "the case row differs in head",
    }
    assert {(each.case, each.entry) for each in found} == {(worked.number, 8)}


def test_history_without_a_case_is_found(worked: Hall) -> None:
    for statement in (
        "DELETE FROM clock WHERE case_number = :which",
        "DELETE FROM cases WHERE number = :which",
    ):
        worked.tamper(statement, which=worked.number)

    assert worked.differences() == (
        Difference(case=worked.number, entry=0, what="history without a case"),
    )


def test_a_case_without_history_is_found(worked: Hall) -> None:
    worked.tamper("DELETE FROM history WHERE case_number = :which", which=worked.number)

    assert worked.differences() == (
        Difference(case=worked.number, entry=1, what="the first entry is missing"),
    )


def test_a_row_that_cannot_be_read_is_a_difference(worked: Hall) -> None:
    worked.tamper(
        "UPDATE cases SET body = '{' WHERE number = :which", which=worked.number
    )

    found = worked.differences()

    assert [(each.case, each.what) for each in found] == [
        (worked.number, "the case row or a clock cannot be read")
    ]


def test_the_anchor_shows_a_tail_cut_off(worked: Hall) -> None:
    before = verify(worked.runtime).anchor
    again = verify(worked.runtime).anchor

    worked.later(minutes=1)
    worked.does("周敏", "note", reason="查看")

    assert again == before
    assert verify(worked.runtime).anchor != before
    assert number_text(worked.number) == "20260608-000002"


def test_an_instant_written_another_way_is_found(sqlite_hall: Hall) -> None:
    sqlite_hall.report()
    sqlite_hall.tamper("UPDATE history SET at = replace(at, 'T', ' ')")

    assert [(each.case, each.entry) for each in sqlite_hall.differences()] == [
        (sqlite_hall.number, 1)
    ]


def test_every_changed_byte_of_an_entry_is_found(sqlite_hall: Hall) -> None:
    sqlite_hall.report()
    columns = ("kind", "at", "actor", "action", "request", "effects", "hash")
    for column in columns:
        (value,) = sqlite_hall.asked(f"SELECT {column} FROM history")[0]  # noqa: S608 - a column of ours
        for position in range(0, len(value), max(1, len(value) // 40)):
            letter = "x" if value[position] != "x" else "y"
            changed = f"{value[:position]}{letter}{value[position + 1 :]}"
            sqlite_hall.tamper(f"UPDATE history SET {column} = :to", to=changed)  # noqa: S608 - a column of ours

            found = [(each.case, each.entry) for each in sqlite_hall.differences()]

            assert found == [(sqlite_hall.number, 1)], (column, position)
        sqlite_hall.tamper(f"UPDATE history SET {column} = :to", to=value)  # noqa: S608 - a column of ours
    assert sqlite_hall.differences() == ()


def test_an_altered_definition_is_found_and_not_used(sqlite_hall: Hall) -> None:
    sqlite_hall.tamper(
        "UPDATE definition SET document = replace(document, 'acceptor', 'inspector')"
    )

    with pytest.raises(UnreadableDefinitionError, match="not what was published"):
        sqlite_hall.asks()

    (found,) = sqlite_hall.differences()
    assert found.what.startswith("definition city-case ")


@pytest.mark.parametrize("look", [None, "2027-01-01T00:00:00.000000Z"])
def test_a_clock_that_nobody_looks_at_is_found(hall: Hall, look: str | None) -> None:
    number = hall.report()
    to = "NULL" if look is None else f"'{look}'"
    hall.tamper(f"UPDATE clock SET look_at = {to}")  # noqa: S608 - an instant of ours

    found = hall.differences()

    what = "no sweep would look at clock stage:reported:1 in time"
    assert found == (Difference(case=number, entry=0, what=what),)


def test_a_clock_that_waits_for_somebody_is_no_difference(hall: Hall) -> None:
    hall.report()
    hall.tamper("UPDATE cases SET definition = 'gone'")
    seen = []
    for when in ("08:30", "08:31", "08:36", "09:06", "11:06"):
        hall.at(f"06-08 {when}")
        hall.sweep()
        seen += [each for each in hall.differences() if "sweep" in each.what]

    assert seen == []
    hall.tamper("DELETE FROM incident")
    assert [each.entry for each in hall.differences() if "sweep" in each.what] == [0]


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("DELETE FROM message", "is missing or changed"),
        ("UPDATE message SET recipient = 'somebody'", "is missing or changed"),
        ("UPDATE personal SET value = 'other'", "is not what was told"),
        ("DELETE FROM firing", "the firing of its rung is missing"),
    ],
    ids=["no messages", "another recipient", "another value", "no firings"],
)
def test_what_stands_beside_history_is_compared(
    sqlite_hall: Hall, statement: str, what: str
) -> None:
    sqlite_hall.report()
    sqlite_hall.register()
    sqlite_hall.later(hours=30)
    sqlite_hall.sweep()
    assert sqlite_hall.differences() == ()

    sqlite_hall.tamper(statement)

    assert any(what in each.what for each in sqlite_hall.differences())
