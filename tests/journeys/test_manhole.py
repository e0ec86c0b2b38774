"""A missing manhole cover at two in the morning, from the call to the answer."""

from pathlib import Path

from tests.builders import at
from tests.engine.hall import Hall, changed_city
from workflow.domain.blockers import BlockerCode
from workflow.domain.case import Outcome
from workflow.engine.results import Refused
from workflow.engine.screens import inbox
from workflow.engine.why import why


def _called_in_at_night(hall: Hall) -> None:
    """A resident calls at 02:00; ten minutes later it is registered as urgent."""
    hall.at("06-09 02:00")
    hall.report(description="井盖缺失", reporter="李明", email="li.ming@mail.example")
    hall.later(minutes=10)
    hall.register("1")


def test_an_urgent_promise_runs_through_the_night(hall: Hall) -> None:
    _called_in_at_night(hall)

    case = hall.case()

    assert case.clocks["promise", ""].due_at == at("06-09 04:10")
    # 20 % of the promise is sooner than four work hours.
    assert case.clocks["stage", "assigned"].due_at == at("06-09 02:34")


def test_the_list_dispatches_without_a_person(hall: Hall) -> None:
    _called_in_at_night(hall)

    assert [(each.actor, each.action) for each in hall.entries()] == [
        ("reporter", "report"),
        ("zhou_min", "register"),
        ("system", "dispatch"),
    ]
    assert (hall.case().state, hall.case().owner) == ("assigned", "water")
    assert hall.told() == [("reporter", "registered"), ("于洋", "new_case")]


def test_what_water_returns_goes_to_the_dispatcher(hall: Hall) -> None:
    _called_in_at_night(hall)
    hall.later(minutes=5)

    case = hall.returned()

    # The list would name water again; it is not sent there a second time.
    assert (case.state, case.desk) == ("registered", "dispatcher@command_centre")
    assert case.assignment is None
    assert hall.told()[-1] == ("韩雪", "please_decide")
    assert [row.number for row in inbox(hall.runtime, "han_xue")] == [hall.number]


def test_a_manhole_is_returned_repaired_and_answered(hall: Hall) -> None:
    _called_in_at_night(hall)
    hall.later(minutes=5)
    hall.returned()
    hall.later(minutes=5)
    hall.does("韩雪", "dispatch", owner="roads")
    hall.does("孙磊", "accept")
    hall.at("06-09 04:00")
    hall.finish("孙磊")
    hall.at("06-09 09:00")
    refused = hall.blockers("孙磊", "pass", finding="already_solved")
    hall.does("宋佳", "pass", finding="already_solved")

    case = hall.case()
    promise = case.clocks["promise", ""]
    assert refused == [BlockerCode.POST_NOT_HELD, BlockerCode.DID_IT_ONESELF]
    assert (case.state, case.final) == ("closed", "solved")
    # The check is not on the promise: it had stopped at four o'clock.
    assert (promise.outcome, promise.stopped_at) == (Outcome.ON_TIME, at("06-09 04:00"))
    assert case.clocks["department", "roads"].outcome is Outcome.ON_TIME
    assert "overdue" not in case.marks
    assert hall.told()[-1] == ("reporter", "solved_how_was_it")
    _, mail = hall.deliver()
    assert mail.sent[-1].recipient.addresses == {"smtp": "li.ming@mail.example"}
    assert "李明" in mail.sent[-1].text
    assert hall.differences() == ()


def test_who_finished_cannot_pass_with_both_posts(hall: Hall, tmp_path: Path) -> None:
    inspects = '      - {post: inspector, of: "220104003", since: 2024-01-01}\n'
    coordinates = "      - {post: coordinator, of: water, since: 2024-01-01}\n"
    both = {"organisation/people.yaml": (inspects, inspects + coordinates)}
    hall.initialise(changed_city(tmp_path / "definitions", both))
    _called_in_at_night(hall)
    hall.does("宋佳", "accept")
    hall.finish("宋佳")

    codes = hall.blockers("宋佳", "pass", finding="already_solved")

    assert codes == [BlockerCode.DID_IT_ONESELF]


def test_rework_continues_the_promise(hall: Hall) -> None:
    _called_in_at_night(hall)
    hall.does("于洋", "accept")
    hall.at("06-09 03:10")
    hall.finish()
    hall.at("06-09 09:00")

    case = hall.does(
        "宋佳", "rework", finding="found", reason="未复原", photos=hall.photos()
    )

    # One hour of the two was used; the other begins again at nine.
    assert case.state == "handling"
    assert case.clocks["promise", ""].due_at == at("06-09 10:00")
    assert hall.told()[-1] == ("于洋", "rework")


def test_what_is_still_there_cannot_be_passed(hall: Hall) -> None:
    _called_in_at_night(hall)
    hall.does("于洋", "accept")
    hall.finish()

    answer = hall.tries("宋佳", "pass", finding="found")

    assert isinstance(answer, Refused)
    (blocker,) = answer.blockers
    assert blocker.code is BlockerCode.BAD_FIELD
    assert blocker.zh == (
        "“现场情况”(finding)填写有误：“问题存在”时不能办理此操作；只能是：问题不存在、问题已解决。"
    )
    assert hall.case().state == "verifying"
    assert hall.does("宋佳", "pass", finding="not_found").final == "solved"


def test_reopening_starts_a_new_cycle(hall: Hall) -> None:
    _called_in_at_night(hall)
    hall.later(minutes=5)
    hall.returned()
    hall.does("韩雪", "dispatch", owner="roads")
    hall.does("孙磊", "accept")
    hall.finish("孙磊")
    hall.at("06-09 09:00")
    hall.does("宋佳", "pass", finding="already_solved")
    hall.at("06-12 15:00")

    case = hall.does("reporter", "reopen", reason="又松动了")

    # Another cycle: the list is asked afresh, and water may be sent to again.
    assert (case.cycle, case.state, case.owner) == (2, "assigned", "water")
    assert case.clocks["promise", ""].due_at == at("06-12 17:00")
    assert case.clocks["promise", ""].outcome is Outcome.RUNNING
    assert hall.asked(
        "SELECT cycle, outcome FROM clock WHERE case_number = :n AND name = 'promise'"
        " ORDER BY cycle",
        n=hall.number,
    ) == [(1, "on_time"), (2, "running")]
    assert hall.differences() == ()


def test_a_week_later_it_is_too_late_to_reopen(hall: Hall) -> None:
    _called_in_at_night(hall)
    hall.does("于洋", "accept")
    hall.finish()
    hall.at("06-09 09:00")
    hall.does("宋佳", "pass", finding="already_solved")
    hall.at("06-16 09:01")

    codes = hall.blockers("reporter", "reopen", reason="又松动了")

    assert codes == [BlockerCode.TOO_LATE]
    hall.does("reporter", "rate", satisfied="satisfied")
    assert hall.case().facts["satisfied"] == "satisfied"


def test_why_tells_the_reporter_s_due_instant(hall: Hall) -> None:
    _called_in_at_night(hall)

    told = why(hall.runtime, hall.number, "promise", "yu_yang")

    assert told is not None
    assert told.reasons[-1].en == (
        "“Promise to the reporter” is due at 2026-06-09 04:10:00."
    )
