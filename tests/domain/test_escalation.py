"""What time does to a case by itself, also when nobody was there to see it."""

from dataclasses import replace
from typing import Any

import pytest

from tests.builders import (
    LONG_AGO,
    Play,
    a_city,
    a_definition,
    a_field,
    a_handled_case,
    a_limit,
    a_rung,
    an_action,
    an_assigned_case,
    an_organisation,
    at,
    tell,
)
from workflow.domain.blockers import BlockerCode
from workflow.domain.case import Case, Outcome, revised
from workflow.domain.decision import SYSTEM, Decision, EntryKind, Refusal
from workflow.domain.definition import (
    Action,
    AfterOutage,
    Automatic,
    Definition,
    FieldType,
    Move,
    Notify,
    Point,
    Rung,
    Scope,
    Who,
)
from workflow.domain.durations import parse_duration
from workflow.domain.escalation import (
    decide_due,
    decide_due_in_part,
    decide_first_due,
    decide_step,
)
from workflow.domain.guards import CASE_FACTS, compile_guard
from workflow.domain.organisation import Holding
from workflow.domain.words import Title
from workflow.errors import (
    RungFailedError,
    RunsInCirclesError,
)

ACCEPT = Automatic(action="accept")


def with_state(name: str, *more: Action, **changes: Any) -> Definition:
    """The small workflow, one of whose states differs and offers more."""
    own = a_definition().states[name]
    offered = {**own.actions, **{action.name: action for action in more}}
    return a_definition(replace(own, actions=offered, **changes))


def with_promise_rungs(*rungs: Rung) -> Definition:
    definition = a_definition()
    promise = replace(definition.clocks["promise"], rungs=rungs)
    return a_definition(clocks={**definition.clocks, "promise": promise})


def a_nag(after_outage: AfterOutage, times: int = 5) -> Rung:
    """A reminder on each work day from the due instant on."""
    nag = a_rung("nag", Point.DUE, notify=(tell("coordinator of owner", "nag"),))
    every = parse_duration("1 work day")
    return replace(nag, every=every, times=times, after_outage=after_outage)


def fired(decided: Decision) -> list[tuple[str, int]]:
    return [(each.rung, each.occurrence) for each in decided.firings]


def test_nothing_happens_before_it_is_due() -> None:
    play = a_handled_case()

    assert play.pass_time("06-08 15:00").entries == ()


def test_rungs_fire_in_the_order_of_their_instants() -> None:
    play = a_handled_case(condition="2")

    decided = play.pass_time("06-08 18:00")

    assert fired(decided) == [("soon", 1), ("overdue", 1)]
    assert decided.firings[0].due_at == at("06-08 13:22")
    assert [each.template for each in decided.messages] == ["due_soon"]


def test_a_rung_fires_only_once() -> None:
    play = a_handled_case(condition="2")
    play.pass_time("06-08 18:00")

    assert play.pass_time("06-20 18:00").entries == ()


def test_overdue_fires_strictly_after_the_instant() -> None:
    play = a_handled_case(condition="2")

    punctual = play.pass_time("06-08 14:10").case
    late = play.pass_time("06-08 14:10:00.000001").case

    assert (punctual.marks, late.marks) == ((), ("overdue",))


def test_an_entry_tells_when_it_was_due() -> None:
    play = a_handled_case(condition="2")

    first, _ = play.pass_time("06-08 18:00").entries

    assert (first.kind, first.actor, first.action) == (
        EntryKind.RUNG,
        SYSTEM,
        "promise.soon",
    )
    assert first.request == {"due": "2026-06-08T05:22:00.000000Z"}
    assert first.at == at("06-08 18:00")


@pytest.mark.parametrize(
    ("after_outage", "occurrences", "next_at"),
    [
        (AfterOutage.EACH, [1, 2, 3], "06-15 09:10"),
        (AfterOutage.LATEST, [3], "06-15 09:10"),
        (AfterOutage.RESUME, [1], "06-15 10:00"),
    ],
)
def test_an_outage_is_caught_up_as_declared(
    after_outage: AfterOutage, occurrences: list[int], next_at: str
) -> None:
    play = a_handled_case(Play(with_promise_rungs(a_nag(after_outage))))

    decided = play.pass_time("06-12 10:00")

    assert fired(decided) == [("nag", number) for number in occurrences]
    assert len(decided.messages) == len(occurrences)
    assert play.clock("promise").next_at == at(next_at)


def test_what_was_passed_over_is_said() -> None:
    play = a_handled_case(Play(with_promise_rungs(a_nag(AfterOutage.LATEST))))

    (entry,) = play.pass_time("06-12 10:00").entries

    assert entry.request == {
        "due": "2026-06-12T01:10:00.000000Z",
        "passed_over": 2,
        "since": "2026-06-10T01:10:00.000000Z",
    }


def a_quick_nag(after_outage: AfterOutage) -> Rung:
    """A reminder from 80 % of the limit on, every two working hours, five times."""
    nag = a_rung("nag", Point.SHARE, percent=80)
    told = (tell("coordinator of owner", "nag"),)
    every = parse_duration("2 work hours")
    return replace(nag, notify=told, every=every, times=5, after_outage=after_outage)


@pytest.mark.parametrize(
    ("after_outage", "first", "second", "third"),
    [
        pytest.param(AfterOutage.EACH, [2, 3], [4, 5], [], id="each"),
        pytest.param(AfterOutage.LATEST, [3], [5], [], id="latest"),
        pytest.param(AfterOutage.RESUME, [2], [3], [4], id="resume"),
    ],
)
def test_outages_in_a_row_keep_to_the_number_of_times(
    after_outage: AfterOutage, first: list[int], second: list[int], third: list[int]
) -> None:
    play = a_handled_case(Play(with_promise_rungs(a_quick_nag(after_outage))), "2")
    assert fired(play.pass_time("06-08 13:22")) == [("nag", 1)]

    # Each time the worker was away for longer than two repeats take.
    outages = [play.pass_time(when) for when in ("06-09 10:00", "06-12 10:00")]
    outages.append(play.pass_time("06-12 15:00"))

    told = [[number for _, number in fired(each)] for each in outages]
    assert told == [first, second, third]
    assert [len(each.messages) for each in outages] == [len(each) for each in told]


def test_what_is_resumed_is_counted_from_its_catch_up() -> None:
    play = a_handled_case(
        Play(with_promise_rungs(a_quick_nag(AfterOutage.RESUME))), "2"
    )

    play.pass_time("06-09 10:00")

    nag = play.clock("promise").fired["nag"]
    assert (nag.count, nag.anchor) == (1, at("06-09 10:00"))
    assert play.clock("promise").next_at == at("06-09 12:00")
    assert play.pass_time("06-09 11:59").firings == ()


def test_a_rung_that_does_not_repeat_fires_once_after_any_outage() -> None:
    for after_outage in AfterOutage:
        rung = a_rung("late", Point.OVERDUE, raises="overdue")
        rung = replace(rung, after_outage=after_outage)
        play = a_handled_case(Play(with_promise_rungs(rung)), "2")

        decided = play.pass_time("06-30 10:00")

        assert fired(decided) == [("late", 1)]
        assert decided.firings[0].due_at == at("06-08 14:10:00.000001")


def test_a_long_outage_is_no_circle() -> None:
    play = a_handled_case(Play(with_promise_rungs(a_nag(AfterOutage.EACH, times=80))))

    decided = play.pass_time("12-30 10:00")

    assert len(decided.firings) == 80


def test_silence_takes_the_action_of_its_state() -> None:
    play = an_assigned_case(Play(with_state("assigned", time_is_up=ACCEPT)))

    play.pass_time("06-08 14:10")

    assert play.case.state == "handling"
    entry = play.decisions[-1].entries[-1]
    assert (entry.actor, entry.action) == (SYSTEM, "accept")
    assert entry.request["cause"] == "stage:assigned.time_is_up"


def test_a_late_worker_makes_no_stage_late() -> None:
    play = an_assigned_case(Play(with_state("assigned", time_is_up=ACCEPT)))

    decided = play.pass_time("06-09 16:00")

    ended = next(each for each in decided.clocks if each.subject == "assigned")
    assert (ended.outcome, ended.stopped_at) == (Outcome.ON_TIME, at("06-08 13:22"))


def test_a_step_meets_the_case_as_time_left_it() -> None:
    play = an_assigned_case(Play(with_state("assigned", time_is_up=ACCEPT)))

    decided = play.step("06-09 10:00", "finish", "wei", result="done")

    assert [entry.action for entry in decided.entries] == [
        "stage:assigned.time_is_up",
        "accept",
        "finish",
    ]
    assert [entry.number for entry in decided.entries] == [4, 5, 6]


def test_a_refusal_is_decided_on_the_case_as_time_left_it() -> None:
    play = an_assigned_case(Play(with_state("assigned", time_is_up=ACCEPT)))

    (why,) = play.refuse("06-09 10:00", "return", "wei", reason="not ours")

    assert why.code is BlockerCode.NO_SUCH_ACTION
    assert play.case.state == "assigned"
    assert play.pass_time("06-09 10:00").case.state == "handling"


def test_what_time_did_makes_no_version_stale() -> None:
    play = an_assigned_case(Play(with_state("assigned", time_is_up=ACCEPT)))
    request = replace(play.request("finish", "wei", result="done"), expected=3)

    decided = decide_step(play.case, request, play.context("06-09 10:00"))

    assert not isinstance(decided, Refusal)


def test_a_rung_whose_action_is_not_offered_only_fires() -> None:
    rung = replace(a_rung("late", Point.OVERDUE, raises="overdue"), take=ACCEPT)
    play = a_handled_case(Play(with_promise_rungs(rung)), condition="2")

    decided = play.pass_time("06-08 16:00")

    assert [entry.action for entry in decided.entries] == ["promise.late"]
    assert decided.entries[0].request["not_taken"] == ["no_such_action"]
    assert play.case.marks == ("overdue",)
    assert play.step("06-08 17:00", "finish", "wei", result="x").case.version == 6


def test_what_time_takes_late_is_judged_as_it_was_when_it_was_due() -> None:
    guard, _ = compile_guard("not case.overdue", CASE_FACTS)
    accept = replace(a_definition().states["assigned"].actions["accept"], when=guard)
    play = an_assigned_case(Play(with_state("assigned", accept, time_is_up=ACCEPT)))

    # By now the promise is broken, but it was not when the stage was over.
    decided = play.pass_time("06-15 16:00")

    assert decided.entries[1].action == "accept"
    assert play.case.state == "handling"


def test_silence_waits_where_its_condition_fails() -> None:
    guard, _ = compile_guard("case.returns > 0", CASE_FACTS)
    accept = replace(a_definition().states["assigned"].actions["accept"], when=guard)
    play = an_assigned_case(Play(with_state("assigned", accept, time_is_up=ACCEPT)))

    decided = play.pass_time("06-09 16:00")

    assert decided.entries[0].request["not_taken"] == ["condition_not_met"]
    assert play.case.state == "assigned"


def test_a_reassignment_to_a_closed_department_waits() -> None:
    hand_over = an_action("hand_over", "system", needs=("owner",))
    take = Automatic(action="hand_over", values={"owner": "moon"})
    play = an_assigned_case(Play(with_state("assigned", hand_over, time_is_up=take)))

    decided = play.pass_time("06-09 16:00")

    assert decided.entries[0].request["not_taken"] == ["bad_field"]
    assert play.case.owner == "water"


def test_values_of_an_automatic_action_are_given() -> None:
    finding = a_field("finding", FieldType.TEXT, per_step=True)
    checked = an_action("checked", "inspector of place", "handling", needs=("finding",))
    take = Automatic(action="checked", values={"finding": "nothing there"})
    definition = with_state("assigned", checked, time_is_up=take)
    definition = replace(definition, fields={**definition.fields, "finding": finding})
    play = an_assigned_case(Play(definition))

    play.pass_time("06-08 14:10")

    assert play.case.facts["finding"] == "nothing there"


def test_a_suspension_ends_with_its_day() -> None:
    take = Automatic(action="resume")
    play = a_handled_case(Play(with_state("waiting", time_is_up=take)))
    play.step("06-08 10:00", "hold", "wei", until_day="2026-06-09")

    play.pass_time("06-09 23:59")
    assert play.case.state == "waiting"
    play.pass_time("06-10 00:00")

    assert play.case.state == "handling"
    assert play.clock("promise").due_at == at("06-11 16:40")


@pytest.mark.parametrize("noticed", ["06-10 00:00", "06-10 11:00", "06-12 10:00"])
def test_no_clock_is_charged_with_a_late_worker(noticed: str) -> None:
    take = Automatic(action="resume")
    play = a_handled_case(Play(with_state("waiting", time_is_up=take)))
    play.step("06-08 10:00", "hold", "wei", until_day="2026-06-09")

    play.pass_time(noticed)

    promise = play.clock("promise")
    assert (promise.running_since, promise.due_at) == (
        at("06-10 00:00"),
        at("06-11 16:40"),
    )


def test_a_clock_that_silence_pauses_stops_when_it_was_due() -> None:
    take = Automatic(action="finish", values={"result": "nothing to do"})
    handling = with_state(
        "handling", limit=a_limit("1 work hour"), time_is_up=take
    ).states["handling"]
    play = a_handled_case(Play(a_definition(handling)))

    play.pass_time("06-10 16:00")

    promise = play.clock("promise")
    assert (promise.outcome, promise.stopped_at) == (Outcome.PAUSED, at("06-08 10:30"))
    assert promise.consumed == 80 * 60_000_000


def test_a_workflow_that_runs_in_circles_is_stopped() -> None:
    definition = with_state(
        "waiting",
        limit=a_limit("until until_day"),
        time_is_up=Automatic(action="resume"),
    )
    handling = replace(
        definition.states["handling"],
        limit=a_limit("until until_day"),
        time_is_up=Automatic(action="hold"),
    )
    resume = an_action("resume", "coordinator of owner", "handling")
    waiting = replace(definition.states["waiting"], actions={"resume": resume})
    circle = a_definition(handling, waiting)
    play = a_handled_case(Play(circle))

    play.step("06-08 10:00", "hold", "wei", until_day="2026-06-01")

    with pytest.raises(RungFailedError) as stopped:
        play.pass_time("06-08 10:01")

    assert isinstance(stopped.value.__cause__, RunsInCirclesError)
    assert "20260608-000001" in stopped.value.en


def test_rungs_are_told_to_who_is_on_duty_then() -> None:
    organisation = an_organisation()
    holdings = (
        *(each for each in organisation.holdings if each.person != "wei"),
        Holding(
            person="wei",
            post="coordinator",
            unit="water",
            since=LONG_AGO,
            until=at("06-08 09:00").date(),
        ),
        Holding(
            person="rob",
            post="coordinator",
            unit="water",
            since=at("06-09 09:00").date(),
        ),
    )
    city = a_city(organisation=an_organisation(holdings=holdings))
    play = a_handled_case(Play(city=city))

    (message,) = play.pass_time("06-09 17:00").messages

    assert message.recipient == "rob"


def test_a_paused_clock_fires_nothing() -> None:
    play = a_handled_case(condition="2")
    play.step("06-08 10:00", "finish", "wei", result="done")

    decided = play.pass_time("06-20 10:00")

    assert decided.entries == ()
    assert play.clock("promise").outcome is Outcome.PAUSED


def test_moving_back_by_time_needs_somewhere_to_go() -> None:
    undo = an_action("undo", "acceptor of centre", Move.BACK)
    take = Automatic(action="undo")
    play = Play(with_state("reported", undo, time_is_up=take))
    play.report("06-08 09:00")

    decided = play.pass_time("06-08 10:00")

    assert decided.entries[0].request["not_taken"] == ["no_previous_state"]


def broken_at(play: Play, name: str) -> Case:
    """The case, one of whose clocks waits for a rung that nobody knows."""
    clock = revised(play.clock(name), next_rung="odd")
    return revised(play.case, clocks={**play.case.clocks, clock.key: clock})


def test_rungs_before_a_broken_one_are_decided() -> None:
    soon = a_rung("soon", Point.SHARE, percent=80)
    nowhere = Who(text="head of galaxy", post="head", scope=Scope.LEVEL, name="galaxy")
    bad = a_rung("bad", Point.DUE, notify=(Notify(who=nowhere, template="nag"),))
    play = a_handled_case(Play(with_promise_rungs(soon, bad)))
    due_at = play.clock("promise").due_at

    decided, broken = decide_due_in_part(play.case, play.context("06-30 09:00"))

    assert broken is not None
    assert (broken.rung.clock, broken.rung.rung) == ("promise", "bad")
    assert broken.rung.due_at == due_at
    assert isinstance(broken.error, ValueError)
    assert [each.rung for each in decided.firings] == ["soon"]
    assert broken.before == 1
    assert [each.kind for each in decided.entries] == [EntryKind.RUNG]


def test_nothing_broken_is_the_whole_of_what_is_due() -> None:
    play = a_handled_case()
    context = play.context("06-30 09:00")

    decided, broken = decide_due_in_part(play.case, context)

    assert broken is None
    assert decided == decide_due(play.case, context)


def test_the_first_due_rung_can_be_decided_alone() -> None:
    play = a_handled_case()
    context = play.context("06-30 09:00")

    first = decide_first_due(play.case, context)

    every = decide_due(play.case, context)
    assert first.firings == every.firings[:1]
    assert len(every.firings) > 1


def test_a_step_says_which_rung_stands_in_its_way() -> None:
    play = a_handled_case()
    case = broken_at(play, "promise")
    request = play.request("finish", "wei", result="done")

    with pytest.raises(RungFailedError) as told:
        decide_step(case, request, play.context("06-30 09:00"))

    assert told.value.rung == "promise.odd"
    assert "promise.odd is due and cannot fire: 'odd' is neither" in told.value.en
    assert "promise.odd" in told.value.zh


def test_half_a_circle_is_no_progress() -> None:
    definition = a_definition()
    waiting = replace(
        definition.states["waiting"],
        limit=a_limit("until until_day"),
        time_is_up=Automatic(action="resume"),
        actions={"resume": an_action("resume", "coordinator of owner", "handling")},
    )
    handling = replace(
        definition.states["handling"],
        limit=a_limit("until until_day"),
        time_is_up=Automatic(action="hold"),
    )
    play = a_handled_case(Play(a_definition(handling, waiting)))
    play.step("06-08 10:00", "hold", "wei", until_day="2026-06-01")

    decided, broken = decide_due_in_part(play.case, play.context("06-08 10:01"))

    assert broken is not None
    assert isinstance(broken.error, RunsInCirclesError)
    assert (broken.before, decided.entries) == (0, ())
    assert broken.rung.label == "stage:waiting"


def test_a_message_names_the_limit_and_the_rung() -> None:
    told = (tell("coordinator of owner", "due_soon"),)
    plain = a_rung("soon", Point.OVERDUE, notify=told)
    named = replace(plain, name="named", title=Title(zh="催办", en="urging"))
    play = a_handled_case(Play(with_promise_rungs(plain, named)), "2")

    decided = play.pass_time("06-10 09:00")

    promise = play.workflow.definition.clocks["promise"].title.en
    told_of = {each.facts["action"] for each in decided.messages}
    assert told_of == {promise, f"{promise}: urging"}
