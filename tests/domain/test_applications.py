"""Actions that somebody else must approve: asking, deciding, and what it does."""

from dataclasses import replace
from typing import Any

import pytest

from tests.builders import (
    FIELDS,
    STATES,
    Play,
    a_definition,
    a_field,
    a_handled_case,
    a_limit,
    a_rung,
    a_state,
    an_action,
    an_approval,
    an_assigned_case,
    at,
    tell,
)
from workflow.domain.answer import Answer
from workflow.domain.blockers import BlockerCode
from workflow.domain.case import Outcome
from workflow.domain.clocks import is_late
from workflow.domain.decision import EntryKind, Refusal
from workflow.domain.definition import (
    Approval,
    ClockRule,
    Extension,
    FieldType,
    Point,
    Silence,
    State,
)
from workflow.domain.durations import parse_duration
from workflow.domain.effects import fold
from workflow.domain.escalation import decide_step

STATE = {state.name: state for state in STATES}
ONE_LIMIT = Extension(clocks=("department", "promise"), percent=100)

HANDLING = a_state(
    "handling",
    *STATE["handling"].actions.values(),
    an_action(
        "extend", "coordinator of owner", needs=("reason",), approval="extension"
    ),
    an_action("ask", "coordinator of owner", pauses=("department", "promise")),
    an_action("answered", "reporter", resumes=("department", "promise")),
)
ASSIGNED = a_state(
    "assigned",
    STATE["assigned"].actions["accept"],
    replace(STATE["assigned"].actions["return"], approval="misdispatch"),
    limit=a_limit("4 work hours", "20% of promise"),
)
CLOSED = a_state(
    "closed",
    STATE["closed"].actions["reopen"],
    an_action("appeal", "coordinator of owner", needs=("reason",), approval="appeal"),
    final="solved",
)
TEMPLATES = {
    Answer.PENDING: "please_decide",
    Answer.GRANTED: "granted",
    Answer.REFUSED: "refused",
    Answer.LAPSED: "lapsed",
}
EXTENSION = an_approval(
    "extension",
    "dispatcher of centre",
    "coordinator of roads, dispatcher of centre",
    times=2,
    before_due=True,
    adds=ONE_LIMIT,
    limit=a_limit("1 work day"),
    templates=TEMPLATES,
)
MISDISPATCH = an_approval(
    "misdispatch",
    "dispatcher of centre",
    limit=a_limit("2 work hours"),
    gives_back=("department",),
    templates=TEMPLATES,
)
APPEAL = an_approval(
    "appeal",
    "dispatcher of centre, acceptor of centre",
    times=1,
    within=parse_duration("10 work days"),
    exempts=("department",),
    limit=a_limit("5 work days"),
)


def a_play(
    *states: State,
    extension: Approval = EXTENSION,
    misdispatch: Approval = MISDISPATCH,
    **changes: Any,
) -> Play:
    approvals = (extension, misdispatch, APPEAL)
    return Play(
        a_definition(
            HANDLING,
            ASSIGNED,
            CLOSED,
            *states,
            approvals={each.name: each for each in approvals},
            **changes,
        )
    )


def codes(decided: object) -> list[BlockerCode]:
    assert isinstance(decided, Refusal), decided
    return [each.code for each in decided.blockers]


def an_asked_extension(play: Play | None = None) -> Play:
    """Two work days from Monday 09:10; on Tuesday morning more time is asked for."""
    asked = a_handled_case(play or a_play())
    asked.step("06-09 10:00", "extend", "wei", reason="the part must be ordered")
    return asked


def a_late_closed_case(play: Play | None = None) -> Play:
    """Closed on Thursday, although two work days were over on Wednesday morning."""
    closed = a_handled_case(play or a_play())
    closed.step("06-11 10:00", "finish", "wei", result="done")
    closed.step("06-11 11:00", "pass", "ina")
    return closed


def test_asking_leaves_the_case_and_its_clocks_alone() -> None:
    play = a_handled_case(a_play())
    before = dict(play.case.clocks)

    decided = play.step("06-09 10:00", "extend", "wei", reason="a part")

    assert (play.case.state, "extend" in play.case.taken) == ("handling", False)
    assert {k: c for k, c in play.case.clocks.items() if k in before} == before
    (entry,) = decided.entries
    assert (entry.kind, entry.actor, entry.action) == (
        EntryKind.ASKED,
        "wei",
        "extend",
    )
    pending = play.case.pending["extend"]
    assert (pending.number, pending.asker, pending.desk) == (
        1,
        "wei",
        "dispatcher@centre",
    )
    assert [(each.recipient, each.template) for each in decided.messages] == [
        ("dan", "please_decide")
    ]
    assert decided.messages[0].facts["decide_by"] == "2026-06-10 09:10"


def test_granting_adds_one_limit_to_the_due_instant() -> None:
    play = an_asked_extension()
    due = play.clock("promise").due_at

    decided = play.judge("06-09 11:00", "extend", "dan")

    assert due == at("06-10 09:10")
    # Two work days more, counted on from Wednesday morning.
    assert play.clock("promise").due_at == at("06-12 09:10")
    assert play.clock("department", "water").due_at == at("06-12 09:10")
    assert play.clock("promise").extended == 16 * 3600 * 1_000_000
    assert [each.kind for each in decided.entries] == [
        EntryKind.ANSWERED,
        EntryKind.STEP,
    ]
    assert [each.actor for each in decided.entries] == ["dan", "wei"]
    assert [(each.recipient, each.template) for each in decided.messages] == [
        ("wei", "granted")
    ]
    assert decided.messages[0].facts["answer"] == "granted"
    assert play.case.pending == {}
    assert play.case.granted == {"extension": 1}


def test_the_second_extension_takes_its_own_chain() -> None:
    play = an_asked_extension()
    play.judge("06-09 11:00", "extend", "dan")
    play.step("06-11 10:00", "extend", "wei", reason="again")
    first = play.case.pending["extend"].desk

    agreed = play.judge("06-11 10:10", "extend", "rob")

    assert first == "coordinator@roads"
    assert [each.request["answer"] for each in agreed.entries] == ["agreed"]
    assert play.case.pending["extend"].agreed == ("rob",)
    assert play.case.pending["extend"].desk == "dispatcher@centre"
    assert [each.recipient for each in agreed.messages] == ["dan"]
    play.judge("06-11 10:20", "extend", "dan")
    # One original limit again, not one of the limit as extended.
    assert play.clock("promise").due_at == at("06-16 09:10")


def test_a_third_extension_cannot_be_asked_for() -> None:
    play = an_asked_extension()
    play.judge("06-09 11:00", "extend", "dan")
    play.step("06-11 10:00", "extend", "wei", reason="again")
    play.judge("06-11 10:10", "extend", "rob")
    play.judge("06-11 10:20", "extend", "dan")

    (why,) = play.refuse("06-12 10:00", "extend", "wei", reason="once more")

    assert why.code is BlockerCode.GRANTED_BEFORE
    assert why.en == "extend has been granted 2 times in this cycle, and no more."


def test_every_decider_is_told_who_applied() -> None:
    play = an_asked_extension()
    play.judge("06-09 11:00", "extend", "dan")
    play.step("06-11 10:00", "extend", "wei", reason="again")

    agreed = play.judge("06-11 10:10", "extend", "rob")

    (told,) = agreed.messages
    asked = next(each for each in play.decisions[-2].messages)
    assert told.facts["actor"] == asked.facts["actor"]
    assert told.facts["reason"] == "again"


def test_silence_gives_no_reason() -> None:
    play = an_asked_extension()

    decided = play.pass_time("06-10 09:10")

    # Why it was asked is not why it was refused.
    assert decided.messages[-1].facts["reason"] == ""


def two_at_once(**changes: Any) -> Play:
    """Two actions by one approval, and both have been applied for."""
    kind = replace(EXTENSION, before_due=False, **changes)
    handling = a_state(
        "handling",
        *STATE["handling"].actions.values(),
        an_action("extend", "coordinator of owner", approval="extension"),
        an_action("lengthen", "coordinator of owner", approval="extension"),
    )
    play = a_handled_case(Play(a_definition(handling, approvals={"extension": kind})))
    play.step("06-08 09:20", "extend", "wei")
    play.step("06-08 09:20", "lengthen", "wei")
    return play


def test_two_that_wait_are_not_granted_more_often_than_may_be() -> None:
    play = two_at_once(times=1, decides=EXTENSION.decides[:1])
    play.judge("06-08 09:30", "extend", "dan")

    assert codes(play.verdict("06-08 09:40", "lengthen", "dan")) == [
        BlockerCode.GRANTED_BEFORE
    ]
    assert play.case.granted == {"extension": 1}


def test_a_chain_that_is_shorter_by_now_ends_with_its_last() -> None:
    play = two_at_once(times=2, decides=EXTENSION.decides[::-1])
    play.judge("06-08 09:30", "extend", "rob")
    play.judge("06-08 09:30", "lengthen", "rob")
    play.judge("06-08 09:35", "lengthen", "dan")

    # One level remains for the second, of which one has agreed; it is asked again.
    play.judge("06-08 09:40", "extend", "dan")

    assert play.case.granted == {"extension": 2}


def test_a_refusal_uses_none() -> None:
    play = an_asked_extension()

    decided = play.judge("06-09 11:00", "extend", "dan", Answer.REFUSED, "no need")

    assert play.case.granted == {}
    assert play.clock("promise").due_at == at("06-10 09:10")
    assert [(each.recipient, each.template) for each in decided.messages] == [
        ("wei", "refused")
    ]
    assert decided.messages[0].facts["reason"] == "no need"
    play.step("06-09 14:00", "extend", "wei", reason="please")
    assert play.case.pending["extend"].desk == "dispatcher@centre"
    assert play.case.pending["extend"].number == 2


def test_an_extension_is_asked_for_until_the_due_instant() -> None:
    play = a_handled_case(a_play())

    play.step("06-10 09:10", "extend", "wei", reason="just in time")

    assert play.case.pending["extend"].due_at == at("06-10 09:10")


def test_an_extension_asked_late_is_refused() -> None:
    play = a_handled_case(a_play())

    found = play.refuse("06-10 09:11", "extend", "wei", reason="a minute late")

    assert [each.code for each in found] == [BlockerCode.ASKED_TOO_LATE] * 2
    assert found[0].en == (
        "extend must come before the limit is up; “promise” was due at "
        "2026-06-10 09:10."
    )


def test_the_wrong_post_may_neither_ask_nor_decide() -> None:
    play = a_handled_case(a_play())
    (asking,) = play.refuse("06-09 10:00", "extend", "rob", reason="x")
    play.step("06-09 10:00", "extend", "wei", reason="x")

    deciding = play.verdict("06-09 11:00", "extend", "ann")

    assert asking.code is BlockerCode.POST_NOT_HELD
    assert codes(deciding) == [BlockerCode.POST_NOT_HELD]


def test_nobody_decides_on_an_own_application() -> None:
    chain = an_approval("extension", "coordinator of owner", adds=ONE_LIMIT)
    play = an_asked_extension(a_play(extension=chain))

    assert codes(play.verdict("06-09 11:00", "extend", "wei")) == [
        BlockerCode.OWN_APPLICATION
    ]


def test_nobody_agrees_twice_in_one_chain() -> None:
    twice = an_approval(
        "extension", "dispatcher of centre, dispatcher of centre", adds=ONE_LIMIT
    )
    play = an_asked_extension(a_play(extension=twice))
    play.judge("06-09 11:00", "extend", "dan")

    assert codes(play.verdict("06-09 11:01", "extend", "dan")) == [
        BlockerCode.AGREED_ALREADY
    ]


@pytest.mark.parametrize(
    ("actor", "answer", "reason", "expected"),
    [
        pytest.param(
            "nobody", Answer.GRANTED, "", "no_such_person", id="unknown person"
        ),
        pytest.param("dan", Answer.REFUSED, " ", "missing_field", id="no reason given"),
        pytest.param(
            "dan", Answer.REFUSED, "x" * 4001, "bad_field", id="reason too long"
        ),
        pytest.param(
            "rob", Answer.WITHDRAWN, "", "post_not_held", id="a stranger withdraws"
        ),
        pytest.param(
            "nobody", Answer.WITHDRAWN, "", "no_such_person", id="nobody withdraws"
        ),
    ],
)
def test_a_bad_verdict_changes_nothing(
    actor: str, answer: Answer, reason: str, expected: str
) -> None:
    play = an_asked_extension()

    decided = play.verdict("06-09 11:00", "extend", actor, answer, reason)

    assert codes(decided) == [BlockerCode(expected)]


def test_what_was_not_asked_for_cannot_be_decided() -> None:
    play = an_asked_extension()

    decided = play.verdict("06-09 11:00", "return", "dan")

    assert isinstance(decided, Refusal)
    (why,) = decided.blockers
    assert why.en == "Nobody has applied for return here; what waits is: extend."


def test_the_same_cannot_be_asked_for_twice_at_once() -> None:
    play = an_asked_extension()

    (why,) = play.refuse("06-09 10:30", "extend", "wei", reason="again")

    assert why.code is BlockerCode.ALREADY_ASKED
    assert why.details["desk"] == "dispatcher@centre"


def test_a_request_must_be_for_what_needs_approval() -> None:
    play = a_handled_case(a_play())
    request = replace(play.request("ask", "wei"), asks=True)
    context = play.context("06-09 10:00")

    decided = decide_step(play.case, request, context)

    assert codes(decided) == [BlockerCode.NEEDS_NO_APPROVAL]


def test_silence_refuses_when_the_limit_is_up() -> None:
    play = an_asked_extension()

    # One work day would be Wednesday 10:00; what it would extend is due before.
    assert play.case.pending["extend"].due_at == at("06-10 09:10")
    decided = play.pass_time("06-10 09:10")

    kinds = [(each.kind, each.actor) for each in decided.entries]
    assert kinds[-2:] == [
        (EntryKind.RUNG, "system"),
        (EntryKind.ANSWERED, "system"),
    ]
    assert play.case.pending == {}
    assert play.case.granted == {}
    assert [(each.recipient, each.template) for each in decided.messages][-1] == (
        "wei",
        "refused",
    )
    assert play.clock("application", "extend").outcome is Outcome.ON_TIME


def test_silence_grants_where_that_is_declared() -> None:
    kind = replace(EXTENSION, silence=Silence.GRANTED, limit=a_limit("2 work hours"))
    play = an_asked_extension(a_play(extension=kind))

    # Nobody looked until the afternoon; it was granted at its time all the same.
    decided = play.pass_time("06-09 16:00")

    assert [each.action for each in decided.entries] == [
        "application:extend.time_is_up",
        "extend",
        "extend",
    ]
    assert play.clock("promise").due_at == at("06-12 09:10")
    assert play.case.granted == {"extension": 1}


def test_silence_that_is_noticed_late_grants_as_of_its_time() -> None:
    kind = replace(EXTENSION, silence=Silence.GRANTED)
    play = an_asked_extension(a_play(extension=kind))

    # It was granted on the 10th at 09:10, when the promise was due; the worker was
    # down for a day, which costs the department nothing.
    play.pass_time("06-11 10:00")

    assert play.case.granted == {"extension": 1}
    assert play.clock("promise").due_at == at("06-12 09:10")
    assert not is_late(play.clock("promise"), at("06-11 10:00"))


def test_leaving_the_state_lapses_what_was_asked_for() -> None:
    play = an_asked_extension()

    decided = play.step("06-09 10:30", "finish", "wei", result="done")

    assert play.case.pending == {}
    assert decided.entries[-1].request["lapsed"] == [1]
    assert ("wei", "lapsed") in [(m.recipient, m.template) for m in decided.messages]
    assert play.clock("application", "extend").has_ended
    (lapsed,) = decided.applications
    assert (lapsed.status, lapsed.closed_at) == (Answer.LAPSED, at("06-09 10:30"))
    assert codes(play.verdict("06-09 11:00", "extend", "dan")) == [
        BlockerCode.NOT_ASKED
    ]


def test_who_asked_may_take_it_back() -> None:
    play = an_asked_extension()

    play.judge("06-09 10:05", "extend", "wei", Answer.WITHDRAWN)

    assert play.case.pending == {}
    assert play.clock("promise").due_at == at("06-10 09:10")


def test_an_approved_return_goes_back_with_the_time() -> None:
    play = an_assigned_case(a_play())
    play.step("06-08 10:00", "return", "wei", reason="not ours")
    stays = play.case.state

    play.judge("06-08 11:00", "return", "dan")

    assert stays == "assigned"
    assert (play.case.state, play.case.returns) == ("registered", 1)
    assert play.case.returned_by == ("water",)
    given_back = play.clock("department", "water")
    assert (given_back.consumed, given_back.outcome) == (0, Outcome.PAUSED)
    # The promise to the reporter is nobody's to give back.
    assert play.clock("promise").consumed == 0
    assert play.clock("promise").running_since == at("06-08 09:10")


def test_only_the_time_since_it_last_came_is_given_back() -> None:
    play = an_assigned_case(a_play())
    play.step("06-08 09:40", "return", "wei", reason="not ours")
    play.judge("06-08 09:50", "return", "dan", Answer.REFUSED, "it is")
    play.step("06-08 10:10", "accept", "wei")
    play.step("06-08 11:10", "finish", "wei", result="done")
    play.step("06-08 14:00", "rework", "ina", reason="still open")
    clock = play.clock("department", "water")

    # Two hours of the first visit remain; nobody dispatched it anew.
    assert (clock.carried, clock.consumed) == (0, 2 * 3600 * 1_000_000)


def test_a_limit_broken_before_an_upheld_return_is_not_counted() -> None:
    slow = replace(MISDISPATCH, limit=a_limit("5 work days"))
    play = an_assigned_case(a_play(misdispatch=slow), condition="2")
    play.step("06-08 10:00", "return", "wei", reason="not ours")

    play.judge("06-09 10:00", "return", "dan")

    clock = play.clock("department", "water")
    assert (is_late(clock, at("06-09 10:00")), clock.exempt) == (True, True)


def test_an_appeal_exempts_and_never_erases() -> None:
    play = a_late_closed_case()
    play.step("06-12 09:00", "appeal", "wei", reason="a flood")
    play.judge("06-12 10:00", "appeal", "dan")
    play.judge("06-12 11:00", "appeal", "ann")

    clock = play.clock("department", "water")
    assert (clock.outcome, clock.exempt) == (Outcome.LATE, True)
    assert "overdue" in play.case.marks
    (again,) = {
        each.code for each in play.refuse("06-12 12:00", "appeal", "wei", reason="x")
    } - {BlockerCode.NOTHING_TO_CHANGE}
    assert again is BlockerCode.GRANTED_BEFORE


def test_nothing_is_appealed_against_where_nothing_was_late() -> None:
    play = a_handled_case(a_play())
    play.step("06-08 11:00", "finish", "wei", result="done")
    play.step("06-08 14:00", "pass", "ina")

    (why,) = play.refuse("06-08 15:00", "appeal", "wei", reason="x")

    assert why.code is BlockerCode.NOTHING_TO_CHANGE


def test_an_appeal_is_asked_for_within_its_window() -> None:
    play = a_late_closed_case()

    (why,) = play.refuse("06-26 09:00", "appeal", "wei", reason="too late")

    assert why.code is BlockerCode.TOO_LATE


def test_a_reminder_comes_again_before_the_new_due_instant() -> None:
    play = an_asked_extension()
    play.pass_time("06-09 16:40")
    reminded = [m.template for d in play.decisions for m in d.messages].count(
        "due_soon"
    )

    play.judge("06-09 17:00", "extend", "dan")
    later = play.pass_time("06-12 09:00")

    assert reminded == 1
    assert [m.template for m in later.messages] == ["due_soon"]
    occurrences = [
        each.occurrence
        for decided in play.decisions
        for each in decided.firings
        if each.rung == "soon"
    ]
    assert occurrences == [1, 2]


def test_what_was_granted_stays_on_another_condition() -> None:
    shorter = an_action(
        "recategorise", "acceptor of centre", needs=("category", "condition")
    )
    play = an_asked_extension(
        a_play(a_state("handling", *HANDLING.actions.values(), shorter))
    )
    play.judge("06-09 11:00", "extend", "dan")

    play.step("06-09 11:30", "recategorise", "ann", category="C0101", condition="2")

    # Four work hours from Monday 09:10, and the two days that were granted.
    clock = play.clock("promise")
    assert clock.budget - clock.extended == 4 * 3600 * 1_000_000
    assert clock.due_at == at("06-10 14:10")


def test_an_amount_of_another_measure_is_added_by_the_calendar() -> None:
    more = Extension(clocks=("promise",), duration=parse_duration("1 work day"))
    play = a_handled_case(
        a_play(extension=replace(EXTENSION, adds=more)), condition="1"
    )
    play.step("06-08 10:00", "extend", "wei", reason="x")

    play.judge("06-08 10:10", "extend", "dan")

    # Two hours by the clock end at 11:10; a work day later is Tuesday 11:10.
    assert play.clock("promise").due_at == at("06-09 11:10")


def test_a_reminder_comes_again_under_a_longer_limit() -> None:
    longer = an_action(
        "recategorise", "acceptor of centre", needs=("category", "condition")
    )
    play = a_handled_case(
        a_play(a_state("handling", *HANDLING.actions.values(), longer)), condition="2"
    )
    play.pass_time("06-08 14:00")
    reminded = play.clock("promise").fired["soon"].count

    play.step("06-08 14:05", "recategorise", "ann", category="C0101", condition="3")

    clock = play.clock("promise")
    assert reminded == 1
    assert (clock.next_rung, clock.next_at) == ("soon", at("06-09 14:58"))


def test_a_broken_limit_reminds_nobody_under_a_longer_one() -> None:
    longer = an_action(
        "recategorise", "acceptor of centre", needs=("category", "condition")
    )
    play = a_handled_case(
        a_play(a_state("handling", *HANDLING.actions.values(), longer)), condition="2"
    )

    play.step("06-08 15:00", "recategorise", "ann", category="C0101", condition="3")

    clock = play.clock("promise")
    assert is_late(clock, at("06-08 15:00"))
    assert clock.next_at is None


def test_a_reminder_comes_again_after_a_pause_with_more_time() -> None:
    play = a_handled_case(a_play())
    play.pass_time("06-09 16:00")
    play.step("06-09 16:00", "ask", "wei")
    play.step("06-09 16:10", "extend", "wei", reason="x")
    play.judge("06-09 16:20", "extend", "dan")

    play.step("06-10 09:00", "answered", "reporter")

    clock = play.clock("promise")
    assert clock.fired["soon"].armed
    assert clock.next_rung == "soon"
    assert clock.next_at is not None
    assert clock.next_at > at("06-10 09:00")


def test_a_paused_clock_is_extended_without_a_due_instant() -> None:
    play = a_handled_case(a_play())
    play.step("06-08 10:00", "ask", "wei")
    play.step("06-08 10:10", "extend", "wei", reason="x")
    play.judge("06-08 10:20", "extend", "dan")
    clock = play.clock("promise")

    play.step("06-08 11:00", "answered", "reporter")

    assert (clock.due_at, clock.outcome) == (None, Outcome.PAUSED)
    # 50 minutes were used, four days less those are left.
    assert play.clock("promise").due_at == at("06-12 10:10")


def test_an_action_stops_clocks_and_another_lets_them_run() -> None:
    play = a_handled_case(a_play(), condition="2")

    play.step("06-08 10:00", "ask", "wei")
    held = play.clock("promise")
    nothing = play.pass_time("06-08 17:00")
    play.step("06-09 09:00", "answered", "reporter")

    assert (held.outcome, held.held) == (Outcome.PAUSED, True)
    assert nothing.entries == ()
    resumed = play.clock("promise")
    assert (resumed.held, resumed.due_at) == (False, at("06-09 13:10"))
    assert play.clock("department", "water").due_at == at("06-09 13:10")


def test_leaving_the_state_ends_a_pause_by_action() -> None:
    running_on = ClockRule(
        name="promise",
        title=a_definition().title,
        limit=a_limit("condition.limit"),
        starts_in="registered",
        rungs=(a_rung("overdue", Point.OVERDUE, notify=(tell("reporter", "x"),)),),
    )
    play = a_handled_case(a_play(clocks={"promise": running_on}), condition="2")
    play.step("06-08 10:00", "ask", "wei")

    play.step("06-08 11:00", "finish", "wei", result="done")

    assert play.clock("promise").held is False
    assert play.clock("promise").outcome is Outcome.RUNNING


def test_the_clock_of_the_state_can_be_stopped_too() -> None:
    waiting = a_state(
        "verifying",
        *STATE["verifying"].actions.values(),
        an_action("wait", "inspector of place", pauses=("stage",)),
        an_action("go_on", "inspector of place", resumes=("stage",)),
        limit=a_limit("4 work hours"),
    )
    play = a_handled_case(a_play(waiting))
    play.step("06-08 10:00", "finish", "wei", result="done")
    play.step("06-08 11:00", "wait", "ina")
    held = play.clock("stage", "verifying")
    play.step("06-09 09:00", "go_on", "ina")
    (nothing,) = play.refuse("06-09 09:30", "go_on", "ina")

    assert (held.held, held.due_at) == (True, None)
    assert play.clock("stage", "verifying").due_at == at("06-09 12:00")
    assert nothing.code is BlockerCode.NOTHING_PAUSED
    assert nothing.en == "No limit that an action has paused could run again: stage."


def test_a_stopped_clock_of_a_state_is_judged_where_it_stopped() -> None:
    waiting = a_state(
        "verifying",
        *STATE["verifying"].actions.values(),
        an_action("wait", "inspector of place", pauses=("stage",)),
        limit=a_limit("4 work hours"),
    )
    play = a_handled_case(a_play(waiting))
    play.step("06-08 10:00", "finish", "wei", result="done")
    play.step("06-08 11:00", "wait", "ina")

    play.step("06-10 09:00", "pass", "ina")

    clock = play.clock("stage", "verifying")
    assert (clock.outcome, clock.held) == (Outcome.ON_TIME, False)
    assert clock.stopped_at == at("06-08 11:00")


@pytest.mark.parametrize(
    ("day", "taken"),
    [
        pytest.param("2026-06-08", True, id="today"),
        pytest.param("2027-06-08", True, id="a year from now"),
        pytest.param("2026-06-07", False, id="yesterday"),
        pytest.param("2027-06-09", False, id="more than a year"),
    ],
)
def test_a_date_lies_ahead_and_not_too_far(day: str, taken: bool) -> None:  # noqa: FBT001 - what is expected
    bounded = a_field("until_day", FieldType.DATE, within=parse_duration("365 days"))
    fields = {each.name: each for each in FIELDS} | {"until_day": bounded}
    play = a_handled_case(a_play(fields=fields))

    if taken:
        play.step("06-08 10:00", "hold", "wei", until_day=day)
    else:
        (why,) = play.refuse("06-08 10:00", "hold", "wei", until_day=day)
        assert why.details["problem"] == (
            f"{day} is not between 2026-06-08 and 2027-06-08."
        )


def test_a_new_cycle_grants_anew() -> None:
    play = an_asked_extension()
    play.judge("06-09 11:00", "extend", "dan")
    play.step("06-09 14:00", "finish", "wei", result="done")
    play.step("06-09 15:00", "pass", "ina")

    play.step("06-09 16:00", "reopen", "reporter", reason="it broke again")

    assert (play.case.granted, play.case.asked) == ({}, 1)
    assert play.clock("promise").extended == 0


def test_folding_history_rebuilds_applications() -> None:
    play = an_asked_extension()
    play.judge("06-09 11:00", "extend", "dan")
    play.step("06-11 10:00", "extend", "wei", reason="again")
    play.judge("06-11 10:10", "extend", "rob")

    entries = [each for decided in play.decisions for each in decided.entries]
    told = fold(play.case.number, [(each, "") for each in entries])

    assert told.case == replace(play.case, head="")
    assert told.applications[1].status is Answer.GRANTED
    assert told.applications[2] == play.case.pending["extend"]
