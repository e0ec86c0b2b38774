"""What happens by itself when nobody answers, and when nobody was there to see."""

from datetime import timedelta

import pytest

from tests.builders import at
from tests.engine.hall import Hall
from workflow.domain.clocks import Light
from workflow.domain.priority import Priority
from workflow.engine.screens import inbox

FIRED = [
    "promise.soon",
    "promise.overdue",
    "promise.far_overdue",
    "department.remind",
    "department.urge",
    "department.supervise",
]


def _accepted_on_monday_morning(hall: Hall) -> None:
    """Four work hours from nine o'clock end at 14:00, after the noon break."""
    hall.at("06-08 09:00")
    hall.report(description="井盖破损")
    hall.register("2")
    hall.does("于洋", "accept")


def test_silence_is_acceptance(hall: Hall) -> None:
    hall.at("06-08 09:00")
    hall.report()
    hall.register("2")
    # 20 % of four work hours are 48 minutes.
    hall.at("06-08 09:47")
    before = hall.sweep()
    hall.later(minutes=1)

    after = hall.sweep()

    assert (before.rungs, after.rungs) == (0, 2)
    assert hall.case().state == "handling"
    last = hall.entries()[-1]
    assert (last.actor, last.action) == ("system", "accept")
    assert last.request["cause"] == "stage:assigned.time_is_up"
    # The desk's leader hears of it; nobody can say that it was not for them.
    assert hall.told()[-1] == ("郑凯", "stage_due")


def test_who_comes_after_silence_meets_an_accepted_case(hall: Hall) -> None:
    hall.at("06-08 09:00")
    hall.report()
    hall.register("2")
    hall.at("06-08 10:00")

    answer = hall.blockers("于洋", "return", ground="other", reason="不归我们")

    assert [code.value for code in answer] == ["no_such_action"]
    case = hall.does("于洋", "note", reason="好吧")
    assert case.state == "handling"


def test_a_check_that_nobody_answers_found_nothing(hall: Hall) -> None:
    hall.at("06-08 09:00")
    hall.report()
    hall.does("周敏", "ask_check")
    hall.at("06-09 09:00")

    hall.sweep()

    case = hall.case()
    assert (case.state, case.facts["finding"]) == ("reported", "not_found")
    assert hall.told()[0] == ("宋佳", "please_check")


def test_an_outage_over_an_overdue_loses_nothing(hall: Hall) -> None:
    _accepted_on_monday_morning(hall)
    hall.at("06-08 11:00")
    hall.sweep()
    hall.clock.set(hall.clock() + timedelta(hours=30))

    swept = hall.sweep()

    assert (swept.cases, swept.rungs) == (1, 6)
    assert sorted(hall.fired()) == sorted(FIRED)
    case = hall.case()
    assert set(case.marks) == {"overdue", "far_overdue", "yellow", "orange"}
    assert case.priority is Priority.HIGH
    assert hall.sweep().rungs == 0
    assert hall.differences() == ()


def test_an_outage_tells_everybody_once(hall: Hall) -> None:
    _accepted_on_monday_morning(hall)
    hall.at("06-09 17:00")
    hall.sweep()

    _, mail = hall.deliver()

    told = [each for each in hall.told() if each[1] not in ("registered", "new_case")]
    assert sorted(told) == sorted(
        [
            ("于洋", "due_soon"),
            ("于洋", "due_soon"),
            ("何丽", "overdue"),
            ("reporter", "delayed"),
            ("何丽", "urge"),
            (_supervisor_of_chaoyang(hall), "overdue"),
            ("何丽", "supervise"),
            ("邹明远", "supervise"),
            (_supervisor_of_chaoyang(hall), "supervise"),
        ]
    )
    assert len({notice.id for notice in mail.tried}) == len(mail.tried)


def _supervisor_of_chaoyang(hall: Hall) -> str:
    with hall.runtime.database.reading() as connection:
        organisation = hall.runtime.city(connection).organisation
    (person,) = organisation.holders("supervisor", "220104", hall.clock().date())
    return person.name


@pytest.mark.parametrize("step", ["06-08 12:12", "06-08 14:00", "06-08 16:00"])
def test_an_outage_makes_no_difference_in_the_end(hall: Hall, step: str) -> None:
    _accepted_on_monday_morning(hall)
    hall.at(step)
    hall.sweep()
    hall.at("06-09 17:00")

    hall.sweep()

    assert sorted(hall.fired()) == sorted(FIRED)


def test_due_is_on_time_and_an_instant_later_is_not(hall: Hall) -> None:
    _accepted_on_monday_morning(hall)
    hall.at("06-08 14:00")
    hall.sweep()
    at_due = hall.case().marks
    (row,) = inbox(hall.runtime, "yu_yang")
    hall.clock.set(at("06-08 14:00") + timedelta(microseconds=1))

    hall.sweep()

    assert (at_due, row.light) == ((), Light.YELLOW)
    assert set(hall.case().marks) == {"overdue", "yellow"}
    (row,) = inbox(hall.runtime, "yu_yang")
    assert row.light is Light.RED


def test_a_broken_promise_cannot_be_recategorised_away(hall: Hall) -> None:
    _accepted_on_monday_morning(hall)
    hall.at("06-08 15:00")

    codes = hall.blockers(
        "周敏", "recategorise", category="C0101", condition="4", reason="改判"
    )

    assert [code.value for code in codes] == ["condition_not_met"]
