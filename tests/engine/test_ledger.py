"""Whose the time of a case was, and what that comes to over all cases of a period."""

from datetime import timedelta

import pytest

from tests.builders import at
from tests.engine.hall import Hall
from workflow.domain.ledger import Role, Span, cut, wall
from workflow.engine.ledger import (
    CaseLedger,
    Part,
    Period,
    case_ledger,
    parts,
    totals,
    unit_title,
)

JUNE = Period(since=at("06-01 00:00"), until=at("07-01 00:00"))
HOUR = 3600 * 1_000_000


def two_cases(hall: Hall) -> tuple[int, int]:
    """One that was handled and closed by ten, and one that water has at ten."""
    first = hall.report()
    hall.at("06-08 08:20")
    hall.register("3")
    hall.does("于洋", "accept")
    hall.at("06-08 09:20")
    hall.finish()
    hall.at("06-08 09:50")
    hall.does("宋佳", "pass", finding="already_solved")
    second = hall.report()
    hall.register("3")
    hall.at("06-08 10:00")
    return first, second


def told(hall: Hall, number: int) -> CaseLedger:
    found = case_ledger(hall.runtime, number)
    assert found is not None
    return found


def lines(spans: tuple[Span, ...]) -> list[tuple[str, str, str, int]]:
    return [
        (each.state, each.unit, each.role.value, each.micros // 60_000_000)
        for each in spans
    ]


def test_a_case_tells_whose_its_time_was(hall: Hall) -> None:
    first, second = two_cases(hall)

    assert lines(told(hall, first).spans) == [
        ("reported", "supervision_centre", "desk", 20),
        ("handling", "water", "owner", 60),
        ("verifying", "220104003", "desk", 30),
    ]
    assert lines(told(hall, second).spans) == [("assigned", "water", "owner", 10)]
    assert case_ledger(hall.runtime, 1) is None


def test_the_totals_are_those_of_the_cases(hall: Hall) -> None:
    numbers = two_cases(hall)

    found = totals(hall.runtime, JUNE)

    spans = [each for number in numbers for each in told(hall, number).spans]
    assert found.cases == 2
    assert sum(each.portion.wall for each in found.lines()) == wall(spans)
    water = found.by_unit["water", Role.OWNER]
    assert (water.cases, water.portion.wall) == (2, 70 * HOUR // 60)
    # Work begins at half past eight.
    assert water.portion.working == 60 * HOUR // 60


def test_every_total_can_be_followed_to_its_cases(hall: Hall) -> None:
    two_cases(hall)
    found: list[Part] = []
    while page := parts(
        hall.runtime, JUNE, after=found[-1].case if found else 0, size=1
    ):
        found += page

    summed: dict[tuple[str, Role], tuple[int, int]] = {}
    for each in found:
        key = (each.portion.unit, each.portion.role)
        cases, length = summed.get(key, (0, 0))
        summed[key] = (cases + 1, length + each.portion.wall)
    by_unit = totals(hall.runtime, JUNE).by_unit
    assert summed == {
        key: (each.cases, each.portion.wall) for key, each in by_unit.items()
    }


def test_spans_are_cut_at_both_ends(hall: Hall) -> None:
    first, second = two_cases(hall)
    half = Period(since=at("06-08 09:00"), until=at("06-08 09:55"), unit="water")

    found = totals(hall.runtime, half)

    (line,) = found.lines()
    spans = [each for number in (first, second) for each in told(hall, number).spans]
    owned = [each for each in spans if each.unit == "water"]
    assert line.portion.wall == wall(cut(owned, half.since, half.until))
    assert line.portion.wall == 25 * HOUR // 60
    assert line.cases == 2


@pytest.mark.parametrize(
    ("since", "until"),
    [
        pytest.param("05-01 00:00", "06-01 00:00", id="before"),
        pytest.param("07-01 00:00", "08-01 00:00", id="after"),
    ],
)
def test_a_period_without_a_life_is_empty(since: str, until: str, hall: Hall) -> None:
    two_cases(hall)

    found = totals(hall.runtime, Period(since=at(since), until=at(until)))

    assert (found.cases, found.lines()) == (0, ())


def test_what_is_due_and_not_written_counts(hall: Hall) -> None:
    hall.report()
    hall.does("周敏", "ask_check")
    hall.at("06-10 08:00")

    before = told(hall, hall.number)
    summed = totals(hall.runtime, JUNE)
    hall.sweep()

    assert before.unwritten is not None
    assert before.spans[-1].role is Role.UNSWEPT
    assert before.spans == told(hall, hall.number).spans
    assert summed == totals(hall.runtime, JUNE)


def test_long_work_tells_how_far_it_is(sqlite_hall: Hall) -> None:
    for _ in range(201):
        sqlite_hall.report()
    sqlite_hall.later(minutes=10)
    steps: list[tuple[int, int]] = []

    found = totals(sqlite_hall.runtime, JUNE, lambda *done: steps.append(done))

    assert steps == [(200, 201), (201, 201)]
    assert found.cases == 201


def test_a_long_history_is_read_to_its_end(hall: Hall) -> None:
    hall.report()
    for _ in range(520):
        hall.does("周敏", "note", reason="还在等")
    hall.later(minutes=10)
    hall.register("3")
    hall.later(minutes=10)

    found = totals(hall.runtime, JUNE)

    assert found.by_unit["water", Role.OWNER].portion.wall == HOUR // 6
    assert len(told(hall, hall.number).spans) == 2


def test_units_are_called_as_people_call_them(sqlite_hall: Hall) -> None:
    sqlite_hall.report()
    city = told(sqlite_hall, sqlite_hall.number).context.city

    named = [unit_title(each, city).zh for each in ("water", "220104", "reporter", "x")]

    assert named == ["市供水管理处", "朝阳区", "报告人", "x"]


def test_the_future_is_charged_to_nobody(sqlite_hall: Hall) -> None:
    sqlite_hall.report()
    sqlite_hall.later(minutes=5)

    found = totals(sqlite_hall.runtime, JUNE)

    whole = sum(each.portion.wall for each in found.lines())
    assert timedelta(microseconds=whole) == timedelta(minutes=5)
