"""A worker that was down changes nothing of what anybody is charged with."""

from dataclasses import replace

import pytest

from tests.builders import (
    CLOCKS,
    STATES,
    Play,
    a_definition,
    a_handled_case,
    a_limit,
    a_rung,
    an_action,
    at,
)
from workflow.domain.case import Outcome
from workflow.domain.clocks import is_late
from workflow.domain.definition import (
    AfterOutage,
    Automatic,
    Destination,
    Point,
    State,
    Towards,
)
from workflow.domain.durations import parse_duration

HANDLING: State = next(each for each in STATES if each.name == "handling")
PROMISE, DEPARTMENT = CLOCKS
DOWN = ("06-09 17:00",)
"""Nobody swept until the second afternoon."""


def swept(play: Play, instants: tuple[str, ...]) -> Play:
    handled = a_handled_case(play)
    for each in instants:
        handled.pass_time(each)
    return handled


@pytest.mark.parametrize("instants", [("06-08 13:30", *DOWN), DOWN])
def test_who_had_a_case_before_is_not_charged(instants: tuple[str, ...]) -> None:
    roads = Destination(text="roads", towards=Towards.DEPARTMENT, name="roads")
    rung = a_rung("hand_over", Point.SHARE, percent=20, reassign=roads)
    promise = replace(PROMISE, limit=a_limit("2 work days"), rungs=(rung,))
    department = replace(DEPARTMENT, limit=a_limit("4 work hours"))
    clocks = {"promise": promise, "department": department}

    water = swept(Play(a_definition(clocks=clocks)), instants).clock(
        "department", "water"
    )

    # A fifth of two work days from 09:10, with the break at noon.
    assert water.stopped_at == at("06-08 13:22")
    assert not is_late(water, at("06-09 17:00"))


@pytest.mark.parametrize("instants", [("06-08 10:30", *DOWN), DOWN])
def test_what_follows_at_once_follows_from_then(instants: tuple[str, ...]) -> None:
    again = an_action("again", "coordinator of owner", "registered")
    handling = replace(
        HANDLING,
        actions={**HANDLING.actions, "again": again},
        limit=a_limit("1 work hour"),
        time_is_up=Automatic(action="again"),
    )
    paused = replace(
        PROMISE,
        limit=a_limit("2 work days"),
        paused_in=frozenset({"registered"}),
        rungs=(),
    )

    play = swept(Play(a_definition(handling, clocks={"promise": paused})), instants)

    assert play.case.state == "assigned"
    assert play.clock("promise").due_at == at("06-10 09:10")


@pytest.mark.parametrize("hours", [range(9, 17), (16,)])
def test_reminders_end_where_the_clock_stood(hours: tuple[int, ...]) -> None:
    urge = replace(
        a_rung("urge", Point.AFTER, duration="1 work hour"),
        every=parse_duration("1 work hour"),
        times=6,
        after_outage=AfterOutage.LATEST,
    )
    promise = replace(PROMISE, limit=a_limit("1 work hour"), rungs=(urge,))
    handling = replace(
        HANDLING,
        limit=a_limit("4 work hours"),
        time_is_up=Automatic(action="finish", values={"result": "x"}),
    )
    instants = tuple(f"06-08 {hour:02d}:40" for hour in hours)

    play = swept(Play(a_definition(handling, clocks={"promise": promise})), instants)

    clock = play.clock("promise")
    assert (clock.outcome, clock.stopped_at) == (Outcome.PAUSED, at("06-08 14:30"))
    assert (clock.fired["urge"].count, clock.fired["urge"].anchor) == (
        3,
        at("06-08 14:10"),
    )
