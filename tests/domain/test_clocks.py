"""A clock starts, pauses, resumes and ends; nothing of it is ever rounded."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_calendar, a_rung, at
from workflow.domain import clocks
from workflow.domain.case import Clock, Outcome
from workflow.domain.clocks import Light, Start
from workflow.domain.definition import Point
from workflow.domain.durations import parse_duration
from workflow.domain.limits import Settled
from workflow.domain.rungs import Rungs, fire, schedule
from workflow.domain.worktime import Measure

CALENDAR = a_calendar()
INSTANT = timedelta(microseconds=1)
NINE = at("06-08 09:00")
START = Start(name="promise", subject="", cycle=1)


def a_settled(text: str, start: datetime = NINE) -> Settled:
    duration = parse_duration(text)
    return Settled(
        budget=CALENDAR.budget(start, duration),
        due_at=CALENDAR.due(start, duration),
        text=text,
        source="test",
    )


def a_clock(text: str = "8 work hours", rungs: Rungs = ()) -> Clock:
    """A clock that starts at nine on a Monday."""
    return clocks.start(START, a_settled(text), NINE, rungs, CALENDAR)


def minutes(clock: Clock) -> float:
    return clock.consumed / 60_000_000


@pytest.mark.parametrize(
    ("after", "outcome"),
    [
        (-INSTANT, Outcome.ON_TIME),
        (timedelta(), Outcome.ON_TIME),
        (INSTANT, Outcome.LATE),
    ],
    ids=["before the due instant", "at it", "just after it"],
)
def test_the_verdict_at_the_due_instant(after: timedelta, outcome: Outcome) -> None:
    clock = a_clock()
    assert clock.due_at == at("06-09 09:00")

    ended = clocks.end(clock, clock.due_at + after, CALENDAR)

    assert ended.outcome is outcome
    assert ended.next_at is None


@pytest.mark.parametrize(
    ("when", "light"),
    [
        (at("06-08 09:00"), Light.GREEN),
        (at("06-08 16:24"), Light.GREEN),
        (at("06-08 16:24") + INSTANT, Light.YELLOW),
        (at("06-09 09:00"), Light.YELLOW),
        (at("06-09 09:00") + INSTANT, Light.RED),
    ],
    ids=["start", "80 percent", "after 80", "100 percent", "after 100"],
)
def test_the_light_changes_at_80_and_100(when: datetime, light: Light) -> None:
    assert clocks.light(a_clock(), when, CALENDAR) is light


def test_the_light_of_a_clock_that_ended_is_its_verdict() -> None:
    late = clocks.end(a_clock(), at("06-09 09:01"), CALENDAR)
    good = clocks.end(a_clock(), at("06-09 08:59"), CALENDAR)

    assert clocks.light(late, at("06-20 09:00"), CALENDAR) is Light.RED
    assert clocks.light(good, at("06-20 09:00"), CALENDAR) is Light.GREEN


def test_a_limit_broken_outside_working_hours_is_broken() -> None:
    clock = a_clock("450 work minutes")
    assert clock.due_at == at("06-08 17:30")

    ended = clocks.end(clock, at("06-08 17:31"), CALENDAR)

    assert ended.outcome is Outcome.LATE


def test_a_pause_keeps_what_is_left() -> None:
    paused = clocks.pause(a_clock(), at("06-08 10:00"), CALENDAR)
    resumed = clocks.resume(paused, at("06-10 10:00"), (), CALENDAR)

    assert minutes(paused) == 60
    assert paused.due_at is None
    assert resumed.due_at == at("06-11 09:00")


def test_a_paused_clock_is_judged_where_it_stopped() -> None:
    paused = clocks.pause(a_clock(), at("06-08 10:00"), CALENDAR)

    assert not clocks.is_late(paused, at("07-08 10:00"))
    assert clocks.end(paused, at("07-08 10:00"), CALENDAR).outcome is Outcome.ON_TIME
    assert clocks.end(paused, at("07-08 10:00"), CALENDAR).stopped_at == at(
        "06-08 10:00"
    )


def test_a_limit_that_was_broken_stays_broken() -> None:
    clock = a_clock("1 work hour")
    paused = clocks.pause(clock, at("06-08 11:00"), CALENDAR)
    resumed = clocks.resume(paused, at("06-10 10:00"), (), CALENDAR)

    assert resumed.due_at == clock.due_at
    assert clocks.end(paused, at("06-10 10:00"), CALENDAR).outcome is Outcome.LATE


def test_a_clock_paused_at_its_due_instant_is_on_time() -> None:
    clock = a_clock("1 work hour")
    paused = clocks.pause(clock, at("06-08 10:00"), CALENDAR)
    resumed = clocks.resume(paused, at("06-08 11:00"), (), CALENDAR)

    assert clocks.end(paused, at("06-10 10:00"), CALENDAR).outcome is Outcome.ON_TIME
    assert resumed.due_at == at("06-08 11:00")


@given(
    times=st.lists(st.integers(0, 30 * 86_400_000_000), max_size=8, unique=True),
    text=st.sampled_from(["16 work hours", "90 work days", "50 days"]),
)
def test_pauses_are_never_rounded(times: list[int], text: str) -> None:
    clock = a_clock(text)
    ran, since = 0, NINE
    for each in sorted(times):
        when = NINE + timedelta(microseconds=each)
        if clock.running_since is None:
            clock, since = clocks.resume(clock, when, (), CALENDAR), when
        else:
            ran += CALENDAR.elapsed(since, when, clock.measure)
            clock = clocks.pause(clock, when, CALENDAR)

    assert clock.consumed == ran


def test_a_reopened_clock_runs_on() -> None:
    ended = clocks.end(a_clock(), at("06-08 10:00"), CALENDAR)
    again = clocks.reopen(ended, at("06-09 10:00"), (), CALENDAR)

    assert again.outcome is Outcome.RUNNING
    assert minutes(again) == 60
    assert again.due_at == at("06-10 09:00")


def test_a_reopened_clock_that_was_late_stays_late() -> None:
    ended = clocks.end(a_clock(), at("06-09 10:00"), CALENDAR)
    again = clocks.reopen(ended, at("06-10 10:00"), (), CALENDAR)

    assert clocks.is_late(again, at("06-10 10:00"))


@pytest.mark.parametrize(
    ("rung", "when"),
    [
        (a_rung("r", Point.SHARE, percent=80), at("06-08 16:24")),
        (a_rung("r", Point.SHARE, percent=100), at("06-09 09:00")),
        (a_rung("r", Point.SHARE, percent=150), at("06-09 14:00")),
        (a_rung("r", Point.BEFORE, duration="1 work hour"), at("06-08 17:00")),
        (a_rung("r", Point.DUE), at("06-09 09:00")),
        (a_rung("r", Point.OVERDUE), at("06-09 09:00") + INSTANT),
        (a_rung("r", Point.AFTER, duration="1 work day"), at("06-10 09:00")),
        (a_rung("r", Point.AFTER, duration="24 hours"), at("06-10 09:00")),
    ],
    ids=lambda value: value.trigger.text if hasattr(value, "trigger") else "",
)
def test_a_rung_stands_at_its_instant(rung: object, when: datetime) -> None:
    clock = a_clock("8 work hours", (rung,))  # type: ignore[arg-type]

    assert (clock.next_rung, clock.next_at) == ("r", when)


def test_the_earliest_rung_is_next() -> None:
    rungs = (
        a_rung("late", Point.OVERDUE),
        a_rung("soon", Point.SHARE, percent=80),
        a_rung("due", Point.DUE),
    )
    clock = a_clock("8 work hours", rungs)

    assert clock.next_rung == "soon"

    fired = fire(clock, rungs[1], 1, at("06-08 16:24"))
    assert schedule(fired, rungs, CALENDAR).next_rung == "due"


def test_rungs_move_with_a_pause() -> None:
    rungs = (a_rung("soon", Point.SHARE, percent=80),)
    paused = clocks.pause(a_clock("8 work hours", rungs), at("06-08 10:00"), CALENDAR)
    resumed = clocks.resume(paused, at("06-09 10:00"), rungs, CALENDAR)

    assert paused.next_at is None
    assert resumed.next_at == at("06-09 16:24")


def test_a_rung_before_the_start_is_due_at_once() -> None:
    rungs = (a_rung("soon", Point.BEFORE, duration="1 work day"),)

    assert a_clock("1 work hour", rungs).next_at == NINE


def test_a_rung_that_fell_into_a_pause_is_due_after_it() -> None:
    rung = replace(
        a_rung("nag", Point.DUE), every=parse_duration("1 work day"), times=9
    )
    fired = fire(a_clock("1 work hour"), rung, 1, at("06-08 10:00"))
    paused = clocks.pause(fired, at("06-08 11:00"), CALENDAR)

    resumed = clocks.resume(paused, at("06-15 11:00"), (rung,), CALENDAR)

    assert resumed.next_at == at("06-15 11:00")


def test_a_rung_repeats_as_often_as_it_may() -> None:
    rung = replace(
        a_rung("nag", Point.DUE), every=parse_duration("1 work day"), times=2
    )
    clock = a_clock("8 work hours", (rung,))

    once = schedule(fire(clock, rung, 1, at("06-09 09:00")), (rung,), CALENDAR)
    twice = schedule(fire(once, rung, 1, at("06-10 09:00")), (rung,), CALENDAR)

    assert once.next_at == at("06-10 09:00")
    assert (twice.next_rung, twice.next_at) == ("", None)


def test_a_due_date_in_an_unknown_year_is_provisional() -> None:
    assert not a_clock("8 work hours").provisional
    assert a_clock("300 days").provisional


def test_another_limit_counts_from_the_original_start() -> None:
    changed = clocks.limit_again(
        a_clock(), a_settled("16 work hours"), at("06-08 11:00"), (), CALENDAR
    )

    assert changed.due_at == at("06-10 09:00")
    assert minutes(changed) == 120


def test_another_limit_keeps_pauses() -> None:
    paused = clocks.pause(a_clock(), at("06-08 10:00"), CALENDAR)
    resumed = clocks.resume(paused, at("06-09 09:00"), (), CALENDAR)

    changed = clocks.limit_again(
        resumed, a_settled("16 work hours"), at("06-09 10:00"), (), CALENDAR
    )

    assert minutes(changed) == 120
    assert changed.due_at == at("06-10 17:00")


def test_another_limit_forgives_nothing() -> None:
    late = at("06-09 10:00")
    changed = clocks.limit_again(
        a_clock(), a_settled("40 work hours"), late, (), CALENDAR
    )

    assert clocks.is_late(changed, late)
    assert clocks.end(changed, late, CALENDAR).outcome is Outcome.LATE


def test_a_shorter_limit_may_have_passed() -> None:
    now = at("06-08 11:00")
    changed = clocks.limit_again(a_clock(), a_settled("1 work hour"), now, (), CALENDAR)

    assert changed.due_at == at("06-08 10:00")
    assert clocks.is_late(changed, now)


def test_a_shorter_limit_may_have_passed_before_a_pause() -> None:
    paused = clocks.pause(a_clock(), at("06-08 11:00"), CALENDAR)

    changed = clocks.limit_again(
        paused, a_settled("1 work hour"), at("06-10 11:00"), (), CALENDAR
    )

    ended = clocks.end(changed, at("06-10 12:00"), CALENDAR)
    assert ended.outcome is Outcome.LATE


def test_another_limit_leaves_a_paused_clock_waiting() -> None:
    paused = clocks.pause(a_clock(), at("06-08 11:00"), CALENDAR)

    changed = clocks.limit_again(
        paused, a_settled("16 work hours"), at("06-10 11:00"), (), CALENDAR
    )

    assert (changed.due_at, changed.next_at) == (None, None)
    resumed = clocks.resume(changed, at("06-10 11:00"), (), CALENDAR)
    assert resumed.due_at == at("06-12 09:00")


def test_another_measure_counts_the_same_stretch() -> None:
    changed = clocks.limit_again(
        a_clock(), a_settled("2 days"), at("06-08 14:00"), (), CALENDAR
    )

    assert changed.measure is Measure.CONTINUOUS
    assert minutes(changed) == 5 * 60
    assert changed.due_at == at("06-10 09:00")


def test_another_measure_keeps_the_share_of_pauses() -> None:
    paused = clocks.pause(a_clock(), at("06-08 10:00"), CALENDAR)
    resumed = clocks.resume(paused, at("06-08 11:00"), (), CALENDAR)

    changed = clocks.limit_again(
        resumed, a_settled("2 days"), at("06-08 12:00"), (), CALENDAR
    )

    assert minutes(changed) == 120
    assert changed.due_at == at("06-10 10:00")


def test_an_extended_late_clock_counts_shares_of_more() -> None:
    rungs = (a_rung("half_over", Point.SHARE, percent=150, raises="overdue"),)
    clock = a_clock("4 hours", rungs)
    assert clock.next_at == at("06-08 15:00")

    four_hours = 4 * 3_600_000_000
    later = clocks.extend(clock, four_hours, at("06-08 14:00"), rungs, CALENDAR)

    assert later.due_at == clock.due_at
    assert later.next_at == at("06-08 21:00")


def back_again(rungs: Rungs = ()) -> Clock:
    """A clock that ran for two hours before its owner got the case once more."""
    paused = clocks.pause(a_clock("4 work hours", rungs), at("06-08 11:00"), CALENDAR)
    again = clocks.resume(paused, at("06-08 13:00"), rungs, CALENDAR)
    return replace(again, carried=again.consumed)


def test_only_what_was_used_since_the_case_came_back_is_given_back() -> None:
    given = clocks.give_back(back_again(), at("06-08 14:00"), (), CALENDAR)

    assert (minutes(given), given.running_since) == (120, at("06-08 14:00"))
    assert given.due_at == at("06-08 16:00")


def test_a_clock_that_stands_is_given_back_as_well() -> None:
    stands = clocks.pause(back_again(), at("06-08 14:00"), CALENDAR)

    given = clocks.give_back(stands, at("06-08 15:00"), (), CALENDAR)

    assert (minutes(stands), minutes(given)) == (180, 120)


def test_reminders_come_again_for_time_that_was_given_back() -> None:
    rungs = (a_rung("soon", Point.SHARE, percent=70, raises="overdue"),)
    clock = fire(back_again(rungs), rungs[0], 1, at("06-08 13:48"))
    quiet = schedule(clock, rungs, CALENDAR)

    given = clocks.give_back(quiet, at("06-08 14:00"), rungs, CALENDAR)

    assert (quiet.next_at, given.next_at) == (None, at("06-08 14:48"))


def test_another_measure_keeps_the_share_of_what_was_carried() -> None:
    changed = clocks.limit_again(
        back_again(), a_settled("2 days"), at("06-08 15:00"), (), CALENDAR
    )

    # Half of what was used by then was used before the case came back.
    assert changed.carried * 2 == changed.consumed


def test_an_extension_is_added_to_what_was_promised_under_the_old_calendar() -> None:
    off = a_calendar(holidays=frozenset({at("06-09 09:00").date()}))
    clock = a_clock("12 work hours")
    assert clock.due_at == at("06-09 14:00")

    later = clocks.extend(clock, 3_600_000_000, at("06-08 10:00"), (), a_calendar())
    moved = clocks.extend(clock, 3_600_000_000, at("06-08 10:00"), (), off)

    assert later.due_at == at("06-09 15:00")
    # The hour is counted by the new calendar, what was promised before is not.
    assert moved.due_at == at("06-10 09:30")
