"""A changed calendar counts open clocks anew, each case in one entry."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    CLOCKS,
    MORNING,
    Play,
    a_calendar,
    a_city,
    a_definition,
    a_handled_case,
    a_rung,
    at,
)
from workflow.domain import clocks
from workflow.domain.case import Clock, Json, Outcome
from workflow.domain.clocks import Start
from workflow.domain.decision import EntryKind
from workflow.domain.definition import Point
from workflow.domain.effects import clock_from_json
from workflow.domain.limits import Settled
from workflow.domain.recounting import (
    MovedClock,
    Recount,
    Recounted,
    counted_anew,
    decide_recount,
)
from workflow.domain.worktime import Budget, Calendar, Measure

UNKNOWN: frozenset[int] = frozenset()
REQUEST: dict[str, Json] = {
    "calendar": "changchun",
    "years": [2026],
    "revision": 7,
    "source": "notice",
}
HOLIDAY = frozenset({date(2026, 6, 9)})
"""The Tuesday after the cases of these tests were registered."""


def a_case_of_an_unknown_year(**rules: Any) -> Play:
    """Two work days from Monday 09:10, in a year whose holidays nobody knows."""
    city = a_city(calendars={"changchun": a_calendar(published=UNKNOWN, **rules)})
    return a_handled_case(Play(a_definition(), city))


def recount(play: Play, when: str, *, every: bool = False, **rules: Any) -> Recounted:
    """The calendar becomes another one, and the case is counted by it."""
    play.city = a_city(calendars={"changchun": a_calendar(**rules)})
    asked = Recount(
        calendar="changchun", actor="ann", request=REQUEST, every_clock=every
    )
    answer = decide_recount(play.case, asked, play.context(when))
    if answer.moved:
        play.take(answer.decision)
    return answer


def of(answer: Recounted, name: str) -> MovedClock:
    return next(each for each in answer.moved if each.after.name == name)


def test_a_provisional_due_becomes_definite() -> None:
    play = a_case_of_an_unknown_year()
    before = play.clock("promise")

    answer = recount(play, "06-08 10:00", holidays=HOLIDAY)

    after = play.clock("promise")
    assert (before.due_at, before.provisional) == (at("06-10 09:10"), True)
    assert (after.due_at, after.provisional) == (at("06-11 09:10"), False)
    assert (after.consumed, after.running_since) == (0, before.running_since)
    assert of(answer, "promise") == MovedClock(
        before=before, after=after, overdue=False
    )
    assert of(answer, "promise").settled


def test_all_clocks_of_a_case_make_one_entry() -> None:
    play = a_case_of_an_unknown_year()
    version = play.case.version

    answer = recount(play, "06-08 10:00", holidays=HOLIDAY)

    (entry,) = answer.decision.entries
    assert (entry.kind, entry.action) == (EntryKind.RECOUNTED, "recounted")
    assert (entry.actor, entry.request) == ("ann", REQUEST)
    assert (answer.decision.version, play.case.version) == (version, version + 1)
    told = entry.effects["clocks"]
    assert isinstance(told, list)
    assert [clock_from_json(each) for each in told if isinstance(each, dict)] == [
        play.clock("promise"),
        play.clock("department", "water"),
    ]


def test_a_definite_due_stays_unless_every_clock_is_meant() -> None:
    play = a_handled_case()

    first = recount(play, "06-08 10:00", holidays=HOLIDAY)
    second = recount(play, "06-08 10:00", every=True, holidays=HOLIDAY)

    assert (first.moved, first.decision.entries) == ((), ())
    assert of(second, "promise").after.due_at == at("06-11 09:10")
    assert not of(second, "promise").settled


def test_counting_twice_changes_nothing_more() -> None:
    play = a_case_of_an_unknown_year()
    recount(play, "06-08 10:00", every=True, holidays=HOLIDAY)

    again = recount(play, "06-08 10:00", every=True, holidays=HOLIDAY)

    assert (again.moved, again.decision.entries) == ((), ())


def test_a_due_beyond_the_published_year_stays_provisional() -> None:
    play = a_case_of_an_unknown_year()

    answer = recount(play, "06-08 10:00", holidays=HOLIDAY, published=UNKNOWN)

    assert of(answer, "promise").after.provisional
    assert not of(answer, "promise").settled


def test_a_paused_clock_only_ceases_to_be_provisional() -> None:
    play = a_case_of_an_unknown_year()
    play.step("06-08 10:10", "hold", "wei", until_day="2026-06-20")
    before = play.clock("promise")

    recount(play, "06-08 11:00", holidays=HOLIDAY)

    assert before.provisional
    assert play.clock("promise") == replace(before, provisional=False)
    play.step("06-08 11:10", "resume", "wei")
    assert play.clock("promise").due_at == at("06-11 10:10")


def test_a_paused_clock_of_an_unknown_year_is_left_alone() -> None:
    play = a_case_of_an_unknown_year()
    play.step("06-08 10:10", "hold", "wei", until_day="2026-06-20")

    answer = recount(play, "06-08 11:00", published=UNKNOWN, holidays=HOLIDAY)

    assert "promise" not in {each.after.name for each in answer.moved}


def test_a_broken_limit_stays_broken() -> None:
    play = a_case_of_an_unknown_year()
    play.pass_time("06-10 09:30")
    before = play.clock("promise")

    answer = recount(play, "06-10 09:30", every=True, holidays=HOLIDAY)

    assert "overdue" in play.case.marks
    assert answer.moved == ()
    assert play.clock("promise") == before


def test_a_due_in_the_past_is_late_from_then_on() -> None:
    play = a_case_of_an_unknown_year(holidays=HOLIDAY)

    answer = recount(play, "06-10 10:00")

    assert of(answer, "promise").overdue
    assert "overdue" not in play.case.marks
    assert clocks.is_late(play.clock("promise"), at("06-10 10:00"))
    play.pass_time("06-10 10:00")
    assert "overdue" in play.case.marks
    play.step("06-10 10:05", "finish", "wei", result="done")
    play.step("06-10 10:06", "pass", "ina")
    assert play.clock("promise").outcome is Outcome.LATE


def test_rungs_move_along_and_fired_ones_stay_fired() -> None:
    rungs = (
        a_rung("early", Point.SHARE, percent=5),
        a_rung("late", Point.SHARE, percent=80),
    )
    definition = a_definition(clocks={"promise": replace(CLOCKS[0], rungs=rungs)})
    city = a_city(calendars={"changchun": a_calendar(published=UNKNOWN)})
    play = a_handled_case(Play(definition, city))
    play.pass_time("06-08 10:00")
    before = play.clock("promise")

    recount(play, "06-08 10:00", holidays=HOLIDAY)

    after = play.clock("promise")
    assert set(before.fired) == {"early"}
    assert after.fired == before.fired
    assert (before.next_rung, before.next_at) == ("late", at("06-09 14:58"))
    assert (after.next_rung, after.next_at) == ("late", at("06-10 14:58"))


def test_what_was_due_before_is_caught_up_first() -> None:
    play = a_case_of_an_unknown_year()

    # 80 % of two work days were used at 14:58 on Tuesday; nobody swept since.
    answer = recount(play, "06-09 16:00", every=True, holidays=HOLIDAY)

    kinds = [entry.kind for entry in answer.decision.entries]
    assert kinds == [EntryKind.RUNG, EntryKind.RECOUNTED]
    assert play.clock("promise").fired["soon"].count == 1


def test_a_reminder_comes_again_before_a_later_due() -> None:
    play = a_case_of_an_unknown_year()
    play.pass_time("06-09 15:00")

    recount(play, "06-09 16:00", every=True, holidays=HOLIDAY)

    # Tuesday is off, so 80 % of the two work days are used a day later.
    clock = play.clock("promise")
    assert (clock.next_rung, clock.next_at) == ("soon", at("06-10 14:58"))
    again = play.pass_time("06-10 14:58")
    assert [each.template for each in again.messages] == ["due_soon"]
    assert [each.occurrence for each in again.firings] == [2]
    after = play.clock("promise")
    assert after.next_at == at("06-11 09:10") + timedelta(microseconds=1)


def test_what_is_due_waits_where_no_clock_moves() -> None:
    play = a_handled_case()

    answer = recount(play, "06-09 16:00")

    assert answer.moved == ()


def test_a_clock_of_another_calendar_is_left_alone() -> None:
    play = a_case_of_an_unknown_year()
    play.city = a_city(calendars={"changchun": a_calendar(holidays=HOLIDAY)})
    asked = Recount(calendar="boston", actor="ann", request={}, every_clock=True)

    answer = decide_recount(play.case, asked, play.context("06-08 10:00"))

    assert answer.moved == ()


def test_a_closed_case_is_left_alone() -> None:
    play = a_case_of_an_unknown_year()
    play.step("06-08 10:05", "finish", "wei", result="done")
    play.step("06-08 10:06", "pass", "ina")

    assert recount(play, "06-08 11:00", every=True, holidays=HOLIDAY).moved == ()


def test_the_same_time_of_day_is_kept_where_it_counts() -> None:
    play = a_case_of_an_unknown_year(work_day=None)
    before = play.clock("promise").due_at

    recount(play, "06-08 10:00", work_day=None, holidays=HOLIDAY)

    # Two working days later at the same time of day, which is a day later now.
    assert (before, play.clock("promise").due_at) == (
        at("06-10 09:10"),
        at("06-11 09:10"),
    )


def test_a_clock_of_days_and_nights_only_becomes_definite() -> None:
    city = a_city(calendars={"changchun": a_calendar(published=UNKNOWN)})
    play = a_handled_case(Play(a_definition(), city), condition="1")

    answer = recount(play, "06-08 10:00", holidays=HOLIDAY)

    moved = of(answer, "promise")
    assert moved.before.due_at == moved.after.due_at == at("06-08 11:10")
    assert moved.settled


DAYS = st.dates(date(2026, 3, 20), date(2026, 4, 30))


@given(
    holidays=st.frozensets(DAYS, max_size=8),
    hours=st.integers(1, 80),
    used=st.integers(0, 60),
    zone=st.sampled_from(["Europe/Berlin", "Asia/Shanghai", "America/New_York"]),
    measure=st.sampled_from(Measure),
)
def test_what_is_left_is_what_lies_before_the_new_due(
    holidays: frozenset[date], hours: int, used: int, zone: str, measure: Measure
) -> None:
    old = a_calendar(zone=zone, published=UNKNOWN)
    new = a_calendar(zone=zone, holidays=holidays)
    play = a_case_of_an_unknown_year()
    play.city = a_city(calendars={"changchun": new})
    begun = datetime(2026, 3, 27, 9, tzinfo=UTC)
    clock = replace(_a_clock(old, begun, hours, measure), consumed=used * 60_000_000)

    after = counted_anew(clock, replace(play.context("06-08 10:00"), now=begun))

    left = clock.budget - clock.consumed
    assert after.due_at is not None
    assert new.elapsed(begun, after.due_at, measure) == left
    assert (after.consumed, after.running_since) == (clock.consumed, begun)


def _a_clock(
    calendar: Calendar, begun: datetime, hours: int, measure: Measure
) -> Clock:
    budget = Budget(measure=measure, micros=hours * 3_600_000_000)
    settled = Settled(
        budget=budget, due_at=calendar.add(begun, budget), text="", source=""
    )
    start = Start(name="promise", subject="", cycle=1)
    return clocks.start(start, settled, begun, (), calendar)


@pytest.mark.parametrize(
    ("zone", "due"),
    [
        # On 8 March the clocks of New York go forward.
        pytest.param("America/New_York", "2026-03-10T13:30", id="summer begins"),
        pytest.param("Asia/Shanghai", "2026-03-10T01:30", id="no summer time"),
    ],
)
def test_the_local_hour_stays_over_summer_time(zone: str, due: str) -> None:
    week = {0: MORNING, 1: MORNING}
    old = a_calendar(zone=zone, published=UNKNOWN, week=week)
    closed = frozenset({date(2026, 3, 3), date(2026, 3, 9)})
    begun = datetime(2026, 3, 2, 9, 30, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    clock = _a_clock(old, begun, 8, Measure.WORKING)
    play = a_case_of_an_unknown_year()
    new = a_calendar(zone=zone, week=week, holidays=closed)
    play.city = a_city(calendars={"changchun": new})

    after = counted_anew(clock, replace(play.context("06-08 10:00"), now=begun))

    # Half past nine on Tuesday a week later, by the clock on the wall.
    assert after.due_at == datetime.fromisoformat(f"{due}+00:00")
    assert not after.provisional
