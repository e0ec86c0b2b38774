"""A meeting's ruling on an unsettled dispute: who owns the case, and who lost."""

from dataclasses import replace

import pytest

from tests.builders import at
from tests.domain.disputes.world import Quarrel, a_disputed_case
from tests.domain.test_meeting import a_rule
from workflow.domain.blockers import BlockerCode
from workflow.domain.case import Case
from workflow.domain.decision import Decision, Refusal
from workflow.domain.dispute import Dispute, DisputeStatus
from workflow.domain.disputes.rulings import Proposal
from workflow.domain.effects import fold
from workflow.domain.meetings.rulings import Resolving, decide_ruling

LATE = "06-30 09:00"


def an_unsettled_case() -> Quarrel:
    """Roads declined, and every judge let it rise at once."""
    play = a_disputed_case()
    play.hear("06-08 11:00", "decline", "roads_c", ground="claim_conflict")
    for judge in ("dan", "arb", "top"):
        play.hear("06-08 12:00", "rise", judge, reason="hard")
    assert dispute_of(play.case).status is DisputeStatus.UNRESOLVED
    return play


def dispute_of(case: Case) -> Dispute:
    assert case.dispute is not None
    return case.dispute


def a_resolving(lead: str = "roads", **changes: object) -> Resolving:
    resolving = Resolving(
        meeting=3,
        rule=a_rule(place="2201"),
        dispute=1,
        actor="dan",
        reason="as handed over",
        proposal=Proposal(lead=lead),
    )
    return replace(resolving, **changes)  # type: ignore[arg-type]


def ruled(play: Quarrel, resolving: Resolving) -> Decision:
    decided = decide_ruling(play.case, resolving, play.context(LATE))
    assert isinstance(decided, Decision), decided
    return decided


def against(play: Quarrel, resolving: Resolving) -> list[BlockerCode]:
    refused = decide_ruling(play.case, resolving, play.context(LATE))
    assert isinstance(refused, Refusal), refused
    return [each.code for each in refused.blockers]


@pytest.mark.parametrize(
    ("lead", "lost_by"), [("roads", "roads"), ("water", "water"), ("parks", "water")]
)
def test_the_case_goes_where_the_meeting_says(lead: str, lost_by: str) -> None:
    play = an_unsettled_case()
    closed_at = dispute_of(play.case).closed_at

    play.take(ruled(play, a_resolving(lead)))

    dispute = dispute_of(play.case)
    assert (play.case.owner, play.case.state) == (lead, "together")
    assert play.case.ruled == (lead,)
    assert (dispute.status, dispute.lost_by) == (DisputeStatus.RULED, lost_by)
    # It was over when the last level was used up; no time of it runs since.
    assert dispute.closed_at == closed_at
    assert dispute.ruling is not None
    assert (dispute.ruling.judge, dispute.ruling.level) == ("dan", "meeting")


def test_history_alone_tells_the_ruling() -> None:
    play = an_unsettled_case()
    play.take(ruled(play, a_resolving()))

    entries = [entry for each in play.decisions for entry in each.entries]
    told = fold(play.case.number, [(each, "") for each in entries])
    assert (entries[-1].action, entries[-1].request["meeting"]) == ("dispute.rule", 3)
    assert told.case == play.case


@pytest.mark.parametrize(("lead", "exempt"), [("roads", True), ("water", False)])
def test_lateness_of_who_was_right_does_not_count(lead: str, *, exempt: bool) -> None:
    play = an_unsettled_case()
    play.take(ruled(play, a_resolving(lead)))

    # Weeks went by, so the time of water was over long ago; that stays a fact.
    assert play.clock("department", "water").exempt is exempt


def test_the_time_of_a_new_owner_begins_then() -> None:
    play = an_unsettled_case()
    play.take(ruled(play, a_resolving("roads")))

    assert play.clock("department", "roads").started_at == at(LATE)


def test_a_dispute_is_ruled_on_once() -> None:
    play = an_unsettled_case()
    play.take(ruled(play, a_resolving()))

    assert against(play, a_resolving("water")) == [BlockerCode.SETTLED_ALREADY]
    assert against(an_unsettled_case(), a_resolving(dispute=2)) == [
        BlockerCode.SETTLED_ALREADY
    ]


def test_an_open_dispute_has_its_own_judges() -> None:
    assert against(a_disputed_case(), a_resolving(dispute=1)) != []


def test_a_finished_case_is_not_ruled_on() -> None:
    play = an_unsettled_case()
    play.case = replace(play.case, final="solved")

    assert BlockerCode.SETTLED_ALREADY in against(play, a_resolving())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": " "}, BlockerCode.MISSING_FIELD),
        ({"reason": "x" * 5000}, BlockerCode.BAD_FIELD),
        ({"proposal": Proposal(lead="moon")}, BlockerCode.NO_SUCH_DEPARTMENT),
        ({"proposal": Proposal(lead="shut")}, BlockerCode.NO_SUCH_DEPARTMENT),
        (
            {"proposal": Proposal(lead="roads", assisting=("roads",))},
            BlockerCode.BAD_RULING,
        ),
        (
            {"proposal": Proposal(lead="roads", scope="below", place="2299")},
            BlockerCode.BAD_RULING,
        ),
    ],
)
def test_a_wrong_ruling_is_refused(
    changes: dict[str, object], code: BlockerCode
) -> None:
    assert code in against(an_unsettled_case(), a_resolving("roads", **changes))


def test_a_meeting_rules_only_over_its_place() -> None:
    play = an_unsettled_case()
    everywhere = Proposal(lead="roads", scope="below", place="2201")
    of_a_district = a_resolving(rule=a_rule(place="220104"), proposal=everywhere)

    assert against(play, of_a_district) == [BlockerCode.BAD_RULING]
    assert ruled(play, a_resolving(proposal=everywhere)).case.owner == "roads"
