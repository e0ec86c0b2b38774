"""A case told line by line, in the words of its workflow."""

from pathlib import Path

import pytest

from tests.engine.hall import Hall, changed_city
from tests.engine.schedules import imports, over_new_year, recount
from tests.engine.test_incident import a_vacancy
from workflow.commands.story import tell
from workflow.domain.remedies import Asking
from workflow.engine.incident import dismiss, retry
from workflow.engine.recount import apply
from workflow.engine.screens import show
from workflow.engine.why import why


def told(hall: Hall, language: str = "en") -> list[str]:
    """Who and what of every entry."""
    shown = show(hall.runtime, hall.number, "")
    assert shown is not None
    return [f"{who}: {what}" for _, who, what in tell(shown, language)]


def test_a_return_is_told_with_its_ground(sqlite_hall: Hall) -> None:
    sqlite_hall.report()
    sqlite_hall.register()
    sqlite_hall.does("于洋", "return", ground="other", reason="不属本部门")
    sqlite_hall.judges("韩雪", "return", reason="属实")

    assert told(sqlite_hall)[-3:] == [
        (
            "于洋: Asks for: Return to the dispatcher: "
            "Ground: Other; Reason: 不属本部门  ✉ 韩雪"
        ),
        "韩雪: Return to the dispatcher: granted (属实)",
        (
            "于洋: Return to the dispatcher → Registered, to be dispatched: "
            "Other; 不属本部门"
        ),
    ]
    assert told(sqlite_hall, "zh")[-3:] == [
        "于洋: 申请：退回派遣：退回依据：其他；理由：不属本部门　✉ 韩雪",
        "韩雪: 审批退回派遣：同意（属实）",
        "于洋: 退回派遣 → 已立案，待派遣：其他；不属本部门",
    ]


def test_personal_values_stay_out_of_the_story(sqlite_hall: Hall) -> None:
    sqlite_hall.report(reporter="王女士")

    assert told(sqlite_hall) == ["the reporter: Report → Reported, to be registered"]


def test_a_rung_is_told_with_its_clock_and_who_heard(sqlite_hall: Hall) -> None:
    sqlite_hall.report()
    sqlite_hall.later(minutes=30)
    sqlite_hall.sweep()

    assert told(sqlite_hall)[-1] == (
        "the system: ⏰ Reported, to be registered: due  ✉ 郑凯"
    )


def test_silence_is_told_as_time_that_is_up(sqlite_hall: Hall) -> None:
    sqlite_hall.report()
    sqlite_hall.register("1")
    sqlite_hall.later(minutes=24)
    sqlite_hall.sweep()

    assert told(sqlite_hall, "zh")[-2:] == [
        "系统: ⏰ 已派遣，待接收：时限已到",
        "系统: 接收 → 处理中",
    ]


def test_a_mark_is_told_where_it_was_raised(sqlite_hall: Hall) -> None:
    sqlite_hall.report()
    sqlite_hall.register("1")
    sqlite_hall.later(minutes=121)
    sqlite_hall.sweep()

    raised = [each for each in told(sqlite_hall) if "→ Overdue" in each]
    assert len(raised) == 1
    assert raised[0].startswith("the system: ⏰ Promise to the reporter: overdue")


def test_a_recount_is_told_with_the_new_due_dates(sqlite_hall: Hall) -> None:
    over_new_year(sqlite_hall)
    imports(sqlite_hall)
    apply(sqlite_hall.runtime, recount(sqlite_hall))

    assert told(sqlite_hall)[-1] == (
        "邹明远: 📅 counted anew by calendar changchun 2027: "
        "The department's own time · Water supply → 2027-01-06 09:30; "
        "Promise to the reporter → 2027-01-06 09:30"
    )
    assert told(sqlite_hall, "zh")[-1] == (
        "邹明远: 📅 按日历 changchun 2027 重新计算："
        "部门处理时限 · 市供水管理处 → 2027-01-06 09:30；"
        "承诺时限 → 2027-01-06 09:30"
    )


def test_a_paused_clock_is_told_to_be_definite(sqlite_hall: Hall) -> None:
    over_new_year(sqlite_hall)
    sqlite_hall.does("于洋", "accept")
    sqlite_hall.finish()
    imports(sqlite_hall)
    apply(sqlite_hall.runtime, recount(sqlite_hall))

    assert "Promise to the reporter no longer provisional" in told(sqlite_hall)[-1]
    assert "承诺时限 不再暂定" in told(sqlite_hall, "zh")[-1]


def test_reports_taken_over_are_told(sqlite_hall: Hall) -> None:
    original = sqlite_hall.report()
    duplicate = sqlite_hall.report()
    sqlite_hall.does("周敏", "merge", original=str(original))
    sqlite_hall.number = original

    assert told(sqlite_hall)[-1].endswith(
        f"took over the reports of {str(duplicate)[:8]}-{str(duplicate)[8:]}"
    )


def test_what_operators_did_is_told_with_their_reason(sqlite_hall: Hall) -> None:
    sqlite_hall.report()
    sqlite_hall.tamper("UPDATE clock SET next_rung = 'odd'")
    sqlite_hall.later(minutes=30)
    sqlite_hall.sweep()

    dismiss(sqlite_hall.runtime, Asking(actor="zheng_kai", incident=1, reason="已取消"))

    assert told(sqlite_hall)[-1] == (
        "郑凯: ⏰ Reported, to be registered: odd, which could not fire, "
        "was passed over: 已取消"
    )
    assert told(sqlite_hall, "zh")[-1] == (
        "郑凯: ⏰ 已上报，待立案：odd，未能触发，已略过：已取消"
    )


def test_whom_operators_told_again_is_told(sqlite_hall: Hall, tmp_path: Path) -> None:
    a_vacancy(sqlite_hall, tmp_path)
    sqlite_hall.at("07-01 09:00")

    retry(sqlite_hall.runtime, Asking(actor="zheng_kai", incident=1))

    assert told(sqlite_hall)[-1] == ("郑凯: Told whoever holds the post by now  ✉ 郑凯")
    assert told(sqlite_hall, "zh")[-1] == "郑凯: 转告现任　✉ 郑凯"


@pytest.mark.parametrize(
    ("unit", "english", "chinese"),
    [
        ("first_owner", "it owns the case already", "已是责任部门"),
        ("kiosk_office", "no open department", "没有可接手的部门"),
    ],
    ids=["the owner", "closed"],
)
def test_a_department_that_cannot_take_over_is_told(
    unit: str, english: str, chinese: str, sqlite_hall: Hall, tmp_path: Path
) -> None:
    _let_it_pass(sqlite_hall, unit, tmp_path)

    assert told(sqlite_hall)[-1].endswith(f"→ Overdue (nobody took it over: {english})")
    assert told(sqlite_hall, "zh")[-1].endswith(f"→ 超时（未能转交：{chinese}）")


def test_a_department_that_takes_over_is_told(
    sqlite_hall: Hall, tmp_path: Path
) -> None:
    _let_it_pass(sqlite_hall, "parent of owner", tmp_path)

    assert told(sqlite_hall)[-1].endswith(
        ": overdue → City government · Overdue  ✉ 秦庆林"
    )
    assert sqlite_hall.differences() == ()


def test_why_names_the_rung_that_gave_a_case_away(
    sqlite_hall: Hall, tmp_path: Path
) -> None:
    _let_it_pass(sqlite_hall, "parent of owner", tmp_path)

    told = why(sqlite_hall.runtime, sqlite_hall.number, "owner", "")

    assert told is not None
    assert (
        "2026-06-08 10:01:00: the system, “Promise to the reporter: overdue”, "
        "gave it to City government."
    ) in [each.en for each in told.reasons]


def _let_it_pass(hall: Hall, unit: str, folder: Path) -> None:
    """A promise that is broken where its rung gives the case to this unit."""
    before = "raise: overdue, notify: {head of owner: overdue, reporter: delayed}}"
    notify = ", notify: {head of owner: overdue}" if "parent" in unit else ""
    after = f"raise: overdue, reassign: {unit}{notify}}}"
    changes = {"workflows/city-case.yaml": (before, after)}
    hall.initialise(changed_city(folder / "city", changes))
    hall.report()
    hall.register("1")
    hall.later(minutes=60)
    hall.sweep()
    hall.later(minutes=61)
    hall.sweep()
