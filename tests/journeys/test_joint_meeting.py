"""A joint meeting decides what no judge could, and chases what it resolved."""

from pathlib import Path

import pytest

from tests.builders import at
from tests.engine.hall import Hall, changed_city
from workflow.domain.blockers import BlockerCode
from workflow.domain.dispute import DisputeStatus
from workflow.domain.disputes.rulings import Proposal
from workflow.domain.meeting import ItemKind, Meeting, Resolution, Stage
from workflow.engine.meetings.agenda import Agenda, agenda
from workflow.engine.meetings.conduct import Resolve, finish, open_meeting, resolve
from workflow.engine.meetings.minutes import draft, issue, show_minutes, sign
from workflow.engine.results import Refused
from workflow.engine.screens import person_key
from workflow.rendering.minutes import Format

VOICES = ("于洋", "陈卫东", "孙磊", "傅铁军", "方成林", "程雪松", "梁慧敏")
"""Who speaks for the seven members, traffic police last."""


class Sitting:
    """The convenor Meng Tiejun and the secretary Zou Mingyuan, at work in the hall."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.runtime = hall.runtime
        self.number = 0

    def agenda(self) -> Agenda:
        found = agenda(self.runtime, "city")
        assert found is not None
        return found

    def opens(self) -> Meeting:
        opened = open_meeting(self.runtime, "city", self.key("孟铁军"))
        assert isinstance(opened, Meeting), opened
        self.number = opened.number
        return opened

    def rules(self, item: int, lead: str, reason: str = "移交清单") -> Resolution:
        made = self.resolves(item, text=reason, ruling=Proposal(lead=lead))
        assert isinstance(made, Resolution), made
        return made

    def resolves(self, item: int, **given: object) -> Resolution | Refused:
        asked = Resolve(
            meeting=self.number,
            item=item,
            actor=self.key("孟铁军"),
            **given,  # type: ignore[arg-type]
        )
        return resolve(self.runtime, asked)

    def signs(self, who: str) -> Meeting | Refused:
        return sign(self.runtime, self.number, self.key(who))

    def key(self, who: str) -> str:
        return person_key(self.runtime, who)

    def minutes(self, kind: Format = Format.MARKDOWN, language: str = "zh") -> str:
        shown = show_minutes(self.runtime, self.number, language, kind)
        assert isinstance(shown, str), shown
        return shown


@pytest.fixture
def sitting(hall: Hall) -> Sitting:
    return Sitting(hall)


def _unsettled(hall: Hall, covers: int) -> list[int]:
    """So many covers that water and roads refuse, and no judge rules on any."""
    numbers = []
    for _ in range(covers):
        hall.report(description="井盖破损")
        hall.register("4")
        hall.disputes("于洋", "roads")
        hall.says("孙磊", "decline", ground="claim_conflict")
        numbers.append(hall.number)
    hall.at("06-30 09:00")
    hall.sweep()
    return numbers


def test_a_meeting_decides_three_disputes(sitting: Sitting) -> None:
    hall = sitting.hall
    hall.at("06-08 09:00")
    numbers = _unsettled(hall, 3)
    hall.at("07-01 09:00")

    opened = sitting.opens()
    disputes = [each for each in opened.items if each.kind is ItemKind.DISPUTE]
    assert [each.cases for each in disputes] == [(number,) for number in numbers]
    # The same two quarrelled three times, which is an item of its own.
    assert [each.kind for each in opened.items[3:]] == [ItemKind.QUARREL]
    for item, lead in zip(disputes, ("roads", "water", "roads"), strict=True):
        sitting.rules(item.number, lead)

    found = [hall.case(number) for number in numbers]
    assert [each.owner for each in found] == ["roads", "water", "roads"]
    assert [each.dispute and each.dispute.status for each in found] == [
        DisputeStatus.RULED
    ] * 3
    # Roads declined twice what was its own; once water named the wrong one.
    assert [each.dispute and each.dispute.lost_by for each in found] == [
        "roads",
        "water",
        "roads",
    ]
    assert hall.entries(numbers[0])[-1].request["meeting"] == sitting.number
    assert not [
        each for each in sitting.agenda().items if each.kind is ItemKind.DISPUTE
    ]
    assert hall.differences() == ()


def test_a_ruled_department_leads_what_goes_on(sitting: Sitting) -> None:
    hall = sitting.hall
    hall.at("06-08 09:00")
    _unsettled(hall, 1)
    hall.at("07-01 09:00")
    sitting.opens()
    sitting.rules(1, "roads")

    case = hall.case()
    assert (case.owner, case.ruled) == ("roads", ("roads",))
    # Joint work goes on, and whoever owns the case leads it.
    assert case.joint is not None
    assert case.joint.lead == "roads"
    refused = hall.blockers("孙磊", "ask_joint")
    assert refused == [BlockerCode.NO_SUCH_ACTION]
    again = sitting.resolves(1, text="再议", ruling=Proposal(lead="water"))
    assert isinstance(again, Refused)
    assert [each.code for each in again.blockers] == [BlockerCode.SETTLED_ALREADY]
    assert hall.case().owner == "roads"


def test_a_task_is_chased_until_it_is_done(sitting: Sitting) -> None:
    hall = sitting.hall
    hall.at("06-08 09:00")
    _unsettled(hall, 2)
    hall.at("07-01 09:00")
    sitting.opens()
    sitting.rules(1, "roads")
    sitting.rules(2, "roads")
    task = sitting.resolves(3, text="划定路灯井盖界线", department="lighting")
    assert isinstance(task, Resolution)
    # Ten work days by the city's calendar: from Wednesday to Wednesday two weeks on.
    assert task.due_at == at("07-15 09:00")
    assert isinstance(draft(hall.runtime, 1, sitting.key("邹明远")), Meeting)

    hall.at("07-15 09:00")
    assert sitting.agenda().items == ()
    for day in ("07-16 09:00", "08-03 09:00"):
        hall.at(day)
        opened = sitting.opens()
        assert [(each.kind, each.resolution) for each in opened.items] == [
            (ItemKind.RESOLUTION, task.number)
        ]
        draft(hall.runtime, sitting.number, sitting.key("邹明远"))
    done = finish(hall.runtime, task.number, sitting.key("傅铁军"), "已划定")
    assert isinstance(done, Resolution)
    hall.at("09-01 09:00")
    assert sitting.opens().items == ()


def _drafted(sitting: Sitting) -> str:
    """A meeting that has ruled on one dispute; the secretary has drafted its minutes.

    The key of the secretary.
    """
    hall = sitting.hall
    hall.at("06-08 09:00")
    _unsettled(hall, 1)
    hall.at("07-01 09:00")
    sitting.opens()
    sitting.rules(1, "roads", "<b>移交清单</b> *2019*")
    assert "尚未会签" in sitting.minutes()
    secretary = sitting.key("邹明远")
    assert isinstance(draft(hall.runtime, sitting.number, secretary), Meeting)
    return secretary


def test_minutes_are_signed_by_all_and_then_issued(sitting: Sitting) -> None:
    secretary = _drafted(sitting)
    for who in VOICES[:-1]:
        assert isinstance(sitting.signs(who), Meeting)

    early = issue(sitting.runtime, sitting.number, secretary)
    assert isinstance(early, Refused)
    assert [each.code for each in early.blockers] == [BlockerCode.NOT_ALL_SIGNED]
    assert "traffic_police" in early.blockers[0].en
    sitting.signs(VOICES[-1])
    issued = issue(sitting.runtime, sitting.number, secretary)

    assert isinstance(issued, Meeting)
    assert issued.stage is Stage.ISSUED
    assert "尚未会签" not in sitting.minutes()
    assert "于洋, 2026-07-01 09:00" in sitting.minutes(Format.HTML)


def test_what_people_wrote_marks_nothing_up(sitting: Sitting) -> None:
    _drafted(sitting)

    assert "&lt;b&gt;移交清单&lt;/b&gt;" in sitting.minutes(Format.HTML)
    assert r"\<b\>移交清单\</b\> \*2019\*" in sitting.minutes()
    assert "# Minutes: The city's joint meeting" in sitting.minutes(language="en")


def test_what_was_drafted_is_what_is_signed(sitting: Sitting, tmp_path: Path) -> None:
    _drafted(sitting)
    before = sitting.minutes()
    renamed = {"organisation/departments.yaml": ("市政道路桥梁管理处", "路桥处")}
    sitting.hall.initialise(changed_city(tmp_path / "definitions", renamed))

    assert sitting.minutes() == before


def test_what_expires_and_what_failed_comes_before_it(sitting: Sitting) -> None:
    hall = sitting.hall
    hall.at("06-08 09:00")
    _unsettled(hall, 1)
    joint = hall.case().joint
    assert joint is not None
    refusing = next(each for each in joint.members if each.department == "roads")
    hall.does("孙磊", "arrive", case=refusing.case, photos=hall.photos())
    hall.does("孙磊", "object", case=refusing.case, reason="无执法权")
    hall.report(description="井盖缺失")
    hall.register("1")
    hall.disputes("于洋", "roads")
    hall.says("孙磊", "decline", ground="claim_conflict")
    ruling = Proposal(
        lead="roads", scope="below", place="220104003", expires="2026-08-20"
    )
    hall.says(_on_duty(hall), "rule", reason="移交清单", ruling=ruling)

    found = agenda(hall.runtime, "city")

    assert found is not None
    assert {each.kind for each in found.items} >= {ItemKind.PRECEDENT, ItemKind.JOINT}


def _on_duty(hall: Hall) -> str:
    """Whoever leads the shift of the command centre on this day."""
    with hall.runtime.database.reading() as connection:
        city = hall.runtime.city(connection)
    day = city.calendars["changchun"].local(hall.clock()).date()
    held = city.organisation.holders("shift_leader", "command_centre", day)
    return held[0].key


def test_a_meeting_can_lay_down_a_precedent(sitting: Sitting) -> None:
    hall = sitting.hall
    hall.at("06-08 09:00")
    _unsettled(hall, 1)
    hall.at("07-01 09:00")
    sitting.opens()
    ruling = Proposal(lead="roads", scope="below", place="220104003")
    answer = sitting.resolves(1, text="移交清单", ruling=ruling)
    assert isinstance(answer, Resolution)

    hall.report(place="220104003002001", description="井盖破损")

    case = hall.register("4")
    assert case.assignment is not None
    assert (case.owner, case.assignment.source) == ("roads", "ruling")
    assert hall.differences() == ()
