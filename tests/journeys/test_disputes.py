"""Whose case is it: departments that refuse a case, and those who rule on it."""

from tests.builders import at
from tests.engine.hall import Hall
from workflow.domain.blockers import BlockerCode
from workflow.domain.case import Outcome, number_text
from workflow.domain.dispute import DisputeStatus
from workflow.domain.disputes.rulings import Proposal
from workflow.engine.why import why


def _manhole_at_night(hall: Hall) -> None:
    """At 02:00 a cover is missing; water has it by 02:10 and says: not ours."""
    hall.at("06-09 02:00")
    hall.report(description="井盖缺失")
    hall.later(minutes=10)
    hall.register("1")
    hall.later(minutes=5)
    hall.disputes("于洋", "roads")


def test_the_first_owner_makes_safe_while_nobody_knows(hall: Hall) -> None:
    _manhole_at_night(hall)
    case = hall.case()

    assert (case.state, case.owner) == ("disputed", "water")
    assert case.dispute is not None
    assert (case.dispute.ladder, case.dispute.due_at) == ("urgent", at("06-09 02:30"))
    assert case.desk == "coordinator@roads"
    # The promise to the reporter knows nothing of who owns the case.
    assert case.clocks["promise", ""].due_at == at("06-09 04:10")
    hall.later(minutes=3)
    hall.does("于洋", "make_safe", result="已围挡", photos=hall.photos("cone.png"))
    assert hall.case().state == "disputed"
    assert hall.told()[-2:] == [("孙磊", "dispute_asked"), ("韩雪", "dispute_lead")]
    assert hall.differences() == ()


def test_a_manhole_is_ruled_on_at_the_second_level(hall: Hall) -> None:
    _manhole_at_night(hall)
    hall.later(minutes=5)
    hall.says("孙磊", "decline", ground="claim_conflict")
    assert hall.case().desk == "shift_leader@command_centre"
    # Half an hour later nobody has ruled, and the city's duty arbiter has it.
    hall.at("06-09 02:51")
    hall.sweep()
    case = hall.case()
    assert case.dispute is not None
    assert (case.dispute.level, case.dispute.due_at) == ("city", at("06-09 03:50"))
    assert case.desk == "duty_arbiter@2201"
    refused = hall.unheard(
        "郑凯", "rule", reason="移交清单", ruling=Proposal(lead="roads")
    )
    hall.later(minutes=4)
    hall.says("魏秀兰", "rule", reason="移交清单", ruling=Proposal(lead="roads"))

    case = hall.case()
    assert refused == [BlockerCode.POST_NOT_HELD]
    assert (case.state, case.owner, case.ruled) == ("handling", "roads", ("roads",))
    assert case.dispute is not None
    assert (case.dispute.status, case.dispute.lost_by) == (
        DisputeStatus.RULED,
        "roads",
    )
    assert case.clocks["dispute", "city"].outcome is Outcome.ON_TIME
    # Water was right: what the dispute took of its time is given back.
    assert case.clocks["department", "water"].consumed == 0
    assert hall.differences() == ()


def test_a_ruled_manhole_is_mended_and_checked(hall: Hall) -> None:
    _manhole_at_night(hall)
    hall.later(minutes=5)
    hall.says("孙磊", "decline", ground="claim_conflict")
    hall.says("郑凯", "rule", reason="移交清单", ruling=Proposal(lead="roads"))
    hall.at("06-09 04:00")
    hall.finish("孙磊")
    hall.at("06-09 09:00")
    assert hall.blockers("孙磊", "pass", finding="already_solved") == [
        BlockerCode.POST_NOT_HELD,
        BlockerCode.DID_IT_ONESELF,
    ]
    hall.does("宋佳", "pass", finding="already_solved")
    assert hall.case().clocks["promise", ""].outcome is Outcome.ON_TIME
    assert hall.differences() == ()


def test_silence_of_a_proposed_owner_accepts_at_its_minute(hall: Hall) -> None:
    _manhole_at_night(hall)
    hall.at("06-09 03:00")
    hall.sweep()

    case = hall.case()
    assert (case.state, case.owner) == ("handling", "roads")
    assert case.dispute is not None
    assert case.dispute.closed_at == at("06-09 02:30")
    assert case.dispute.status is DisputeStatus.ACCEPTED
    # No worker was there at half past two; that is nobody's fault.
    assert case.clocks["department", "roads"].started_at <= at("06-09 03:00")
    assert hall.differences() == ()


def _paving(hall: Hall) -> None:
    """Monday at eight a cover is unsafe; water disputes it at nine, roads declines."""
    hall.at("06-08 08:30")
    hall.report(description="井盖破损")
    hall.register("4")
    hall.at("06-08 09:00")
    hall.disputes("于洋", "roads")
    hall.at("06-08 10:00")
    hall.says("孙磊", "decline", ground="claim_conflict")


def test_silence_at_every_level_ends_to_the_minute(hall: Hall) -> None:
    _paving(hall)
    levels = []
    for day in ("06-08 15:59", "06-10 12:00", "06-15 12:00", "06-18 14:59"):
        hall.at(day)
        hall.sweep()
        dispute = hall.case().dispute
        assert dispute is not None
        levels.append((dispute.level, dispute.status.value, hall.case().state))
    hall.at("06-19 09:00")
    hall.sweep()

    case = hall.case()
    assert case.dispute is not None
    assert levels == [
        ("district", "open", "disputed"),
        ("district", "open", "disputed"),
        ("city", "open", "disputed"),
        ("city", "open", "disputed"),
    ]
    assert case.dispute.status is DisputeStatus.UNRESOLVED
    assert case.dispute.closed_at == at("06-18 15:00")
    assert hall.differences() == ()


def test_the_next_manhole_goes_straight_to_the_ruled_owner(hall: Hall) -> None:
    _manhole_at_night(hall)
    hall.later(minutes=5)
    hall.says("孙磊", "decline", ground="claim_conflict")
    first = hall.number
    ruling = Proposal(lead="roads", scope="below", place="220104003")
    hall.says("郑凯", "rule", reason="移交清单", ruling=ruling)
    hall.at("06-10 10:00")
    hall.report(place="220104003002001", description="井盖缺失")

    case = hall.register("1")

    assert (case.state, case.owner) == ("assigned", "roads")
    assert case.assignment is not None
    assert case.assignment.source == "ruling"
    asked = why(hall.runtime, hall.number, "owner", "zhou_min")
    assert asked is not None
    assert number_text(first) in "".join(each.zh for each in asked.reasons)
    # A street away nobody has ruled, and the list gives it to water.
    hall.report(place="220104002001001", description="井盖缺失")
    assert hall.register("1").owner == "water"
    assert hall.differences() == ()


def test_a_ruling_is_not_overturned_by_another_one(hall: Hall) -> None:
    _manhole_at_night(hall)
    hall.says("孙磊", "decline", ground="claim_conflict")
    ruling = Proposal(lead="roads", scope="below", place="220104003")
    hall.says("郑凯", "rule", reason="移交清单", ruling=ruling)
    hall.report(description="井盖缺失")
    hall.register("1")
    hall.disputes("孙磊", "water")
    hall.says("于洋", "decline", ground="claim_conflict")

    refused = hall.unheard(
        "郑凯",
        "rule",
        reason="另有清单",
        ruling=Proposal(lead="water", scope="below", place="220104003"),
    )

    assert refused == [
        BlockerCode.PRECEDENT_CONFLICTS,
        BlockerCode.PRECEDENT_CIRCULAR,
    ]
    assert hall.case().state == "disputed"
