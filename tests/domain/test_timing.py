"""Which clocks run where: the promise, a stage's own, and that of each owner."""

from dataclasses import replace

from tests.builders import (
    Play,
    a_definition,
    a_handled_case,
    a_limit,
    a_rung,
    a_state,
    an_action,
    an_assigned_case,
    at,
)
from workflow.domain import timing
from workflow.domain.case import Outcome
from workflow.domain.definition import Automatic, Definition, Move, Point

PROMISE, STAGE, DEPARTMENT = "promise", "stage", "department"


def hours(consumed: int) -> float:
    return consumed / 3_600_000_000


def test_the_promise_starts_where_it_says() -> None:
    play = Play()
    play.report("06-08 09:00")
    assert list(play.case.clocks) == [(STAGE, "reported")]

    play.step("06-08 09:10", "register", "ann", category="C0101", condition="3")

    assert play.clock(PROMISE).started_at == at("06-08 09:10")
    assert play.clock(PROMISE).due_at == at("06-10 09:10")


def test_a_transfer_does_not_renew_the_promise() -> None:
    play = an_assigned_case()
    before = play.clock(PROMISE)
    play.step("06-08 09:30", "return", "wei", reason="not ours")
    play.step("06-08 10:00", "dispatch", "dan", owner="roads")

    assert play.clock(PROMISE) == before


def test_the_promise_runs_through_an_added_state() -> None:
    handling = a_definition().states["handling"]
    measure = an_action("measure", "coordinator of owner", "measuring")
    added = a_state("measuring", an_action("go_on", "coordinator of owner", Move.BACK))
    definition = a_definition(
        added, replace(handling, actions={**handling.actions, "measure": measure})
    )
    play = a_handled_case(Play(definition))

    play.step("06-08 10:00", "measure", "wei")

    assert play.clock(PROMISE).outcome is Outcome.RUNNING
    assert play.clock(PROMISE).due_at == at("06-10 09:10")


def test_the_promise_pauses_where_it_says() -> None:
    play = a_handled_case()
    play.step("06-08 11:10", "hold", "wei", until_day="2026-06-30")

    assert play.clock(PROMISE).outcome is Outcome.PAUSED
    assert hours(play.clock(PROMISE).consumed) == 2

    play.step("06-15 11:10", "resume", "wei")

    assert play.clock(PROMISE).due_at == at("06-17 09:10")


def test_the_same_owner_gets_the_same_clock_again() -> None:
    play = an_assigned_case()
    play.step("06-08 10:10", "return", "wei", reason="not ours")
    play.step("06-08 10:20", "dispatch", "dan", owner="roads")
    play.step("06-08 11:20", "return", "rob", reason="nor ours")

    play.step("06-08 11:30", "dispatch", "dan", owner="water")

    assert hours(play.clock(DEPARTMENT, "roads").consumed) == 1
    assert play.clock(DEPARTMENT, "roads").outcome is Outcome.PAUSED
    assert hours(play.clock(DEPARTMENT, "water").consumed) == 1
    assert play.clock(DEPARTMENT, "water").started_at == at("06-08 09:10")
    assert play.clock(DEPARTMENT, "water").due_at == at("06-10 10:30")


def test_an_owner_on_the_way_gets_a_clock() -> None:
    handling = a_definition().states["handling"]
    pass_on = an_action("pass_on", "coordinator of owner", needs=("owner",))
    definition = a_definition(
        replace(handling, actions={**handling.actions, "pass_on": pass_on})
    )
    play = a_handled_case(Play(definition))

    play.step("06-08 10:10", "pass_on", "wei", owner="roads")

    assert play.clock(DEPARTMENT, "water").outcome is Outcome.PAUSED
    assert play.clock(DEPARTMENT, "roads").started_at == at("06-08 10:10")
    assert play.clock(DEPARTMENT, "roads").due_at == at("06-10 10:10")


def test_the_limit_of_a_stage_is_new_at_each_entry() -> None:
    play = an_assigned_case()
    play.step("06-08 10:00", "return", "wei", reason="not ours")
    first = play.decisions[-1].clocks
    play.step("06-08 10:30", "dispatch", "dan", owner="roads")

    ended = next(clock for clock in first if clock.subject == "assigned")
    assert (ended.cycle, ended.outcome) == (1, Outcome.ON_TIME)
    assert play.clock(STAGE, "assigned").cycle == 2
    assert play.clock(STAGE, "assigned").consumed == 0
    assert play.clock(STAGE, "assigned").started_at == at("06-08 10:30")


def test_going_back_continues_the_stage() -> None:
    handling = a_definition().states["handling"]
    definition = a_definition(replace(handling, limit=a_limit("8 work hours")))
    play = a_handled_case(Play(definition))
    play.step("06-08 11:30", "hold", "wei", until_day="2026-06-30")
    play.step("06-15 09:00", "resume", "wei")

    clock = play.clock(STAGE, "handling")
    assert (clock.cycle, clock.started_at) == (1, at("06-08 09:30"))
    assert hours(clock.consumed) == 2
    assert clock.due_at == at("06-15 16:00")


def test_a_state_that_leads_to_itself_starts_anew() -> None:
    handling = a_definition().states["handling"]
    again = an_action("again", "coordinator of owner", "handling")
    definition = a_definition(
        replace(
            handling,
            limit=a_limit("8 work hours"),
            actions={**handling.actions, "again": again},
        )
    )
    play = a_handled_case(Play(definition))

    decided = play.step("06-08 10:30", "again", "wei")

    assert [(each.cycle, each.outcome) for each in decided.clocks] == [
        (1, Outcome.ON_TIME),
        (2, Outcome.RUNNING),
    ]
    assert play.clock(STAGE, "handling").started_at == at("06-08 10:30")


def test_going_back_to_the_same_state_loses_nothing() -> None:
    handling = a_definition().states["handling"]
    again = an_action("again", "coordinator of owner", "handling")
    back = an_action("undo", "coordinator of owner", Move.BACK)
    definition = a_definition(
        replace(
            handling,
            limit=a_limit("8 work hours"),
            actions={**handling.actions, "again": again, "undo": back},
        )
    )
    play = a_handled_case(Play(definition))
    play.step("06-08 10:30", "again", "wei")

    play.step("06-08 11:30", "undo", "wei")

    assert hours(play.clock(STAGE, "handling").consumed) == 1
    assert play.clock(STAGE, "handling").due_at is not None


def test_a_final_state_ends_every_clock() -> None:
    play = a_handled_case()
    play.step("06-08 11:00", "finish", "wei", result="done")
    play.step("06-08 12:00", "pass", "ina")

    assert {clock.outcome for clock in play.case.clocks.values()} == {Outcome.ON_TIME}
    assert play.clock(PROMISE).stopped_at == at("06-08 11:00")
    assert play.case.next_at is None


def test_rework_continues_the_promise() -> None:
    play = a_handled_case()
    play.step("06-08 11:10", "finish", "wei", result="done")
    play.step("06-09 11:10", "rework", "ina", reason="not yet")

    assert hours(play.clock(PROMISE).consumed) == 2
    assert play.clock(PROMISE).due_at == at("06-11 09:10")


def test_reopening_starts_a_new_cycle() -> None:
    play = a_handled_case()
    play.step("06-08 11:00", "finish", "wei", result="done")
    play.step("06-08 12:00", "pass", "ina")
    first = play.clock(PROMISE)

    play.step("06-09 09:00", "reopen", "reporter", reason="broken again")

    assert (first.cycle, play.clock(PROMISE).cycle) == (1, 2)
    assert play.clock(PROMISE).started_at == at("06-09 09:00")
    assert play.clock(DEPARTMENT, "water").cycle == 2
    assert play.clock(STAGE, "assigned").cycle == 2


def test_a_stage_may_take_a_share_of_the_promise() -> None:
    play = an_assigned_case(condition="2")

    assert play.clock(STAGE, "assigned").limit == "20% of promise"
    assert play.clock(STAGE, "assigned").due_at == at("06-08 09:58")


def _with_recategorise() -> Definition:
    handling = a_definition().states["handling"]
    action = an_action(
        "recategorise", "acceptor of centre", needs=("category", "condition")
    )
    return a_definition(
        replace(handling, actions={**handling.actions, "recategorise": action})
    )


def test_another_condition_sets_the_promise_from_its_start() -> None:
    play = a_handled_case(Play(_with_recategorise()))

    play.step("06-08 10:00", "recategorise", "ann", category="C0101", condition="2")

    assert play.clock(PROMISE).due_at == at("06-08 14:10")
    assert play.clock(PROMISE).source == "condition C0101/2"
    assert play.clock(DEPARTMENT, "water").due_at == at("06-08 14:10")


def test_another_condition_forgives_no_overdue() -> None:
    play = a_handled_case(Play(_with_recategorise()), condition="2")
    play.pass_time("06-08 15:00")
    assert play.case.marks == ("overdue",)

    play.step("06-08 15:00", "recategorise", "ann", category="C0101", condition="3")

    assert timing.is_overdue(play.case, play.context("06-08 15:00"))
    assert play.case.marks == ("overdue",)


def test_overdue_is_a_fact_of_the_promise() -> None:
    play = a_handled_case(condition="2")

    assert not timing.is_overdue(play.case, play.context("06-08 14:10"))
    assert timing.is_overdue(play.case, play.context("06-08 14:11"))


def test_the_overdue_of_an_earlier_cycle_is_past() -> None:
    definition = a_definition()
    reopen = replace(definition.states["closed"].actions["reopen"], to="reported")
    closed = replace(definition.states["closed"], actions={"reopen": reopen})
    play = a_handled_case(Play(a_definition(closed)), condition="2")
    play.step("06-09 15:00", "finish", "wei", result="done")
    play.step("06-09 16:00", "pass", "ina")
    assert timing.is_overdue(play.case, play.context("06-09 16:00"))

    play.step("06-09 17:00", "reopen", "reporter", reason="again")

    assert not timing.is_overdue(play.case, play.context("06-09 17:00"))


def test_time_being_up_is_the_last_rung() -> None:
    state = a_state(
        "assigned",
        an_action("accept", "coordinator of owner", "handling"),
        rungs=(a_rung("due", Point.DUE),),
        time_is_up=Automatic(action="accept"),
    )

    assert [rung.name for rung in timing.stage_rungs(state)] == ["due", "time_is_up"]
