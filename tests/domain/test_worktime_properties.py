"""Counting by a calendar agrees with looking at the clock minute by minute."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.domain.walks import (
    MINUTE,
    TICK,
    Walk,
    moments_near,
    some_rules,
    spans_told,
    worked_pieces,
)
from workflow.domain.durations import (
    MICROS_PER_HOUR,
    MICROS_PER_MINUTE,
    parse_duration,
)
from workflow.domain.worktime import Budget, Calendar, CalendarRules, Measure


def working(micros: int) -> Budget:
    return Budget(measure=Measure.WORKING, micros=micros)


@settings(deadline=None, max_examples=100)
@given(data=st.data(), rules=some_rules(), length=st.integers(1, 3000))
def test_counting_equals_stepping_by_minutes(
    data: st.DataObject, rules: CalendarRules, length: int
) -> None:
    calendar = Calendar(rules)
    start = data.draw(moments_near(rules))
    end = start + length * MINUTE - data.draw(st.integers(0, 59_999_999)) * TICK
    pieces = list(worked_pieces(rules, start, end))
    worked = sum((until - since) // TICK for since, until in pieces)

    assert calendar.elapsed(start, end, Measure.WORKING) == worked
    assert calendar.elapsed(end, start, Measure.WORKING) == -worked
    if pieces:
        assert calendar.first_open(start) == pieces[0][0]


@settings(deadline=None, max_examples=100)
@given(data=st.data(), rules=some_rules())
def test_adding_equals_stepping_by_minutes(
    data: st.DataObject, rules: CalendarRules
) -> None:
    calendar = Calendar(rules)
    start = data.draw(moments_near(rules))
    walk = Walk(rules, start, start + 3000 * MINUTE)
    assume(walk.pieces)
    # A whole number of pieces ends where a span does, more often than not.
    few = walk.pieces[: data.draw(st.integers(1, len(walk.pieces)))]
    micros = sum((until - since) // TICK for since, until in few)
    micros -= data.draw(st.sampled_from((0, 1, MICROS_PER_MINUTE // 7)))
    assume(micros > 0)

    stepped = walk.add(start, micros, Measure.WORKING)
    added = calendar.add(start, working(micros))

    # Where limits land in working time, that may lie beyond the walk.
    assert added == stepped if stepped else added >= walk.end


@settings(deadline=None, max_examples=100)
@given(data=st.data(), rules=some_rules(), days=st.integers(1, 4))
def test_same_time_limits_equal_stepping_by_days(
    data: st.DataObject, rules: CalendarRules, days: int
) -> None:
    calendar = Calendar(replace(rules, work_day=None))
    start = data.draw(moments_near(rules))
    opening = next(worked_pieces(rules, start, start + 30_000 * MINUTE), None)
    assume(opening is not None)
    assert opening is not None
    local = opening[0].astimezone(ZoneInfo(rules.zone))
    day, left = local.date(), days
    while left:
        day += timedelta(days=1)
        left -= bool(spans_told(rules, day))
    moment = datetime.combine(day, local.timetz()).astimezone(UTC)
    landing = next(worked_pieces(rules, moment, moment + 30_000 * MINUTE), None)
    assume(landing is not None)
    assert landing is not None

    due = calendar.due(start, parse_duration(f"{days} work days"))

    assert due == landing[0]


MOMENTS = st.datetimes(
    min_value=datetime(2015, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone itself
    max_value=datetime(2027, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


YEAR = 366 * 24 * MICROS_PER_HOUR
MEASURES = st.sampled_from(Measure)
AMOUNTS = st.one_of(st.integers(0, 16 * MICROS_PER_HOUR), st.integers(0, YEAR))


# This holds under every calendar, also under one of the same time: what is added is a
# budget, and only a limit in days is another budget from each start.
@settings(deadline=None, max_examples=150)
@given(
    rules=some_rules(),
    start=MOMENTS,
    micros=st.one_of(AMOUNTS, st.integers(-400 * MICROS_PER_HOUR, 0)),
    measure=MEASURES,
)
def test_elapsed_gives_back_what_was_added(
    rules: CalendarRules, start: datetime, micros: int, measure: Measure
) -> None:
    calendar = Calendar(rules)

    end = calendar.add(start, Budget(measure=measure, micros=micros))

    assert calendar.elapsed(start, end, measure) == micros


@settings(deadline=None, max_examples=100)
@given(
    rules=some_rules(),
    start=MOMENTS,
    amount=st.integers(1, 60),
    unit=st.sampled_from(["minutes", "hours", "days", "work hours", "work days"]),
)
def test_adding_the_budget_is_the_due_instant(
    rules: CalendarRules, start: datetime, amount: int, unit: str
) -> None:
    calendar, limit = Calendar(rules), parse_duration(f"{amount} {unit}")

    due = calendar.due(start, limit)

    assert due >= start
    assert calendar.add(start, calendar.budget(start, limit)) == due
    assert calendar.before(due, limit) <= due


@settings(deadline=None, max_examples=100)
@given(rules=some_rules(), start=MOMENTS, one=AMOUNTS, other=AMOUNTS, measure=MEASURES)
def test_two_parts_added_are_the_sum_added(
    rules: CalendarRules, start: datetime, one: int, other: int, measure: Measure
) -> None:
    calendar = Calendar(rules)

    def add(at: datetime, micros: int) -> datetime:
        return calendar.add(at, Budget(measure=measure, micros=micros))

    assert add(add(start, one), other) == add(start, one + other)


@settings(deadline=None, max_examples=150)
@given(
    rules=some_rules(), start=MOMENTS, micros=AMOUNTS, more=AMOUNTS, measure=MEASURES
)
def test_adding_keeps_the_order(
    rules: CalendarRules, start: datetime, micros: int, more: int, measure: Measure
) -> None:
    calendar = Calendar(rules)
    budget, longer = (
        Budget(measure=measure, micros=each) for each in (micros, micros + more)
    )
    later = start + more * TICK

    assert start <= calendar.add(start, budget) <= calendar.add(start, longer)
    assert calendar.add(start, budget) <= calendar.add(later, budget)
    assert (calendar.add(start, budget) == calendar.add(start, longer)) is (more == 0)
