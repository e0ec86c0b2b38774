"""A repair that waits for a spare part over a holiday, with nobody at the machine."""

from dataclasses import replace
from datetime import date

from tests.builders import (
    STATES,
    Play,
    a_calendar,
    a_city,
    a_definition,
    a_rung,
    at,
    tell,
)
from workflow.domain.case import Outcome
from workflow.domain.definition import AfterOutage, Automatic, Definition, Point
from workflow.domain.durations import parse_duration

DRAGON_BOAT = frozenset({date(2026, 6, 19), date(2026, 6, 20), date(2026, 6, 21)})
"""The Dragon Boat Festival: a Friday off before a weekend."""


def _a_patient_workflow() -> Definition:
    """Silence accepts, a suspension ends with its day, and reminders come daily."""
    states = {state.name: state for state in STATES}
    base = a_definition()
    nag = replace(
        a_rung(
            "nag",
            Point.AFTER,
            duration="1 work hour",
            notify=(tell("coordinator of owner", "overdue"),),
        ),
        every=parse_duration("1 work day"),
        times=10,
        after_outage=AfterOutage.LATEST,
    )
    promise = base.clocks["promise"]
    return a_definition(
        replace(states["assigned"], time_is_up=Automatic(action="accept")),
        replace(states["waiting"], time_is_up=Automatic(action="resume")),
        clocks={
            **base.clocks,
            "promise": replace(promise, rungs=(*promise.rungs, nag)),
        },
    )


def _registered_before_the_holiday() -> Play:
    """Registered on Wednesday at 16:30; water has two work days."""
    city = a_city(calendars={"changchun": a_calendar(holidays=DRAGON_BOAT)})
    play = Play(_a_patient_workflow(), city)
    play.report("06-17 16:20")
    play.step("06-17 16:30", "register", "ann", category="C0101", condition="3")
    return play


def test_the_holiday_is_nobody_s_working_time() -> None:
    play = _registered_before_the_holiday()

    assert play.clock("promise").due_at == at("06-22 16:30")


def test_silence_before_the_holiday_is_acceptance() -> None:
    play = _registered_before_the_holiday()
    assert play.clock("stage", "assigned").due_at == at("06-18 10:42")

    play.pass_time("06-22 08:00")

    assert play.case.state == "handling"
    assert play.clock("stage", "assigned").outcome is Outcome.ON_TIME


def test_waiting_for_a_part_stops_the_promise() -> None:
    play = _registered_before_the_holiday()
    play.step("06-18 09:30", "accept", "wei")
    play.step("06-18 16:30", "hold", "wei", until_day="2026-06-24")

    before = play.pass_time("06-24 23:00")
    play.pass_time("06-25 00:00")

    assert before.entries == ()
    assert play.case.state == "handling"
    # Eight of sixteen hours were used up before the part was ordered.
    assert play.clock("promise").due_at == at("06-25 17:30")


def test_an_outage_reminds_once_and_forgives_nothing() -> None:
    play = _registered_before_the_holiday()
    play.step("06-18 09:30", "accept", "wei")

    decided = play.pass_time("06-26 16:00")

    told = [message.template for message in decided.messages]
    assert told == ["due_soon", "overdue"]
    assert play.case.marks == ("overdue",)
    assert play.clock("promise").fired["nag"].count == 4


def test_the_verdict_is_the_same_with_and_without_a_machine() -> None:
    watched, unwatched = (
        _registered_before_the_holiday(),
        _registered_before_the_holiday(),
    )
    for hour in ("06-18 10:42", "06-18 18:00", "06-22 12:00", "06-22 16:31"):
        watched.pass_time(hour)

    for play in (watched, unwatched):
        play.step("06-22 17:00", "finish", "wei", result="repaired")
        play.step("06-22 17:10", "pass", "ina")

    assert {clock.label: clock.outcome for clock in watched.case.clocks.values()} == {
        clock.label: clock.outcome for clock in unwatched.case.clocks.values()
    }
    assert watched.clock("promise").outcome is Outcome.LATE
