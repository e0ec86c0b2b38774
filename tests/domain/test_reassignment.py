"""What a rung raises, and to whom it gives a case."""

from dataclasses import replace
from typing import Any

import pytest

from tests.builders import (
    Play,
    a_city,
    a_definition,
    a_handled_case,
    a_rung,
    an_action,
    an_assigned_case,
    an_organisation,
    at,
    tell,
)
from workflow.domain.blockers import BlockerCode
from workflow.domain.case import Outcome
from workflow.domain.city import City
from workflow.domain.decision import Decision
from workflow.domain.definition import (
    Automatic,
    Definition,
    Destination,
    Point,
    Towards,
)
from workflow.domain.guards import CASE_FACTS, compile_guard
from workflow.domain.organisation import Department
from workflow.domain.priority import Priority

ROADS = Destination(text="roads", towards=Towards.DEPARTMENT, name="roads")
PARENT = Destination(text="parent of owner", towards=Towards.PARENT)
FIRST = Destination(text="first_owner", towards=Towards.FIRST_OWNER)


def nearest(kind: str) -> Destination:
    return Destination(text=f"nearest {kind}", towards=Towards.NEAREST, name=kind)


def with_rung(clock: str = "promise", **effects: Any) -> Definition:
    """The small workflow, one of whose clocks does something an hour after it is due.

    The case is promised for 14:10, since it stands under the second condition.
    """
    rung = a_rung("late", Point.AFTER, duration="1 work hour", **effects)
    definition = a_definition()
    rule = replace(definition.clocks[clock], rungs=(rung,))
    return a_definition(clocks={**definition.clocks, clock: rule})


def late(definition: Definition, city: City | None = None) -> tuple[Play, Decision]:
    """A case that the water company let pass, and what the rung did to it."""
    play = a_handled_case(Play(definition, city), condition="2")
    return play, play.pass_time("06-08 17:00")


def a_city_with(*changes: Department) -> City:
    known = an_organisation().departments
    departments = {**known, **{each.key: each for each in changes}}
    return a_city(organisation=an_organisation(departments=departments))


def test_a_rung_raises_the_priority() -> None:
    play, decided = late(with_rung(priority=Priority.HIGH))

    assert play.case.priority is Priority.HIGH
    assert decided.entries[-1].effects["case"] == {
        "changed_at": "2026-06-08T09:00:00.000000Z",
        "priority": "high",
    }


def test_a_priority_never_sinks() -> None:
    play = a_handled_case(Play(with_rung(priority=Priority.HIGH)), condition="2")
    play.case = replace(play.case, priority=Priority.URGENT)

    after = play.pass_time("06-08 17:00")

    assert after.case.priority is Priority.URGENT
    assert "priority" not in str(after.entries[-1].effects)


def test_a_new_cycle_begins_without_priority() -> None:
    play, _ = late(with_rung(priority=Priority.URGENT))
    play.step("06-08 17:05", "finish", "wei", result="done")
    closed = play.step("06-08 17:10", "pass", "ina")

    reopened = play.step("06-09 09:00", "reopen", "reporter", reason="gone again")

    assert closed.case.priority is Priority.URGENT
    assert reopened.case.priority is Priority.NORMAL


@pytest.mark.parametrize(
    ("text", "holds"),
    [("case.priority == 'urgent'", True), ("case.priority in ['normal']", False)],
)
def test_conditions_read_the_priority(text: str, *, holds: bool) -> None:
    guard, problems = compile_guard(text, CASE_FACTS)
    guarded = an_action("hurry", "coordinator of owner", when=guard)
    definition = with_rung(priority=Priority.URGENT)
    handling = definition.states["handling"]
    handling = replace(handling, actions={**handling.actions, "hurry": guarded})
    states = {**definition.states, "handling": handling}
    play, _ = late(replace(definition, states=states))

    assert problems == ()
    if holds:
        play.step("06-08 17:05", "hurry", "wei")
    else:
        (why,) = play.refuse("06-08 17:05", "hurry", "wei")
        assert why.code is BlockerCode.CONDITION_NOT_MET


def test_messages_tell_the_priority_that_was_raised() -> None:
    notify = (tell("reporter", "news"),)

    _, decided = late(with_rung(priority=Priority.URGENT, notify=notify))

    assert [each.facts["case.priority"] for each in decided.messages] == ["特急"]


def test_another_department_takes_over_where_the_case_is() -> None:
    play, decided = late(with_rung(reassign=ROADS))

    case = play.case
    assert (case.state, case.owner, case.first_owner) == ("handling", "roads", "water")
    assert case.desk == "coordinator@roads"
    assert "not_reassigned" not in decided.entries[-1].request


def test_the_clocks_follow_the_new_owner() -> None:
    play, _ = late(with_rung(reassign=ROADS))

    before, after = play.clock("department", "water"), play.clock("department", "roads")
    # Nobody noticed until five, which is not charged to who had it before.
    assert (before.outcome, before.stopped_at) == (Outcome.PAUSED, at("06-08 15:10"))
    assert (after.outcome, after.started_at) == (Outcome.RUNNING, at("06-08 17:00"))
    assert play.clock("promise").outcome is Outcome.RUNNING


def test_a_rung_of_the_owners_own_clock_pauses_it() -> None:
    play, decided = late(with_rung("department", reassign=ROADS))

    water, roads = decided.clocks[-2:]
    assert (water.subject, water.outcome) == ("water", Outcome.PAUSED)
    assert water.fired["late"].count == 1
    assert (roads.subject, roads.outcome) == ("roads", Outcome.RUNNING)
    assert play.pass_time("06-08 17:01").entries == ()


def test_each_owner_is_passed_over_in_turn() -> None:
    play, _ = late(with_rung("department", reassign=ROADS))
    back = Destination(text="water", towards=Towards.DEPARTMENT, name="water")
    play.workflow = Play(with_rung("department", reassign=back)).workflow

    play.pass_time("06-12 17:00")

    assert play.case.owner == "water"
    assert play.clock("department", "water").outcome is Outcome.RUNNING
    assert play.clock("department", "roads").outcome is Outcome.PAUSED


def test_the_new_owner_is_told() -> None:
    notify = (tell("coordinator of owner", "yours"),)

    _, decided = late(with_rung(reassign=ROADS, notify=notify))

    assert [(each.recipient, each.post) for each in decided.messages] == [
        ("rob", "coordinator@roads")
    ]


def test_the_new_owner_acts_and_the_old_one_does_not() -> None:
    play, _ = late(with_rung(reassign=ROADS))

    (why,) = play.refuse("06-08 17:05", "finish", "wei", result="done")
    taken = play.step("06-08 17:05", "finish", "rob", result="done")

    assert why.code is BlockerCode.POST_NOT_HELD
    assert taken.case.state == "verifying"


def test_an_action_is_taken_for_the_new_owner() -> None:
    definition = with_rung(reassign=ROADS, take=Automatic(action="note_it"))
    guard, _ = compile_guard("case.owner == 'roads'", CASE_FACTS)
    handling = definition.states["handling"]
    note = an_action("note_it", "system", when=guard)
    handling = replace(handling, actions={**handling.actions, "note_it": note})

    _, decided = late(
        replace(definition, states={**definition.states, "handling": handling})
    )

    assert [each.action for each in decided.entries][-2:] == ["promise.late", "note_it"]


@pytest.mark.parametrize(
    ("destination", "owner"),
    [(nearest("roads"), "roads"), (PARENT, "centre")],
    ids=["the nearest of a kind", "the one above"],
)
def test_the_department_is_found(destination: Destination, owner: str) -> None:
    water = replace(an_organisation().departments["water"], parent="centre")

    play, _ = late(with_rung(reassign=destination), a_city_with(water))

    assert play.case.owner == owner


def test_the_first_owner_takes_it_back() -> None:
    play = a_handled_case(Play(with_rung(reassign=FIRST)), condition="2")
    play.case = replace(play.case, owner="roads")

    play.pass_time("06-08 17:00")

    assert play.case.owner == "water"


CLOSED = replace(
    an_organisation().departments["roads"], closed_on=at("06-01 09:00").date()
)


@pytest.mark.parametrize(
    ("destination", "code"),
    [
        (ROADS, BlockerCode.NO_SUCH_DEPARTMENT),
        (nearest("sanitation"), BlockerCode.NO_SUCH_DEPARTMENT),
        (PARENT, BlockerCode.NO_SUCH_DEPARTMENT),
        (FIRST, BlockerCode.OWNER_ALREADY),
        (nearest("water"), BlockerCode.OWNER_ALREADY),
    ],
    ids=["closed", "no such kind", "nothing above", "the first", "the nearest"],
)
def test_a_case_stays_where_nobody_can_take_it(
    destination: Destination, code: BlockerCode
) -> None:
    definition = with_rung(reassign=destination, raises="overdue")

    play, decided = late(definition, a_city_with(CLOSED))

    entry = decided.entries[-1]
    assert entry.request["not_reassigned"] == [code.value]
    assert (play.case.owner, play.case.marks) == ("water", ("overdue",))
    assert [clock.label for clock in decided.clocks] == ["promise"]


def test_a_case_without_an_owner_gets_its_first() -> None:
    stage = a_rung("taken", Point.DUE, reassign=ROADS)
    reported = replace(a_definition().states["reported"], rungs=(stage,))
    play = Play(a_definition(reported))
    play.report("06-08 09:00")

    play.pass_time("06-08 10:00")

    assert (play.case.owner, play.case.first_owner) == ("roads", "roads")
    assert ("department", "roads") not in play.case.clocks


def test_a_paused_department_time_stays_paused() -> None:
    play = an_assigned_case(Play(with_rung(reassign=ROADS)), condition="2")
    play.step("06-08 09:20", "return", "wei", reason="not ours")
    assert play.case.state == "registered"

    play.pass_time("06-08 17:00")

    assert play.case.owner == "roads"
    assert play.clock("department", "water").outcome is Outcome.PAUSED
    assert ("department", "roads") not in play.case.clocks


def test_priorities_have_a_title_in_both_languages() -> None:
    assert [(each.word, each.title.zh) for each in Priority] == [
        ("normal", "普通"),
        ("high", "加急"),
        ("urgent", "特急"),
    ]
    assert [each.title.en for each in Priority] == [each.word for each in Priority]
