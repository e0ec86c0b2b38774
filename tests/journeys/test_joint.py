"""Departments act together: each arrives, does its part, and the lead closes."""

from tests.builders import at
from tests.engine.hall import Hall
from tests.engine.joint import acts, changes_members, child
from workflow.domain.blockers import BlockerCode
from workflow.domain.case import Json
from workflow.domain.joint import MemberStatus
from workflow.engine.results import Refused


def _paving(hall: Hall) -> None:
    """Monday at eight a cover is unsafe; water disputes it at nine, roads declines."""
    hall.at("06-08 08:30")
    hall.report(description="井盖破损")
    hall.register("4")
    hall.at("06-08 09:00")
    hall.disputes("于洋", "roads")
    hall.at("06-08 10:00")
    hall.says("孙磊", "decline", ground="claim_conflict")


def test_silence_at_every_level_ends_in_joint_enforcement(hall: Hall) -> None:
    _paving(hall)
    hall.at("06-18 14:59")
    hall.sweep()
    assert hall.case().state == "disputed"
    hall.at("06-18 15:00")
    hall.sweep()

    case = hall.case()
    assert case.state == "joint_enforcement"
    assert case.joint is not None
    assert case.joint.opened_at == at("06-18 15:00")
    assert (case.owner, case.joint.lead) == ("water", "water")
    assert [each.department for each in case.joint.members] == ["water", "roads"]
    for member in case.joint.members:
        own = hall.case(member.case)
        assert (own.owner, own.parent) == (member.department, case.number)
        assert own.state == "called"
    assert hall.differences() == ()


def _night_market(hall: Hall) -> None:
    """A night market spreads over a street border; five departments are called."""
    hall.at("06-09 09:00")
    hall.report(description="夜市占道，跨街道边界")
    hall.does("周敏", "register", category="E0402", condition="1")
    hall.later(minutes=5)
    hall.does(
        "胡学军",
        "whistle",
        trigger="joint_enforcement",
        members="market, public_security, traffic_police",
    )


def _statuses(hall: Hall) -> dict[str, str]:
    joint = hall.case().joint
    assert joint is not None
    return {each.department: each.status.value for each in joint.members}


def test_a_night_market_takes_five_departments(hall: Hall) -> None:
    _night_market(hall)
    case = hall.case()
    assert (case.state, case.owner) == ("joint_enforcement", "enforcement_220104")
    assert list(_statuses(hall)) == [
        "enforcement_220104",
        "street_office_220104003",  # the list of duties has it assist
        "market",
        "public_security",
        "traffic_police",
    ]
    # One working day to arrive, since nobody's life is in danger.
    assert child(hall, "market").clocks["stage", "called"].due_at == at("06-10 09:05")
    hall.later(hours=1)
    gone = child(hall, "traffic_police").number
    excused = changes_members(
        hall, "胡学军", "excuse", "traffic_police", "未占用车行道"
    )
    added = changes_members(hall, "韩雪", "add", "environment", "油烟扰民")
    assert not isinstance(excused, Refused)
    assert not isinstance(added, Refused)
    assert (hall.case(gone).state, hall.case(gone).final) == ("withdrawn", "withdrawn")
    for who, department in (
        ("程雪松", "market"),
        ("廖学军", "public_security"),
        ("罗涛", "street_office_220104003"),
        ("罗涛", "enforcement_220104"),
    ):
        acts(hall, who, department)
        assert hall.blockers(
            "罗涛", "finish", result="已规范", photos=hall.photos()
        ) == [BlockerCode.OPEN_TASKS]
    acts(hall, "梁刚", "environment")
    assert ("罗涛", "joint_ready") in hall.told()
    hall.finish("罗涛")

    case = hall.case()
    assert case.state == "verifying"
    assert case.joint is not None
    assert (case.joint.closed_at, case.joint.overridden) == (hall.clock(), False)
    assert _statuses(hall) == {
        "enforcement_220104": "done",
        "street_office_220104003": "done",
        "market": "done",
        "public_security": "done",
        "traffic_police": "excused",
        "environment": "done",
    }
    assert hall.differences() == ()


def test_a_whistle_at_night_finds_one_department_late(hall: Hall) -> None:
    hall.at("06-09 02:00")
    hall.report(description="井盖缺失，污水外溢")
    hall.register("1")
    called = {"trigger": "emergency", "members": "drainage, roads"}
    hall.does("胡学军", "whistle", **called)
    assert child(hall, "roads").clocks["stage", "called"].due_at == at("06-09 02:30")
    hall.later(minutes=20)
    for who, department in (("于洋", "water"), ("陈卫东", "drainage")):
        number = child(hall, department).number
        hall.does(who, "arrive", case=number, photos=hall.photos())
    hall.at("06-09 02:30")
    hall.sweep()
    assert child(hall, "roads").marks == ()
    hall.at("06-09 02:31")
    hall.sweep()

    late = child(hall, "roads")
    assert (late.state, late.marks) == ("called", ("late",))
    assert "not_arrived" in {template for _, template in hall.told(late.number)}
    assert child(hall, "drainage").marks == ()
    assert hall.differences() == ()
    # Both sides are graded: whoever called marks how a member did.
    acts(hall, "陈卫东", "drainage")
    done = child(hall, "drainage").number
    graded = hall.does("胡学军", "grade", case=done, grade="5")
    assert (graded.final, graded.facts["grade"]) == ("solved", 5)


def test_open_tasks_are_overridden_with_a_reason_only(hall: Hall) -> None:
    _night_market(hall)
    open_one = child(hall, "market").number
    done: dict[str, Json] = {"result": "已规范", "photos": hall.photos()}
    assert hall.blockers("罗涛", "override", **done) == [BlockerCode.MISSING_FIELD]
    hall.does("罗涛", "override", reason="商户已自行撤离", **done)
    assert hall.case().state == "joint_enforcement"
    hall.judges("韩雪", "override")

    case = hall.case()
    assert case.state == "verifying"
    assert case.joint is not None
    assert case.joint.overridden
    assert set(_statuses(hall).values()) == {MemberStatus.WITHDRAWN.value}
    assert hall.case(open_one).final == "withdrawn"
    assert "joint_withdrawn" in {template for _, template in hall.told(open_one)}
    assert hall.differences() == ()


def test_a_refused_task_tells_those_who_can_change_it(hall: Hall) -> None:
    _night_market(hall)
    number = child(hall, "market").number
    hall.does("程雪松", "arrive", case=number, photos=hall.photos())
    hall.does("程雪松", "object", case=number, reason="不属于经营行为")

    assert _statuses(hall)["market"] == "refused"
    assert hall.told()[-3:] == [
        ("罗涛", "joint_impossible"),
        ("韩雪", "joint_impossible"),
        ("胡学军", "joint_impossible"),
    ]
    answer = changes_members(
        hall, "韩雪", "replace", "market", "改由城建", by="housing"
    )
    assert not isinstance(answer, Refused)
    assert _statuses(hall)["market"] == "excused"
    assert child(hall, "housing").state == "called"
    assert hall.differences() == ()


def test_members_who_make_no_sense_change_nothing(hall: Hall) -> None:
    hall.report(description="井盖缺失")
    hall.register()
    assert hall.blockers(
        "胡学军", "whistle", trigger="emergency", members="nobody"
    ) == [BlockerCode.BAD_FIELD]
    assert hall.blockers(
        "胡学军", "whistle", trigger="emergency", members="kiosk_office"
    ) == [BlockerCode.BAD_FIELD]
    assert hall.blockers(
        "胡学军", "whistle", trigger="emergency", members="roads, roads"
    ) == [BlockerCode.BAD_FIELD]
    _refused(hall, BlockerCode.NOT_JOINT, "韩雪", "add", "fire", "火情")
    hall.does("胡学军", "whistle", trigger="emergency", members="roads")
    version = hall.case().version

    _refused(hall, BlockerCode.MISSING_FIELD, "韩雪", "add", "fire")
    _refused(hall, BlockerCode.MEMBER_ALREADY, "韩雪", "add", "roads", "再次")
    _refused(hall, BlockerCode.NO_SUCH_DEPARTMENT, "韩雪", "add", "nobody", "无此部门")
    _refused(hall, BlockerCode.NO_SUCH_DEPARTMENT, "韩雪", "add", "kiosk_office", "撤")
    _refused(hall, BlockerCode.NO_MEMBER, "韩雪", "excuse", "fire", "未参加")
    _refused(hall, BlockerCode.LEAD_STAYS, "韩雪", "excuse", "water", "牵头")
    _refused(hall, BlockerCode.POST_NOT_HELD, "于洋", "excuse", "roads", "不需要")
    acts(hall, "孙磊", "roads")
    _refused(hall, BlockerCode.TASK_DONE, "韩雪", "excuse", "roads", "已完成")
    assert hall.case().version == version + 1
    assert hall.differences() == ()


def _refused(hall: Hall, code: BlockerCode, *asked: str) -> None:
    answer = changes_members(hall, *asked)
    assert isinstance(answer, Refused)
    assert [each.code for each in answer.blockers] == [code]
    assert all(each.zh and each.en for each in answer.blockers)
