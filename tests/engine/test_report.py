"""Reports: how a case comes into being, and why one does not."""

from datetime import datetime

import pytest

from tests.engine.hall import GRID, Hall
from workflow.domain.blockers import BlockerCode
from workflow.domain.case import Json, number_text
from workflow.engine.report import ReportRequest, report
from workflow.engine.results import Done, Refused
from workflow.engine.runtime import Runtime
from workflow.errors import UnknownWorkflowError
from workflow.store import reports


def test_a_report_opens_a_case_on_a_desk(hall: Hall) -> None:
    answer = hall.asks()

    assert isinstance(answer, Done)
    assert (answer.case.state, answer.case.desk) == (
        "reported",
        "acceptor@supervision_centre",
    )
    assert answer.case == hall.case(answer.case.number)
    assert hall.differences() == ()


def test_numbers_count_up_within_a_day(hall: Hall) -> None:
    first, second = hall.report(), hall.report()
    hall.at("06-09 00:30")
    third = hall.report()

    assert [number_text(each) for each in (first, second, third)] == [
        "20260608-000001",
        "20260608-000002",
        "20260609-000001",
    ]


def test_a_report_at_night_counts_for_the_local_day(hall: Hall) -> None:
    hall.at("06-09 02:00")

    assert number_text(hall.report()) == "20260609-000001"


def test_personal_values_stay_out_of_history(hall: Hall) -> None:
    number = hall.report(description="我家门口", reporter="李明", phone="13800000000")

    told = hall.asked("SELECT request, effects FROM history")
    assert "李明" not in str(told)
    assert "我家门口" not in str(told)
    with hall.runtime.database.reading() as connection:
        kept = reports.personal_values(connection, number)
    assert {each.field: each.value for each in kept} == {
        "description": "我家门口",
        "phone": "13800000000",
        "reporter": "李明",
    }


@pytest.mark.parametrize(
    ("fields", "reasons"),
    [
        ({"description": ""}, ["missing_field"]),
        ({"place": "", "description": ""}, ["missing_field", "missing_field"]),
        ({"place": "999999"}, ["bad_field"]),
        ({"colour": "red"}, ["no_such_field"]),
        ({"description": "字" * 4001}, ["bad_field"]),
        ({"condition": "1"}, ["bad_field"]),
        ({"photos": "cover.png"}, ["bad_field"]),
    ],
    ids=[
        "nothing said",
        "nothing given",
        "unknown place",
        "unknown field",
        "too long",
        "condition without category",
        "the name of a photo only",
    ],
)
def test_a_report_that_lacks_something_is_refused(
    hall: Hall, fields: dict[str, Json], reasons: list[str]
) -> None:
    answer = hall.asks(**fields)

    assert isinstance(answer, Refused)
    assert [each.code.value for each in answer.blockers] == reasons
    assert hall.asked("SELECT number FROM cases") == []


def test_a_refused_report_is_recorded_without_a_case(hall: Hall) -> None:
    hall.asks(description="", via="cli:root")

    assert hall.asked("SELECT case_number, action, actor, via FROM refusal") == [
        (None, "report", "reporter", "cli:root")
    ]


def test_a_person_who_is_unknown_reports_nothing(hall: Hall) -> None:
    request = ReportRequest(
        workflow="city-case",
        actor="nobody",
        fields={"place": GRID, "description": "?"},
    )

    answer = report(hall.runtime, request)

    assert isinstance(answer, Refused)
    assert [each.code for each in answer.blockers] == [BlockerCode.NO_SUCH_PERSON]


def test_an_unknown_workflow_is_named(hall: Hall) -> None:
    request = ReportRequest(workflow="city-cases", actor="reporter")

    with pytest.raises(UnknownWorkflowError) as refused:
        report(hall.runtime, request)

    assert refused.value.en == (
        "No workflow city-cases has been published in this database."
    )


def test_a_report_sent_twice_opens_one_case(hall: Hall) -> None:
    first = hall.asks(key="web-17")
    hall.later(minutes=1)

    again = hall.asks(key="web-17")

    assert isinstance(first, Done)
    assert isinstance(again, Done)
    assert again.repeated
    assert (again.case, again.entries) == (first.case, first.entries)
    assert hall.asked("SELECT count(*) FROM cases") == [(1,)]


def test_a_report_sent_twice_at_once_opens_one_case(postgresql_hall: Hall) -> None:
    sent: list[Done | Refused] = []

    def _now() -> datetime:
        if not sent:
            sent.append(postgresql_hall.asks(key="web-17"))
        return postgresql_hall.clock()

    slow = Runtime(
        database=postgresql_hall.runtime.database,
        files=postgresql_hall.runtime.files,
        now=_now,
    )
    fields: dict[str, Json] = {"place": GRID, "description": "井盖缺失"}

    answer = report(
        slow,
        ReportRequest(
            workflow="city-case", actor="reporter", fields=fields, key="web-17"
        ),
    )

    assert isinstance(answer, Done)
    assert answer.repeated
    assert postgresql_hall.asked("SELECT count(*) FROM cases") == [(1,)]


def test_a_key_of_another_report_is_refused(hall: Hall) -> None:
    hall.asks(key="web-17")

    answer = hall.asks(key="web-17", description="另一个")

    assert isinstance(answer, Refused)
    assert [each.code for each in answer.blockers] == [BlockerCode.KEY_REUSED]
    assert hall.asked("SELECT count(*) FROM cases") == [(1,)]
