"""What may be done to a case, every reason against it, and what a step does."""

from dataclasses import replace
from typing import Any

import pytest

from tests.builders import (
    Play,
    a_definition,
    a_field,
    a_handled_case,
    an_action,
    an_assigned_case,
    at,
)
from workflow.domain.blockers import Blocker, BlockerCode
from workflow.domain.case import Json
from workflow.domain.decision import (
    REPORTER,
    SYSTEM,
    Attachment,
    Decision,
    EntryKind,
    Refusal,
    Request,
)
from workflow.domain.definition import Action, Definition, FieldType, Move
from workflow.domain.durations import parse_duration
from workflow.domain.escalation import decide_joined
from workflow.domain.fields import seal
from workflow.domain.guards import CASE_FACTS, Guard, compile_guard
from workflow.domain.lifecycle import Opening, decide, decide_report

PHOTO: dict[str, Json] = {
    "digest": "ab" * 32,
    "media_type": "image/png",
    "size": 4,
    "name": "zhang.png",
}


def codes(blockers: tuple[Blocker, ...]) -> list[BlockerCode]:
    return [each.code for each in blockers]


def guard(text: str) -> Guard:
    compiled, problems = compile_guard(text, CASE_FACTS)
    assert problems == ()
    return compiled


def with_actions(state: str, *actions: Action, **changes: Any) -> Definition:
    """The small workflow with more actions in one of its states."""
    own = a_definition().states[state]
    offered = {**own.actions, **{action.name: action for action in actions}}
    return a_definition(replace(own, actions=offered), **changes)


def a_closed_case(play: Play | None = None) -> Play:
    begun = a_handled_case(play)
    begun.step("06-08 11:00", "finish", "wei", result="done")
    begun.step("06-08 12:00", "pass", "ina")
    return begun


def test_a_report_opens_a_case() -> None:
    play = Play()

    decided = play.report("06-08 09:00")

    assert (play.case.state, play.case.version) == ("reported", 1)
    assert play.case.place == "220104003"
    assert [entry.kind for entry in decided.entries] == [EntryKind.REPORT]
    assert play.case.reports == ("20260608-000001/1",)
    assert [each.id for each in decided.reports] == ["20260608-000001/1"]


def test_personal_values_are_kept_apart() -> None:
    decided = Play().report("06-08 09:00", description="call 139")

    (personal,) = decided.personal
    assert (personal.field, personal.value) == ("description", "call 139")
    assert "139" not in repr(decided.entries)
    assert decided.case.facts == {
        "description": seal("salt", "description", "call 139")
    }


@pytest.mark.parametrize(
    ("actor", "fields", "expected"),
    [
        (REPORTER, {}, {BlockerCode.MISSING_FIELD}),
        (
            REPORTER,
            {"place": "9"},
            {BlockerCode.BAD_FIELD, BlockerCode.MISSING_FIELD},
        ),
        (
            "nobody",
            {"place": "220104"},
            {BlockerCode.NO_SUCH_PERSON, BlockerCode.MISSING_FIELD},
        ),
        (
            SYSTEM,
            {"place": "220104", "description": "x"},
            {BlockerCode.POST_NOT_HELD},
        ),
    ],
    ids=["nothing", "unknown place", "unknown person", "the system"],
)
def test_a_bad_report_gets_every_reason(
    actor: str, fields: dict[str, Json], expected: set[BlockerCode]
) -> None:
    play = Play()
    request = Request(case=0, action="report", actor=actor, fields=fields)
    opening = Opening(number=20260608000001, channel="test")

    decided = decide_report(request, opening, play.context("06-08 09:00"))

    assert isinstance(decided, Refusal)
    assert set(codes(decided.blockers)) == expected


def test_only_what_the_state_offers_is_taken() -> None:
    (why,) = an_assigned_case().refuse("06-08 10:00", "finish", "wei")

    assert why.code is BlockerCode.NO_SUCH_ACTION
    assert why.details["offered"] == "accept, return"


def test_somebody_unknown_cannot_act() -> None:
    assert codes(an_assigned_case().refuse("06-08 10:00", "accept", "zed")) == [
        BlockerCode.NO_SUCH_PERSON
    ]


def test_without_the_post_nobody_can_act() -> None:
    (why,) = an_assigned_case().refuse("06-08 10:00", "accept", "rob")

    assert why.code is BlockerCode.POST_NOT_HELD
    assert why.details == {"person": "Rob", "posts": "coordinator of owner"}


def test_nobody_checks_their_own_work() -> None:
    play = a_handled_case()
    play.step("06-08 11:00", "finish", "wei", result="done")

    assert codes(play.refuse("06-08 12:00", "pass", "wei")) == [
        BlockerCode.DID_IT_ONESELF
    ]
    assert play.step("06-08 12:00", "pass", "ina").case.final == "solved"


def test_a_returned_case_is_not_pushed_forward() -> None:
    state = a_definition().states["registered"]
    solve = an_action("solve", "dispatcher of centre", "closed", after_return=False)
    play = Play(a_definition(replace(state, actions={**state.actions, "solve": solve})))
    an_assigned_case(play)
    play.step("06-08 09:30", "return", "wei", reason="not ours")

    assert codes(play.refuse("06-08 09:40", "solve", "dan")) == [
        BlockerCode.AFTER_RETURN
    ]
    play.step("06-08 09:40", "dispatch", "dan", owner="roads")


def test_a_window_closes_after_its_last_instant() -> None:
    play = a_closed_case()
    (why,) = play.refuse("06-15 12:01", "reopen", REPORTER, reason="again")

    assert why.code is BlockerCode.TOO_LATE
    assert why.details["until"] == "2026-06-15 12:00"
    play.step("06-15 12:00", "reopen", REPORTER, reason="again")


def test_an_action_waits_for_its_condition() -> None:
    extend = an_action("extend", "coordinator of owner", when=guard("case.overdue"))
    play = a_handled_case(Play(with_actions("handling", extend)), condition="2")

    (why,) = play.refuse("06-08 14:10", "extend", "wei")

    assert why.code is BlockerCode.CONDITION_NOT_MET
    assert why.details == {"guard": "case.overdue"}
    play.step("06-08 14:11", "extend", "wei")


def test_who_saw_an_old_version_is_refused() -> None:
    play = an_assigned_case()
    request = replace(play.request("accept", "wei"), expected=2)

    decided = decide(play.case, request, play.context("06-08 10:00"))

    assert isinstance(decided, Refusal)
    assert codes(decided.blockers) == [BlockerCode.STALE_VERSION]
    assert decided.blockers[0].details == {
        "expected": 2,
        "version": 3,
        "state": "assigned",
    }


def test_the_first_state_has_no_way_back() -> None:
    undo = an_action("undo", "acceptor of centre", Move.BACK)
    play = Play(with_actions("reported", undo))
    play.report("06-08 09:00")

    assert codes(play.refuse("06-08 09:10", "undo", "ann")) == [
        BlockerCode.NO_PREVIOUS_STATE
    ]


def test_all_reasons_come_at_once() -> None:
    strict = an_action(
        "strict",
        "inspector of place",
        Move.STAY,
        needs=("result",),
        may=("until_day",),
        not_by=("accept",),
        when=guard("case.overdue"),
        within=parse_duration("1 hour"),
    )
    play = a_handled_case(Play(with_actions("handling", strict)))
    request = replace(
        play.request("strict", "wei", until_day="x", colour="red"), expected=1
    )

    decided = decide(play.case, request, play.context("06-08 11:00"))

    assert isinstance(decided, Refusal)
    assert codes(decided.blockers) == [
        BlockerCode.STALE_VERSION,
        BlockerCode.DID_IT_ONESELF,
        BlockerCode.TOO_LATE,
        BlockerCode.CONDITION_NOT_MET,
        BlockerCode.NO_SUCH_FIELD,
        BlockerCode.MISSING_FIELD,
        BlockerCode.BAD_FIELD,
    ]
    assert all(each.zh and each.en for each in decided.blockers)


def test_a_question_changes_nothing() -> None:
    play = an_assigned_case()
    before = play.case

    play.refuse("06-08 10:00", "finish", "rob", colour="red")

    assert play.case == before


def test_a_winner_of_the_list_is_dispatched_to() -> None:
    play = an_assigned_case()

    first, second = play.decisions[-1].entries
    assert (first.actor, first.action) == ("ann", "register")
    assert (second.actor, second.action) == (SYSTEM, "dispatch")
    assert second.request["cause"] == "list covers"
    assert (play.case.state, play.case.owner) == ("assigned", "water")
    assert play.case.first_owner == "water"


def test_a_dispatch_whose_condition_fails_waits() -> None:
    state = a_definition().states["registered"]
    dispatch = replace(state.actions["dispatch"], when=guard("case.returns > 0"))
    play = an_assigned_case(
        Play(a_definition(replace(state, actions={"dispatch": dispatch})))
    )

    assert (play.case.state, play.case.owner) == ("registered", "")


def test_a_return_waits_for_the_dispatcher() -> None:
    play = an_assigned_case()
    play.step("06-08 09:30", "return", "wei", reason="not ours")

    assert (play.case.state, play.case.owner) == ("registered", "water")
    assert (play.case.returns, play.case.returned) == (1, True)
    assert play.case.returned_by == ("water",)

    play.step("06-08 09:40", "dispatch", "dan", owner="roads")

    assert (play.case.owner, play.case.first_owner) == ("roads", "water")
    assert not play.case.returned


def test_only_an_owner_can_return_a_case() -> None:
    send_back = an_action("send_back", "dispatcher of centre", "reported", back=True)
    play = a_closed_case(Play(with_actions("registered", send_back, clocks={})))
    play.case = replace(play.case, category="")
    play.step("06-09 09:00", "reopen", REPORTER, reason="again")

    play.step("06-09 09:10", "send_back", "dan")

    assert (play.case.returns, play.case.returned_by) == (1, ())


def test_staying_moves_nothing() -> None:
    note = an_action("note", "concerned", needs=("reason",))
    play = a_handled_case(Play(with_actions("handling", note)))
    before = play.case

    play.step("06-08 10:00", "note", "wei", reason="rain")

    assert play.case.entered_at == before.entered_at
    assert play.case.clocks == before.clocks
    assert play.case.facts["reason"] == "rain"


def test_going_back_leads_to_the_last_state() -> None:
    play = a_handled_case()
    play.step("06-08 10:00", "hold", "wei", until_day="2026-06-30")

    play.step("06-08 11:00", "resume", "wei")

    assert (play.case.state, play.case.previous) == ("handling", "waiting")


def test_a_reopened_case_cannot_be_closed_by_going_back() -> None:
    undo = an_action("undo", "dispatcher of centre", Move.BACK)
    play = a_closed_case(Play(with_actions("registered", undo)))
    play.case = replace(play.case, category="")
    play.step("06-09 09:00", "reopen", REPORTER, reason="again")
    assert play.case.state == "registered"

    assert codes(play.refuse("06-09 09:10", "undo", "dan")) == [
        BlockerCode.NO_PREVIOUS_STATE
    ]


def test_reopening_forgets_who_did_what() -> None:
    play = a_handled_case()
    play.step("06-08 11:00", "finish", "wei", result="done")
    play.step("06-08 12:00", "pass", "ina")
    play.step("06-09 09:00", "reopen", REPORTER, reason="again")

    assert (play.case.cycle, play.case.final) == (2, "")
    assert play.case.taken == {"dispatch": (SYSTEM,)}
    assert (play.case.marks, play.case.returned_by) == ((), ())


def test_the_first_owner_of_a_cycle_may_be_the_last() -> None:
    play = a_closed_case()
    play.step("06-09 09:00", "reopen", REPORTER, reason="again")

    assert (play.case.owner, play.case.first_owner) == ("water", "water")


def test_another_category_drops_the_condition() -> None:
    recategorise = an_action("recategorise", "acceptor of centre", needs=("category",))
    play = a_handled_case(Play(with_actions("handling", recategorise)))
    play.case = replace(play.case, category="C0999")

    play.step("06-08 10:00", "recategorise", "ann", category="C0101")

    assert (play.case.category, play.case.condition) == ("C0101", "")


def test_files_are_attached_by_their_digest() -> None:
    photos = a_field("photos", FieldType.FILES, per_step=True)
    show = an_action("show", "coordinator of owner", needs=("photos",))
    fields = {**a_definition().fields, "photos": photos}
    play = a_handled_case(Play(with_actions("handling", show, fields=fields)))

    decided = play.step("06-08 10:00", "show", "wei", photos=[PHOTO])

    assert decided.attachments == (
        Attachment(
            entry=5,
            field="photos",
            position=0,
            digest="ab" * 32,
            media_type="image/png",
            size=4,
            name="zhang.png",
        ),
    )
    assert play.case.facts["photos"] == ["ab" * 32]
    assert "zhang" not in repr(decided.entries)


def test_history_says_what_was_asked() -> None:
    play = an_assigned_case()
    request = replace(
        play.request("return", "wei", reason="not ours"), expected=3, via="cli:root"
    )

    decided = decide(play.case, request, play.context("06-08 10:00"))

    assert isinstance(decided, Decision)
    assert decided.entries[0].request == {
        "fields": {"reason": "not ours"},
        "expected": 3,
        "via": "cli:root",
    }
    assert decided.entries[0].at == at("06-08 10:00")


def test_a_merge_names_the_original() -> None:
    play = Play()
    play.report("06-08 09:00")

    decided = play.step("06-08 09:10", "merge", "ann", original="20260608-000007")

    assert (play.case.state, play.case.final) == ("duplicate", "duplicate")
    assert [each.case for each in decided.errands] == [play.case.original]
    assert play.case.original == 20260608000007


def test_the_original_takes_over_the_reports() -> None:
    duplicate, original = Play(), an_assigned_case()
    duplicate.report("06-08 09:00")
    original.case = replace(original.case, number=20260608000007)

    decided = decide_joined(
        original.case, duplicate.case, "ann", original.context("06-08 10:00")
    )

    assert isinstance(decided, Decision)
    assert decided.case.reports == ("20260608-000001/1",) * 2
    assert decided.moved == ("20260608-000001/1",)
    assert decided.entries[0].kind is EntryKind.JOINED
    assert decided.entries[0].request == {"duplicate": 20260608000001}


def test_a_case_is_no_duplicate_of_itself() -> None:
    play = an_assigned_case()

    decided = decide_joined(play.case, play.case, "ann", play.context("06-08 10:00"))

    assert isinstance(decided, Refusal)
    assert codes(decided.blockers) == [BlockerCode.ORIGINAL_IS_SELF]


def test_a_closed_case_takes_nothing_over() -> None:
    duplicate, original = Play(), a_closed_case()
    duplicate.report("06-08 09:00")
    original.case = replace(original.case, number=20260608000007)

    decided = decide_joined(
        original.case, duplicate.case, "ann", original.context("06-08 13:00")
    )

    assert isinstance(decided, Refusal)
    assert codes(decided.blockers) == [BlockerCode.ORIGINAL_NOT_OPEN]
