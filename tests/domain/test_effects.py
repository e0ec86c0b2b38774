"""History is the truth: folding its effects gives the case and every clock."""

from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import (
    Play,
    a_definition,
    a_handled_case,
    a_limit,
    a_rung,
    an_action,
    at,
    tell,
)
from workflow.domain.case import Assignment, Case, Clock
from workflow.domain.context import context_at
from workflow.domain.decision import Decision, Entry, Refusal
from workflow.domain.definition import (
    AfterOutage,
    Automatic,
    Definition,
    Destination,
    Move,
    Point,
    Towards,
)
from workflow.domain.durations import parse_duration
from workflow.domain.effects import (
    assignment_from,
    assignment_json,
    clock_from_json,
    clock_json,
    fold,
    instant_from,
    instant_text,
    value_from,
    values_json,
)
from workflow.domain.escalation import decide_due, decide_joined, decide_step
from workflow.domain.priority import Priority


def a_busy_definition() -> Definition:
    """The small workflow with everything in it that changes clocks."""
    base = a_definition()
    handling, assigned = base.states["handling"], base.states["assigned"]
    more = (
        an_action("again", "coordinator of owner", "handling"),
        an_action("undo", "coordinator of owner", Move.BACK),
        an_action("note", "anyone", needs=("reason",)),
        an_action("pass_on", "coordinator of owner", needs=("owner",)),
        an_action(
            "recategorise", "acceptor of centre", needs=("category", "condition")
        ),
    )
    nag = replace(
        a_rung("nag", Point.AFTER, duration="1 work hour"),
        every=parse_duration("1 work day"),
        times=3,
        after_outage=AfterOutage.LATEST,
        notify=(tell("coordinator of owner", "nag"),),
    )
    passed = a_rung(
        "passed",
        Point.AFTER,
        duration="2 work days",
        priority=Priority.URGENT,
        reassign=Destination(text="roads", towards=Towards.DEPARTMENT, name="roads"),
    )
    promise = base.clocks["promise"]
    return a_definition(
        replace(
            handling,
            limit=a_limit("8 work hours"),
            rungs=(nag,),
            actions={**handling.actions, **{each.name: each for each in more}},
        ),
        replace(assigned, time_is_up=Automatic(action="accept")),
        replace(base.states["waiting"], time_is_up=Automatic(action="resume")),
        clocks={
            **base.clocks,
            "promise": replace(promise, rungs=(*promise.rungs, nag, passed)),
        },
    )


VALUES = {
    "category": "C0101",
    "condition": "2",
    "reason": "why",
    "result": "done",
    "until_day": "2026-06-11",
    "original": "20260608-000077",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """After so many minutes somebody tries something, or time only passes."""

    minutes: int
    action: int
    actor: str
    owner: str
    condition: str


TURNS = st.builds(
    Turn,
    minutes=st.sampled_from([0, 1, 20, 45, 240, 24 * 60, 4 * 24 * 60]),
    action=st.integers(-1, 7),
    actor=st.sampled_from(["anybody", "wei", "rob", "reporter"]),
    owner=st.sampled_from(["water", "roads"]),
    condition=st.sampled_from(["1", "2", "3"]),
)
EVERYBODY = ("ann", "dan", "wei", "rob", "ina", "reporter")


class Life:
    """One random life of a case, with all that it left behind."""

    def __init__(self) -> None:
        self.play = Play(a_busy_definition())
        self.now = at("06-08 09:00")
        self.decisions = [self.play.report("06-08 09:00")]

    @property
    def entries(self) -> list[Entry]:
        return [entry for each in self.decisions for entry in each.entries]

    def turn(self, turn: Turn) -> None:
        self.now += timedelta(minutes=turn.minutes)
        context = context_at(self.play.workflow, self.play.city, self.now)
        case = self.play.case
        offered = list(context.definition.state(case.state).actions.values())
        if turn.action < 0 or not offered:
            self._keep(decide_due(case, context))
            return
        action = offered[turn.action % len(offered)]
        values = {**VALUES, "owner": turn.owner, "condition": turn.condition}
        given = {name: values[name] for name in action.needs}
        for actor in EVERYBODY if turn.actor == "anybody" else (turn.actor,):
            request = self.play.request(action.name, actor, **given)
            if self._keep(decide_step(case, request, context)):
                return

    def _keep(self, decided: Decision | Refusal) -> bool:
        if isinstance(decided, Refusal):
            return False
        if decided.entries:
            self.decisions.append(decided)
            self.play.take(decided)
        return True


def a_life(turns: list[Turn]) -> Life:
    life = Life()
    for turn in turns:
        life.turn(turn)
    return life


@settings(max_examples=200, deadline=None)
@given(turns=st.lists(TURNS, min_size=5, max_size=40))
def test_history_tells_the_whole_case(turns: list[Turn]) -> None:
    life = a_life(turns)
    case = life.play.case

    rebuilt = fold(case.number, ((entry, "") for entry in life.entries))

    assert rebuilt.case == case
    assert rebuilt.clocks == _every_clock(life)


def _every_clock(life: Life) -> dict[tuple[str, str, int], Clock]:
    return {
        (clock.name, clock.subject, clock.cycle): clock
        for decided in life.decisions
        for clock in decided.clocks
    }


@settings(max_examples=100, deadline=None)
@given(turns=st.lists(TURNS, min_size=5, max_size=40))
def test_entries_are_numbered_without_gaps(turns: list[Turn]) -> None:
    life = a_life(turns)
    instants = [entry.at for entry in life.entries]

    assert [entry.number for entry in life.entries] == list(
        range(1, life.play.case.version + 1)
    )
    assert instants == sorted(instants)


@settings(max_examples=100, deadline=None)
@given(turns=st.lists(TURNS, min_size=5, max_size=40))
def test_a_clock_that_was_replaced_has_ended(turns: list[Turn]) -> None:
    life = a_life(turns)
    live = life.play.case.clocks

    replaced = [
        clock
        for clock in _every_clock(life).values()
        if live[clock.key].cycle != clock.cycle
    ]

    assert all(clock.has_ended and clock.next_at is None for clock in replaced)
    if not life.play.case.is_open:
        assert all(clock.has_ended for clock in live.values())


@settings(max_examples=100, deadline=None)
@given(turns=st.lists(TURNS, min_size=5, max_size=40))
def test_nothing_fires_twice(turns: list[Turn]) -> None:
    life = a_life(turns)

    fired = [
        (each.clock, each.subject, each.cycle, each.rung, each.occurrence)
        for decided in life.decisions
        for each in decided.firings
    ]

    assert len(fired) == len(set(fired))


def test_taken_over_reports_are_folded() -> None:
    play, duplicate = a_handled_case(), Play()
    duplicate.report("06-08 09:00")
    play.case = replace(play.case, number=20260608000007)
    context = play.context("06-08 10:00")

    decided = decide_joined(play.case, duplicate.case, "ann", context)

    assert isinstance(decided, Decision)
    entries = [entry for each in play.decisions for entry in each.entries]
    every = [(entry, "") for entry in (*entries, *decided.entries)]
    assert fold(20260608000007, every).case == decided.case


def test_the_head_is_the_hash_of_the_last_entry() -> None:
    play = a_handled_case()
    entries = [entry for each in play.decisions for entry in each.entries]

    rebuilt = fold(play.case.number, [(entry, str(entry.number)) for entry in entries])

    assert rebuilt.case.head == str(play.case.version)


def test_every_field_of_a_case_has_a_way_back() -> None:
    play = a_handled_case(condition="2")
    play.pass_time("06-08 18:00")
    values = {
        each.name: getattr(play.case, each.name)
        for each in fields(Case)
        if each.name != "clocks"
    }

    document = values_json(values)

    assert {name: value_from(name, value) for name, value in document.items()} == values


def test_a_clock_comes_back_from_its_json() -> None:
    play = a_handled_case(condition="2")
    play.pass_time("06-08 18:00")

    for clock in play.case.clocks.values():
        assert clock_from_json(clock_json(clock)) == clock


@pytest.mark.parametrize(
    "assignment",
    [
        None,
        Assignment(
            lead="water",
            assisting=("roads",),
            rule="covers",
            source="list",
            shadowed=("wide",),
        ),
    ],
    ids=["none", "one"],
)
def test_an_assignment_comes_back(assignment: Assignment | None) -> None:
    document = assignment_json(assignment)

    assert document is None or isinstance(document, dict)
    assert assignment_from(document) == assignment


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (datetime(2026, 6, 8, 1, 0, tzinfo=UTC), "2026-06-08T01:00:00.000000Z"),
        (
            datetime(2026, 6, 8, 9, 0, 0, 5, tzinfo=timezone(timedelta(hours=8))),
            "2026-06-08T01:00:00.000005Z",
        ),
    ],
    ids=["whole second", "other zone"],
)
def test_instants_are_written_in_one_way(instant: datetime, text: str) -> None:
    assert instant_text(instant) == text
    assert instant_from(text) == instant
