"""Whose the time of a case is, by its state, its desk, its owner and its clocks."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.builders import (
    CLOCKS,
    STATES,
    Play,
    a_city,
    a_definition,
    a_handled_case,
    a_limit,
    a_state,
    an_action,
    an_assigned_case,
    an_organisation,
    at,
)
from tests.domain.ledger.written import faults
from workflow.domain.decision import Entry
from workflow.domain.definition import Automatic, Charged, Definition, State
from workflow.domain.ledger import Ground, Role, Span, spans_of

DEPARTMENT = next(each for each in CLOCKS if each.name == "department")


def state(name: str) -> State:
    return next(each for each in STATES if each.name == name)


def told(play: Play, now: str) -> tuple[Span, ...]:
    """The spans of a case, which cover its life exactly once."""
    entries = entries_of(play)
    found = spans_of(entries, play.workflow.definition, at(now))
    assert faults(found, entries, at(now)) == []
    return found


def entries_of(play: Play) -> Sequence[Entry]:
    return [entry for decision in play.decisions for entry in decision.entries]


def lines(spans: Sequence[Span]) -> list[tuple[str, str, str]]:
    return [(each.state, each.unit, each.role.value) for each in spans]


def test_the_desk_is_charged_before_an_owner() -> None:
    play = Play()
    play.report("06-08 09:00")

    (found,) = told(play, "06-08 09:10")

    assert lines([found]) == [("reported", "centre", "desk")]
    assert (found.start, found.end) == (at("06-08 09:00"), at("06-08 09:10"))
    assert (found.reason, found.entry) == (Ground.DESK, 1)


def test_after_dispatch_the_owner_is_charged() -> None:
    found = told(a_handled_case(), "06-08 10:00")

    assert lines(found) == [
        ("reported", "centre", "desk"),
        ("assigned", "water", "owner"),
        ("handling", "water", "owner"),
    ]


def test_the_check_is_the_time_of_whoever_checks() -> None:
    play = a_handled_case()
    play.step("06-08 11:00", "finish", "wei", result="done")
    play.step("06-08 12:00", "rework", "ina", reason="not done")

    found = told(play, "06-08 13:00")

    assert lines(found)[-2:] == [
        ("verifying", "220104", "desk"),
        ("handling", "water", "owner"),
    ]
    assert found[-2].reason is Ground.OTHER_DESK


def test_a_running_clock_of_its_own_stays_with_the_owner() -> None:
    clocks = {
        "department": replace(
            DEPARTMENT, paused_in=DEPARTMENT.paused_in - {"verifying"}
        )
    }
    play = a_handled_case(Play(a_definition(clocks=clocks)))
    play.step("06-08 11:00", "finish", "wei", result="done")

    found = told(play, "06-08 13:00")[-1]

    assert (found.state, found.unit) == ("verifying", "water")
    assert found.reason is Ground.OWN_TIME


def test_without_clocks_of_owners_the_desk_tells() -> None:
    play = a_handled_case(Play(a_definition(clocks={})))
    play.step("06-08 11:00", "finish", "wei", result="done")

    assert lines(told(play, "06-08 13:00"))[-2:] == [
        ("handling", "water", "owner"),
        ("verifying", "220104", "desk"),
    ]


def test_a_returned_case_waits_at_the_dispatcher() -> None:
    definition = a_definition(replace(state("registered"), when_assigned=""))
    play = Play(definition)
    play.report("06-08 09:00")
    play.step("06-08 09:10", "register", "ann", category="C0101", condition="3")
    play.step("06-08 09:20", "dispatch", "dan", owner="water")
    play.step("06-08 09:40", "return", "wei", reason="not ours")

    found = told(play, "06-08 10:00")

    assert lines(found)[-2:] == [
        ("assigned", "water", "owner"),
        ("registered", "centre", "desk"),
    ]


def test_waiting_for_a_date_is_the_owners() -> None:
    play = a_handled_case()
    play.step("06-08 11:00", "hold", "wei", until_day="2026-06-10")

    found = told(play, "06-08 13:00")[-1]

    assert (found.unit, found.role) == ("water", Role.SUSPENDED)
    assert found.reason is Ground.DATE


ASKING = (
    a_state(
        "waiting",
        an_action("answer", "reporter", "handling"),
        an_action("cancel", "dispatcher of centre", "duplicate"),
    ),
    replace(
        state("handling"),
        actions={"ask": an_action("ask", "coordinator of owner", "waiting")},
    ),
)


def test_waiting_for_the_reporter_is_nobody_elses() -> None:
    play = a_handled_case(Play(a_definition(*ASKING)))
    play.step("06-08 11:00", "ask", "wei")

    found = told(play, "06-08 13:00")[-1]

    assert (found.unit, found.role) == ("reporter", Role.REPORTER)
    assert found.reason is Ground.REPORTER


def test_the_reporter_of_a_city_with_posts_is_not_waited_for() -> None:
    """Whoever may answer beside a post that has to act is not who is waited for."""
    chasing = a_state(
        "waiting",
        an_action("remind", "coordinator of owner", "handling"),
        an_action("answer", "reporter", "handling"),
    )
    play = a_handled_case(Play(a_definition(chasing, ASKING[1])))
    play.step("06-08 11:00", "ask", "wei")

    assert told(play, "06-08 13:00")[-1].unit == "water"


@pytest.mark.parametrize(
    ("charged", "unit", "role"),
    [
        pytest.param(Charged.DESK, "220104", Role.DESK, id="desk"),
        pytest.param(Charged.OWNER, "water", Role.OWNER, id="owner"),
        pytest.param(Charged.REPORTER, "reporter", Role.REPORTER, id="reporter"),
    ],
)
def test_the_definition_may_say_whose_it_is(
    charged: Charged, unit: str, role: Role
) -> None:
    definition = a_definition(replace(state("verifying"), charged=charged))
    play = a_handled_case(Play(definition))
    play.step("06-08 11:00", "finish", "wei", result="done")

    found = told(play, "06-08 13:00")[-1]

    assert (found.unit, found.role, found.reason) == (unit, role, Ground.DECLARED)


def test_what_is_declared_needs_somebody_there() -> None:
    definition = a_definition(replace(state("reported"), charged=Charged.OWNER))
    play = Play(definition)
    play.report("06-08 09:00")

    found = told(play, "06-08 10:00")[-1]

    assert (found.unit, found.reason) == ("centre", Ground.DESK)


def test_without_anybody_on_duty_the_place_is_charged() -> None:
    play = Play(city=a_city(organisation=an_organisation(departments={})))
    play.report("06-08 09:00")

    found = told(play, "06-08 10:00")[-1]

    assert (found.unit, found.role) == ("220104003", Role.VACANT)


def test_time_after_the_end_is_nobodys() -> None:
    play = a_handled_case()
    play.step("06-08 11:00", "finish", "wei", result="done")
    play.step("06-08 12:00", "pass", "ina")
    play.step("06-09 12:00", "reopen", "reporter", reason="it is back")

    found = told(play, "06-09 13:00")

    ended = next(n for n, each in enumerate(found) if each.state == "verifying")
    assert found[ended].end == at("06-08 12:00")
    assert found[ended + 1].start == at("06-09 12:00")
    # It goes to its owner at once, whose clock of the new cycle runs.
    assert lines(found[ended + 1 :]) == [("assigned", "water", "owner")]


def test_a_case_that_ended_lives_no_longer() -> None:
    play = Play()
    play.report("06-08 09:00")
    play.step("06-08 09:30", "merge", "ann", original="20260608-000002")

    assert told(play, "06-08 10:00") == told(play, "06-30 10:00")


def late(now: str) -> tuple[Span, ...]:
    """A case that would be accepted at half past one, and when somebody swept."""
    accepting = replace(
        state("assigned"),
        limit=a_limit("4 hours"),
        time_is_up=Automatic(action="accept", values={}),
    )
    play = an_assigned_case(Play(a_definition(accepting)))
    play.pass_time(now)
    return told(play, "06-08 18:00")


def test_what_nobody_swept_stands_apart() -> None:
    found = late("06-08 16:00")

    assert [(each.role, each.end) for each in found[-3:]] == [
        (Role.OWNER, at("06-08 13:10")),
        (Role.UNSWEPT, at("06-08 16:00")),
        (Role.OWNER, at("06-08 18:00")),
    ]
    assert found[-2].unit == "water"


def test_a_punctual_sweep_leaves_no_trace() -> None:
    found = late("06-08 13:11")

    assert Role.UNSWEPT not in {each.role for each in found}


def test_a_question_from_before_the_last_entry_is_answered() -> None:
    play = a_handled_case()

    found = spans_of(entries_of(play), _definition(play), at("06-08 09:20"))

    assert found[-1].end == at("06-08 09:30")


def _definition(play: Play) -> Definition:
    return play.workflow.definition
