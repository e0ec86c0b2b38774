"""Several people report one thing; small things are settled on the spot."""

from tests.builders import at
from tests.engine.hall import Hall
from workflow.domain.blockers import BlockerCode
from workflow.domain.case import number_text
from workflow.engine.screens import show


def test_everybody_who_reported_is_answered(hall: Hall) -> None:
    first = hall.report(reporter="李明", email="li.ming@mail.example")
    hall.register()
    hall.later(minutes=20)
    second = hall.report(reporter="王芳", email="wang.fang@mail.example")
    hall.does("周敏", "merge", original=number_text(first))
    hall.number = first
    hall.does("于洋", "accept")
    hall.finish()
    hall.does("宋佳", "pass", finding="already_solved")

    _, mail = hall.deliver()

    answered = sorted(
        (notice.recipient.name, notice.case)
        for notice in mail.sent
        if notice.recipient.name in ("李明", "王芳")
    )
    # Each hears at once what became of the own report, and both of the end.
    assert answered == [
        ("李明", number_text(first)),
        ("李明", number_text(first)),
        ("王芳", number_text(first)),
        ("王芳", number_text(second)),
    ]
    shown = show(hall.runtime, first, "zhou_min")
    assert shown is not None
    assert [each.opened for each in shown.reports] == [first, second]


def test_a_declined_report_is_answered_with_its_reason(hall: Hall) -> None:
    hall.report(reporter="李明", email="li.ming@mail.example")
    hall.does("周敏", "decline", reason="属于物业管理范围")

    _, mail = hall.deliver()

    assert "属于物业管理范围" in mail.sent[0].text
    assert hall.case().final == "declined"


def test_the_staff_s_ground_never_reaches_the_reporter(hall: Hall) -> None:
    hall.report(reporter="李明", email="li.ming@mail.example")
    hall.register()
    hall.returned("内部意见")

    _, mail = hall.deliver()

    to_reporter = [each for each in mail.sent if each.recipient.name == "李明"]
    assert [("内部意见" in each.text, "权属" in each.text) for each in to_reporter] == [
        (False, False)
    ]


def test_a_case_checked_on_site_comes_back_to_the_desk(hall: Hall) -> None:
    hall.report()
    hall.later(minutes=5)
    hall.does("周敏", "ask_check")
    hall.later(hours=1)
    hall.does("宋佳", "checked", finding="found", photos=hall.photos())

    case = hall.register()

    assert (case.state, case.entries["reported"]) == ("assigned", 2)
    assert hall.differences() == ()


def test_a_small_thing_is_settled_on_the_spot(hall: Hall) -> None:
    hall.report(category="E0110", condition="1", description="路边有垃圾")

    case = hall.does("许冬梅", "self_handle", result="已清理", photos=hall.photos())

    # It never reached a department, and no promise was made to anybody.
    assert (case.final, case.owner) == ("self_handled", "")
    assert ("promise", "") not in case.clocks


def test_a_missing_cover_is_not_settled_on_the_spot(hall: Hall) -> None:
    hall.report(category="C0101", condition="1")

    codes = hall.blockers(
        "许冬梅", "self_handle", result="已扶正", photos=hall.photos()
    )

    assert codes == [BlockerCode.CONDITION_NOT_MET]


def test_the_field_worker_s_word_does_not_stop_the_clock(hall: Hall) -> None:
    hall.at("06-08 09:00")
    hall.report()
    hall.register()
    hall.does("于洋", "accept")
    hall.later(hours=1)

    told = hall.does("任冬梅", "report_done", result="已换", photos=hall.photos())
    hall.later(hours=1)
    confirmed = hall.does("于洋", "confirm")

    assert told.clocks["department", "water"].stopped_at is None
    assert confirmed.clocks["department", "water"].stopped_at == at("06-08 11:00")
    assert hall.blockers("任冬梅", "pass", finding="already_solved") == [
        BlockerCode.POST_NOT_HELD,
        BlockerCode.DID_IT_ONESELF,
    ]
