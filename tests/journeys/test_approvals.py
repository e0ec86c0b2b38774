"""More time, a suspension, an appeal, a cancellation: what others must agree to."""

import threading

import pytest

from tests.builders import at
from tests.engine.hall import Hall
from workflow.domain.answer import Answer
from workflow.domain.blockers import BlockerCode
from workflow.domain.case import Outcome, number_text
from workflow.domain.clocks import is_late
from workflow.domain.verdicts import Verdict
from workflow.engine.applications import of_case, to_decide
from workflow.engine.judge import judge
from workflow.engine.results import Done, Refused
from workflow.engine.runtime import Runtime
from workflow.engine.why import why
from workflow.store import refusals


def _being_handled(hall: Hall, condition: str = "2") -> None:
    """A cover that must be set right within four work hours, from Monday 08:00."""
    hall.report()
    hall.register(condition)
    hall.does("于洋", "accept")


def _due(hall: Hall, name: str = "promise", subject: str = "") -> object:
    return hall.case().clocks[name, subject].due_at


def test_a_section_head_grants_more_time(hall: Hall) -> None:
    _being_handled(hall)
    hall.at("06-08 10:00")
    hall.does("于洋", "extend", reason="配件需从外地调运")
    waiting = to_decide(hall.runtime, "zou_mingyuan")

    hall.judges("邹明远", "extend")

    # Four work hours from 08:30 end at 13:30; four more end with the working day.
    assert [each.case.number for each in waiting] == [hall.number]
    assert waiting[0].blockers == ()
    assert _due(hall) == at("06-08 17:30")
    assert _due(hall, "department", "water") == _due(hall)
    assert hall.told()[-2:] == [
        ("邹明远", "please_decide"),
        ("于洋", "request_granted"),
    ]
    assert to_decide(hall.runtime, "zou_mingyuan") == ()
    assert hall.differences() == ()


def test_a_second_time_needs_three_and_there_is_no_third(hall: Hall) -> None:
    _being_handled(hall)
    hall.at("06-08 10:00")
    hall.does("于洋", "extend", reason="配件需从外地调运")
    hall.judges("邹明远", "extend")
    hall.does("于洋", "extend", reason="配件仍未到货")
    deputy = to_decide(hall.runtime, _coordinating_deputy(hall))
    for name in ("water", "section", "centre"):
        hall.judges(_decider(hall, name), "extend")

    refused = hall.blockers("于洋", "extend", reason="再延一次")

    assert [each.case.number for each in deputy] == [hall.number]
    assert refused == [BlockerCode.GRANTED_BEFORE]
    assert hall.case().granted == {"extension": 2}
    assert hall.differences() == ()


def _coordinating_deputy(hall: Hall) -> str:
    """Whoever is deputy head of the water company."""
    with hall.runtime.database.reading() as connection:
        organisation = hall.runtime.city(connection).organisation
    today = hall.clock().date()
    return organisation.holders("deputy_head", "water", today)[0].key


def _decider(hall: Hall, level: str) -> str:
    names = {"section": "邹明远", "centre": "宋超"}
    return names.get(level) or _coordinating_deputy(hall)


def test_the_mail_to_whoever_decides_says_what_is_asked(hall: Hall) -> None:
    _being_handled(hall)
    hall.does("于洋", "suspend", reason="待汛期结束", resume_on="2026-07-15")

    _, notifier = hall.deliver()

    (mail,) = (each for each in notifier.sent if "待您审批" in each.subject)
    assert "理由：待汛期结束；恢复日期：2026-07-15" in mail.text


def test_an_exemption_is_part_of_why(hall: Hall) -> None:
    _being_handled(hall)
    hall.at("06-08 15:00")
    hall.finish()
    hall.does("宋佳", "pass", finding="already_solved")
    evidence = hall.photos("proof.png")
    hall.does("于洋", "appeal", reason="等待停水批准", evidence=evidence)
    hall.judges("韩雪", "appeal")
    hall.judges("周敏", "appeal")

    explained = why(hall.runtime, hall.number, "department", "")

    assert explained is not None
    told = explained.reasons[-1]
    assert told.code == "exempted"
    assert "not counted any more" in told.en
    assert "起不计入考核" in told.zh


def test_an_extension_asked_late_is_told_why(hall: Hall) -> None:
    _being_handled(hall)
    hall.at("06-08 14:00")

    answer = hall.tries("于洋", "extend", reason="来不及")

    assert isinstance(answer, Refused)
    assert {each.code for each in answer.blockers} == {BlockerCode.ASKED_TOO_LATE}
    assert answer.blockers[0].zh.startswith("“延期”须在时限届满前办理")
    with hall.runtime.database.reading() as connection:
        assert len(refusals.of_case(connection, hall.number)) == 1


def test_a_suspended_case_goes_on_by_itself_at_its_date(hall: Hall) -> None:
    _being_handled(hall)
    hall.at("06-08 10:30")
    hall.does("于洋", "suspend", reason="待汛期结束", resume_on="2026-07-15")
    hall.judges("邹明远", "suspend")
    hall.judges("宋超", "suspend")
    paused = hall.case()
    hall.at("07-10 12:00")
    quiet = hall.sweep()
    hall.at("07-16 00:00")
    hall.sweep()

    case = hall.case()
    assert (paused.state, paused.clocks["promise", ""].outcome) == (
        "suspended",
        Outcome.PAUSED,
    )
    assert quiet.rungs == 0
    assert "overdue" not in case.marks
    # Two of its four hours were used; the rest begins with the working day.
    assert case.state == "handling"
    assert _due(hall) == at("07-16 10:30")
    assert hall.differences() == ()


def test_the_answer_to_a_suspension_names_both_dates(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    _being_handled(hall)
    hall.at("06-08 10:30")
    hall.does("于洋", "suspend", reason="待汛期结束", resume_on="2026-07-15")
    hall.judges("邹明远", "suspend")
    hall.judges("宋超", "suspend")

    _, mail = hall.deliver()

    text = mail.sent[-1].text
    assert "案件挂账至 2026-07-15 止，次日起自动恢复处理" in text
    assert "挂账前的本部门处理时限为 2026-06-08 13:30" in text


@pytest.mark.parametrize(
    ("day", "problem"),
    [
        pytest.param("2026-06-07", "2026-06-08 至 2027-06-08", id="it has passed"),
        pytest.param("2027-06-09", "2026-06-08 至 2027-06-08", id="over a year"),
    ],
)
def test_a_suspension_lasts_a_year_at_the_most(
    sqlite_hall: Hall, day: str, problem: str
) -> None:
    _being_handled(sqlite_hall)

    answer = sqlite_hall.tries("于洋", "suspend", reason="待拆迁", resume_on=day)

    assert isinstance(answer, Refused)
    (why,) = answer.blockers
    assert problem in why.zh


def test_a_case_is_suspended_once(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    _being_handled(hall, "3")
    hall.does("于洋", "suspend", reason="待汛期结束", resume_on="2026-06-10")
    hall.judges("邹明远", "suspend")
    hall.judges("宋超", "suspend")
    hall.at("06-11 09:00")
    hall.sweep()

    refused = hall.blockers("于洋", "suspend", reason="再等等", resume_on="2026-06-20")

    assert refused == [BlockerCode.GRANTED_BEFORE]


def test_an_appeal_is_upheld_and_the_overdue_remains(hall: Hall) -> None:
    _being_handled(hall)
    hall.at("06-09 10:00")
    hall.sweep()
    hall.finish()
    hall.does("宋佳", "pass", finding="already_solved")
    evidence = hall.photos("flood.png")
    hall.does("于洋", "appeal", reason="暴雨封路", evidence=evidence)
    hall.judges("韩雪", "appeal")
    hall.judges("周敏", "appeal")

    case = hall.case()
    clock = case.clocks["department", "water"]
    assert (clock.outcome, clock.exempt) == (Outcome.LATE, True)
    assert is_late(clock, hall.clock())
    assert "overdue" in case.marks
    assert case.state == "closed"
    assert hall.differences() == ()


def test_a_refused_appeal_changes_nothing(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    _being_handled(hall)
    hall.at("06-09 10:00")
    hall.finish()
    hall.does("宋佳", "pass", finding="already_solved")
    hall.does("于洋", "appeal", reason="忘了", evidence=hall.photos("note.png"))

    hall.judges("韩雪", "appeal", Answer.REFUSED, "理由不成立")

    assert not hall.case().clocks["department", "water"].exempt
    again = hall.blockers(
        "于洋", "appeal", reason="忘了", evidence=hall.photos("2.png")
    )
    assert again == [BlockerCode.ASKED_BEFORE]
    assert hall.told()[-1] == ("于洋", "request_refused")


def test_cancelling_waits_for_the_shift_leader(hall: Hall) -> None:
    _being_handled(hall)
    hall.does("韩雪", "cancel", reason="误报")
    waits = hall.case().state

    hall.judges("郑凯", "cancel")

    assert (waits, hall.case().state) == ("handling", "cancelled")
    # Who was asked for more time meanwhile need not answer any more.
    assert hall.differences() == ()


def test_what_was_asked_for_lapses_when_the_work_is_done(hall: Hall) -> None:
    _being_handled(hall)
    hall.does("于洋", "extend", reason="怕来不及")
    hall.finish()

    answer = hall.rules("邹明远", "extend")

    assert isinstance(answer, Refused)
    (ended,) = answer.blockers
    assert ended.code is BlockerCode.ALREADY_DECIDED
    assert ended.en == (
        "The request for “Extend the limit” has ended: it lapsed at 2026-06-08 08:00: "
        "the case left the state of the request (于洋)."
    )
    asked = of_case(hall.runtime, hall.number, "")
    assert asked is not None
    assert [each.application.status for each in asked] == [Answer.LAPSED]
    assert ("于洋", "request_lapsed") in hall.told()


def test_silence_refuses_however_long_nobody_swept(hall: Hall) -> None:
    _being_handled(hall, "3")
    hall.at("06-08 09:00")
    hall.does("韩雪", "cancel", reason="误报")
    hall.at("06-10 09:00")
    hall.sweep()

    entries = [each.action for each in hall.entries()]
    asked = of_case(hall.runtime, hall.number, "")

    assert "application:cancel.time_is_up" in entries
    assert asked is not None
    assert [each.application.status for each in asked] == [Answer.REFUSED]
    assert hall.case().state == "handling"
    assert hall.differences() == ()


def test_two_who_decide_at_once_are_not_both_heard(hall: Hall) -> None:
    """One grants and one refuses in the same moment: one of them is told so."""
    _being_handled(hall)
    hall.does("于洋", "extend", reason="配件需从外地调运")
    answers: list[Done | Refused] = []
    start = threading.Barrier(2)

    def decide(answer: Answer) -> None:
        start.wait()
        answers.append(hall.rules("邹明远", "extend", answer, "如此决定"))

    both = [
        threading.Thread(target=decide, args=(each,))
        for each in (Answer.GRANTED, Answer.REFUSED)
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()

    (refused,) = [each for each in answers if isinstance(each, Refused)]
    assert [each.code for each in refused.blockers] == [BlockerCode.ALREADY_DECIDED]
    assert hall.case().pending == {}
    assert hall.differences() == ()


def test_a_wrong_version_is_told_to_whoever_decides(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    _being_handled(hall)
    hall.does("于洋", "extend", reason="配件需从外地调运")

    answer = _says(hall.runtime, hall.number, expected=1)

    assert isinstance(answer, Refused)
    assert BlockerCode.STALE_VERSION in {each.code for each in answer.blockers}
    assert answer.since != ()


def test_no_case_no_verdict(sqlite_hall: Hall) -> None:
    answer = _says(sqlite_hall.runtime, 20260608000999)

    assert isinstance(answer, Refused)
    (why,) = answer.blockers
    assert why.details["case"] == number_text(20260608000999)


def _says(runtime: Runtime, number: int, expected: int | None = None) -> Done | Refused:
    verdict = Verdict(
        case=number,
        action="extend",
        actor="zou_mingyuan",
        answer=Answer.GRANTED,
        expected=expected,
    )
    return judge(runtime, verdict)
