"""What an operator does about an incident becomes part of the case's history."""

from dataclasses import replace

import pytest

from tests.builders import (
    Play,
    a_definition,
    a_handled_case,
    a_rung,
    an_organisation,
    at,
    tell,
)
from workflow.domain.blockers import BlockerCode
from workflow.domain.case import revised
from workflow.domain.decision import Decision, EntryKind, Refusal
from workflow.domain.definition import AfterOutage, Definition, Point
from workflow.domain.durations import parse_duration
from workflow.domain.effects import fold
from workflow.domain.escalation import decide_due
from workflow.domain.incidents import DueRung
from workflow.domain.remedies import (
    Asking,
    Unread,
    decide_pass_over,
    decide_tell_again,
)

ASKING = Asking(actor="ann", incident=7, reason="no such post", via="cli:ann")
UNREAD = Unread(
    id="20260608-000001/2/1",
    template="new_case",
    post="coordinator@water",
    language="zh",
    facts={"case.number": "20260608-000001"},
)


def due_of(play: Play, name: str = "promise") -> DueRung:
    clock = play.clock(name)
    assert clock.next_at is not None
    return DueRung(
        case=play.case.number,
        clock=clock.name,
        subject=clock.subject,
        cycle=clock.cycle,
        rung=clock.next_rung,
        due_at=clock.next_at,
    )


def with_a_nag() -> Definition:
    """A promise that reminds on each of five work days from its due instant on."""
    nag = replace(
        a_rung("nag", Point.DUE, notify=(tell("coordinator of owner", "nag"),)),
        every=parse_duration("1 work day"),
        times=5,
        after_outage=AfterOutage.EACH,
    )
    definition = a_definition()
    promise = replace(definition.clocks["promise"], rungs=(nag,))
    return a_definition(clocks={**definition.clocks, "promise": promise})


def passed_over(play: Play, due: DueRung, when: str) -> Decision:
    decided = decide_pass_over(play.case, due, ASKING, play.context(when))
    assert isinstance(decided, Decision), decided
    return decided


def test_a_rung_that_is_passed_over_tells_nobody() -> None:
    play = a_handled_case(condition="2")
    due = due_of(play)

    decided = passed_over(play, due, "06-15 17:00")

    (entry,) = decided.entries
    assert (entry.kind, entry.actor) == (EntryKind.PASSED_OVER, "ann")
    assert entry.action == f"promise.{due.rung}"
    assert entry.request["reason"] == "no such post"
    assert entry.request["incident"] == 7
    assert (decided.messages, decided.firings) == ((), ())
    assert "overdue" not in decided.case.marks


def test_the_clock_goes_on_to_its_next_rung() -> None:
    play = a_handled_case(condition="2")
    due = due_of(play)

    decided = passed_over(play, due, "06-15 17:00")

    clock = decided.case.clocks["promise", ""]
    assert clock.fired["soon"].count == 1
    assert clock.next_rung == "overdue"


def test_only_one_occurrence_of_a_repeat_is_passed_over() -> None:
    play = a_handled_case(Play(with_a_nag()), condition="2")
    due = due_of(play)

    decided = passed_over(play, due, "06-30 17:00")

    clock = decided.case.clocks["promise", ""]
    assert (clock.next_rung, clock.fired["nag"].count) == ("nag", 1)
    following = decide_due(decided.case, play.context("06-30 17:00"))
    assert [each.occurrence for each in following.firings] == [2, 3, 4, 5]


def test_history_rebuilds_what_was_passed_over() -> None:
    play = a_handled_case(condition="2")
    before = play.case
    due = due_of(play)

    decided = passed_over(play, due, "06-15 17:00")

    (told,) = decided.clocks
    rebuilt = fold(before.number, [(decided.entries[0], "h")]).clocks
    assert rebuilt["promise", "", 1] == told


def test_a_rung_that_the_workflow_does_not_know_is_passed_over_too() -> None:
    play = a_handled_case(condition="2")
    clock = revised(play.clock("promise"), next_rung="odd")
    play.case = revised(play.case, clocks={**play.case.clocks, clock.key: clock})

    decided = passed_over(play, due_of(play), "06-15 17:00")

    after = decided.case.clocks["promise", ""]
    assert after.fired["odd"].count == 1
    assert after.next_rung == "soon"


@pytest.mark.parametrize(
    "changes",
    [
        {"clock": "gone"},
        {"cycle": 2},
        {"rung": "overdue"},
        {"due_at": at("06-08 00:00")},
    ],
    ids=["no such clock", "another cycle", "another rung", "another instant"],
)
def test_what_is_no_longer_due_is_not_passed_over(changes: dict[str, object]) -> None:
    play = a_handled_case(condition="2")
    due = replace(due_of(play), **changes)  # type: ignore[arg-type]

    answer = decide_pass_over(play.case, due, ASKING, play.context("06-15 17:00"))

    assert isinstance(answer, Refusal)
    assert [each.code for each in answer.blockers] == [BlockerCode.NO_LONGER_DUE]


def test_whoever_is_on_duty_by_now_is_told_the_words_of_then() -> None:
    play = a_handled_case(condition="2")

    decided = decide_tell_again(play.case, UNREAD, ASKING, play.context("06-09 09:00"))

    assert isinstance(decided, Decision)
    (message,) = decided.messages
    (entry,) = decided.entries
    assert (message.recipient, message.template) == ("wei", "new_case")
    assert message.facts == UNREAD.facts
    assert message.id == f"20260608-000001/{entry.number}/1"
    assert entry.kind is EntryKind.TOLD_AGAIN
    assert entry.request["message"] == UNREAD.id
    assert entry.effects["messages"] == [[message.id, "new_case", "wei"]]
    assert decided.clocks == ()


def test_a_post_that_is_still_vacant_is_a_reason() -> None:
    play = a_handled_case(condition="2")
    empty = replace(
        play.context("06-09 09:00"),
        city=replace(
            play.context("06-09 09:00").city, organisation=an_organisation(holdings=())
        ),
    )

    answer = decide_tell_again(play.case, UNREAD, ASKING, empty)

    assert isinstance(answer, Refusal)
    (why,) = answer.blockers
    assert why.code is BlockerCode.STILL_VACANT
    assert why.en == "Nobody is on duty in coordinator@water yet."
    assert why.zh == "岗位 coordinator@water 仍无人在岗。"


def test_a_post_of_places_is_looked_for_upward_again() -> None:
    play = a_handled_case(condition="2")
    unread = replace(UNREAD, post="inspector@")

    answer = decide_tell_again(play.case, unread, ASKING, play.context("06-09 09:00"))

    assert isinstance(answer, Decision)
    organisation = play.context("06-09 09:00").city.organisation
    held = {each.person for each in organisation.holdings if each.post == "inspector"}
    told = {each.recipient for each in answer.messages}
    assert told
    assert told <= held
