"""What people say in a dispute: heard in its turn, refused with every reason."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from tests.builders import at
from tests.domain.disputes.world import Quarrel, a_disputed_case, a_ladder
from workflow.domain.blockers import Blocker, BlockerCode
from workflow.domain.case import revised
from workflow.domain.definition import SilentOwner
from workflow.domain.dispute import Dispute, DisputeStatus, Reply, dispute_from
from workflow.domain.dispute import dispute_json as as_json
from workflow.domain.disputes.rulings import Proposal
from workflow.domain.disputes.saying import Saying
from workflow.domain.effects import fold
from workflow.domain.hearings.words import offered


def dispute_of(play: Quarrel) -> Dispute:
    assert play.case.dispute is not None
    return play.case.dispute


def before_the_district() -> Quarrel:
    """Roads declined at eleven, the desk let it rise at noon."""
    play = a_disputed_case()
    play.hear("06-08 11:00", "decline", "roads_c", ground="claim_conflict")
    play.hear("06-08 12:00", "rise", "dan", reason="hard")
    return play


def codes(blockers: Sequence[Blocker]) -> list[BlockerCode]:
    return [each.code for each in blockers]


def test_a_proposed_owner_accepts_and_owns() -> None:
    play = a_disputed_case()

    play.hear("06-08 11:00", "accept", "roads_c")

    dispute = dispute_of(play)
    assert (play.case.state, play.case.owner) == ("handling", "roads")
    assert (dispute.status, dispute.lost_by) == (DisputeStatus.ACCEPTED, "roads")
    assert dispute.replies == {"roads": Reply.ACCEPTS}
    assert play.case.ruled == ("roads",)
    # Water was right, and has not used any of its time.
    assert play.clock("department", "water").consumed == 0


def test_whoever_withdraws_keeps_the_case() -> None:
    play = a_disputed_case()

    missing = play.against("06-08 11:00", "withdraw", "water_c")
    play.hear("06-08 11:00", "withdraw", "water_c", reason="ours after all")

    assert codes(missing) == [BlockerCode.MISSING_FIELD]
    assert (play.case.state, play.case.owner) == ("assigned", "water")
    assert dispute_of(play).lost_by == "water"
    again = play.refuse(
        "06-08 11:10", "dispute", "water_c", ground="other", proposed="lamps"
    )
    assert codes(again) == [BlockerCode.OWNERSHIP_SETTLED]


def test_all_proposed_owners_must_decline_first() -> None:
    play = a_disputed_case(proposed="roads, lamps")

    play.hear("06-08 10:30", "decline", "roads_c", ground="other")
    waiting = dispute_of(play).desk
    play.hear("06-08 11:00", "decline", "lamps_c", ground="other")

    assert waiting == "coordinator@lamps"
    assert (dispute_of(play).level, dispute_of(play).desk) == (
        "desk",
        "dispatcher@centre",
    )
    assert dispute_of(play).due_at == at("06-08 16:00")


def test_a_level_rises_by_itself_at_its_minute() -> None:
    play = a_disputed_case()
    play.hear("06-08 11:00", "decline", "roads_c", ground="other")

    play.pass_time("06-08 15:59")
    before = dispute_of(play).level
    play.pass_time("06-08 16:00")

    assert (before, dispute_of(play).level) == ("desk", "district")
    assert dispute_of(play).due_at == at("06-11 16:00")


def test_an_outage_changes_no_instant_of_a_dispute() -> None:
    play = a_disputed_case()
    play.hear("06-08 11:00", "decline", "roads_c", ground="other")

    play.pass_time("06-24 09:00")

    dispute = dispute_of(play)
    assert (dispute.status, dispute.closed_at) == (
        DisputeStatus.UNRESOLVED,
        at("06-18 16:00"),
    )
    assert play.case.state == "together"


def test_a_judge_hears_the_parties_within_the_level() -> None:
    play = before_the_district()

    play.hear("06-08 14:00", "ask", "arb")
    until = dispute_of(play).statements_by
    play.hear("06-09 09:00", "state", "roads_c", reason="the map shows it")
    play.hear("06-09 09:30", "visit", "arb", visit_at=at("06-10 09:00"))
    late = play.against("06-09 14:01", "state", "water_c", reason="no")

    assert until == at("06-09 14:00")
    assert dispute_of(play).stated == ("roads",)
    assert dispute_of(play).visit_at == at("06-10 09:00")
    # Neither adds anything to the level's own time.
    assert dispute_of(play).due_at == at("06-11 12:00")
    assert codes(late) == [BlockerCode.NOT_ASKED_FOR]


def test_a_ruling_binds_and_names_its_precedent() -> None:
    play = before_the_district()
    ruling = Proposal(lead="lamps", assisting=("parks",), scope="below", place="220104")

    play.hear("06-09 09:00", "rule", "arb", reason="by the list", ruling=ruling)

    dispute = dispute_of(play)
    assert (play.case.owner, play.case.ruled) == ("lamps", ("lamps",))
    assert dispute.ruling is not None
    assert (dispute.ruling.judge, dispute.ruling.level) == ("arb", "district")
    assert (dispute.ruling.place, dispute.ruling.expires) == (
        "220104",
        date(2028, 6, 8),
    )
    # Lamps had no part in the quarrel, so water named the wrong owner.
    assert dispute.lost_by == "water"
    refused = play.refuse(
        "06-09 10:00", "dispute", "lamps_c", ground="other", proposed="water"
    )
    assert codes(refused) == [BlockerCode.OWNERSHIP_SETTLED]


@pytest.mark.parametrize(
    ("ruling", "reason", "expected"),
    [
        (Proposal(lead="nobody"), "so", BlockerCode.NO_SUCH_DEPARTMENT),
        (Proposal(lead="shut"), "so", BlockerCode.NO_SUCH_DEPARTMENT),
        (Proposal(lead="roads"), " ", BlockerCode.MISSING_FIELD),
        (Proposal(lead="roads", assisting=("roads",)), "so", BlockerCode.BAD_RULING),
        (Proposal(lead="roads", scope="world"), "so", BlockerCode.BAD_RULING),
        (
            Proposal(lead="roads", scope="below", place="99"),
            "so",
            BlockerCode.BAD_RULING,
        ),
        (
            Proposal(lead="roads", scope="place", place="220104"),
            "so",
            BlockerCode.BAD_RULING,
        ),
        (
            Proposal(lead="roads", scope="below", condition="9"),
            "so",
            BlockerCode.BAD_RULING,
        ),
        (Proposal(lead="roads", expires="2020-01-01"), "so", BlockerCode.BAD_RULING),
        (Proposal(lead="roads", review="soon"), "so", BlockerCode.BAD_RULING),
    ],
)
def test_a_faulty_ruling_changes_nothing(
    ruling: Proposal, reason: str, expected: BlockerCode
) -> None:
    play = before_the_district()
    before = play.case

    refused = play.against("06-09 09:00", "rule", "arb", reason=reason, ruling=ruling)

    assert codes(refused) == [expected]
    assert play.case == before
    assert all(each.zh and each.en for each in refused)


@pytest.mark.parametrize("actor", ["top", "dan", "water_c", "nobody"])
def test_only_the_judge_of_the_level_rules(actor: str) -> None:
    play = before_the_district()
    ruling = Proposal(lead="roads")

    refused = play.against("06-09 09:00", "rule", actor, reason="so", ruling=ruling)

    assert codes(refused)[0] in (
        BlockerCode.POST_NOT_HELD,
        BlockerCode.NO_SUCH_PERSON,
    )


def test_nobody_judges_while_owners_answer() -> None:
    play = a_disputed_case()
    ruling = Proposal(lead="roads")

    refused = play.against("06-08 10:30", "rule", "dan", reason="so", ruling=ruling)

    assert codes(refused) == [BlockerCode.NOT_BEFORE_JUDGE]
    assert "15:00" in refused[0].en


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"ground": "other", "proposed": "water"}, BlockerCode.PROPOSED_ITSELF),
        ({"ground": "other", "proposed": "moon"}, BlockerCode.BAD_FIELD),
        ({"ground": "other", "proposed": "shut"}, BlockerCode.BAD_FIELD),
        ({"ground": "because", "proposed": "roads"}, BlockerCode.BAD_FIELD),
        ({"ground": "other", "proposed": "roads, roads"}, BlockerCode.BAD_FIELD),
        ({"ground": "other"}, BlockerCode.MISSING_FIELD),
    ],
)
def test_a_faulty_dispute_is_refused(
    given: dict[str, str], expected: BlockerCode
) -> None:
    play = Quarrel()
    play.report("06-08 09:00")
    play.step("06-08 09:10", "register", "ann", category="C0101", condition="3")

    refused = play.refuse("06-08 10:00", "dispute", "water_c", **given)

    assert codes(refused) == [expected]


def test_the_same_ground_counts_once() -> None:
    play = a_disputed_case(a_ladder(disputes=3))
    play.hear("06-08 10:10", "decline", "roads_c", ground="other")
    play.hear("06-08 10:20", "rise", "dan", reason="hard")
    play.hear("06-08 10:30", "rule", "arb", reason="so", ruling=Proposal(lead="roads"))
    # What the city then does by itself may bring the case back to water.
    play.case = revised(play.case, owner="water", ruled=())

    refused = play.refuse(
        "06-08 11:00", "dispute", "water_c", ground="claim_conflict", proposed="lamps"
    )

    assert codes(refused) == [BlockerCode.SAME_GROUND]


def test_a_third_return_has_to_be_disputed() -> None:
    play = Quarrel()
    play.report("06-08 09:00")
    play.step("06-08 09:10", "register", "ann", category="C0101", condition="3")
    play.step("06-08 09:20", "return", "water_c", reason="roads")
    play.step("06-08 09:30", "dispatch", "dan", owner="roads")
    play.step("06-08 09:40", "return", "roads_c", reason="lamps")
    play.step("06-08 09:50", "dispatch", "dan", owner="lamps")

    refused = play.refuse("06-08 10:00", "return", "lamps_c", reason="no")
    play.step("06-08 10:10", "dispute", "lamps_c", ground="other", proposed="parks")

    assert codes(refused) == [BlockerCode.RETURNS_USED_UP]
    # It is no dead end: the city's arbiter has it at once.
    assert (dispute_of(play).level, dispute_of(play).desk) == ("city", "arbiter@2201")


def test_a_judge_who_is_a_party_is_passed_over() -> None:
    silent = replace(a_ladder().answer, silence=SilentOwner.DECLINES)
    # The government is proposed itself, and its arbiter is the common superior.
    play = a_disputed_case(a_ladder(answer=silent), proposed="government")

    play.pass_time("06-09 14:59")

    assert (dispute_of(play).level, dispute_of(play).passed_over) == (
        "city",
        ("district",),
    )


def test_a_solved_case_leaves_a_moot_dispute() -> None:
    play = a_disputed_case()

    play.step("06-08 11:00", "finish", "water_c", result="done")

    dispute = dispute_of(play)
    assert (play.case.state, dispute.status) == ("verifying", DisputeStatus.MOOT)
    assert all(
        clock.has_ended
        for clock in play.case.clocks.values()
        if clock.name == "dispute"
    )
    assert codes(play.against("06-08 11:10", "accept", "roads_c")) == [
        BlockerCode.NOT_DISPUTED
    ]


def test_everybody_sees_what_they_may_say() -> None:
    play = a_disputed_case()
    context = play.context("06-08 10:30")

    said = {
        who: offered(play.case, who, context) for who in ("roads_c", "water_c", "dan")
    }

    assert said == {
        "roads_c": (Saying.ACCEPT, Saying.DECLINE),
        "water_c": (Saying.WITHDRAW,),
        "dan": (),
    }


def test_history_alone_rebuilds_a_dispute() -> None:
    play = before_the_district()
    play.hear("06-09 09:00", "rule", "arb", reason="so", ruling=Proposal(lead="roads"))
    entries = [each for decision in play.decisions for each in decision.entries]

    told = fold(play.case.number, [(each, "") for each in entries])

    assert told.case.dispute == play.case.dispute
    assert dispute_from(as_json(dispute_of(play))) == dispute_of(play)
