"""Applications lie on the desks of those who decide, the first due first."""

import pytest

from tests.engine.fixtures import city_content, hall, postgresql_hall, sqlite_hall
from tests.engine.hall import Hall
from workflow.domain.answer import Answer
from workflow.engine.verify import Difference
from workflow.store import applications

__all__ = ["city_content", "hall", "postgresql_hall", "sqlite_hall"]

SECTION = "section_head@command_centre"


@pytest.fixture
def asked(hall: Hall) -> Hall:
    """Two covers for which more time is asked; the second is due first."""
    for condition in ("3", "2"):
        hall.report()
        hall.register(condition)
        hall.does("于洋", "accept")
        hall.does("于洋", "extend", reason="配件")
        hall.later(minutes=1)
    return hall


def test_the_first_due_comes_first(asked: Hall) -> None:
    with asked.runtime.database.reading() as connection:
        found = applications.waiting(connection, [SECTION])
        one = applications.waiting(connection, [SECTION], limit=1)

    assert [number for number, _ in found] == [asked.number, asked.number - 1]
    assert one == found[:1]
    assert [each.status for _, each in found] == [Answer.PENDING] * 2


def test_what_is_decided_lies_on_no_desk(asked: Hall) -> None:
    asked.judges("邹明远", "extend")

    with asked.runtime.database.reading() as connection:
        found = applications.waiting(connection, [SECTION])
        (ended,) = applications.of_case(connection, asked.number)

    assert [number for number, _ in found] == [asked.number - 1]
    assert (ended.status, ended.desk, ended.closed_at) == (
        Answer.GRANTED,
        "",
        asked.clock(),
    )


def test_the_row_is_what_the_case_says(asked: Hall) -> None:
    with asked.runtime.database.reading() as connection:
        (stored,) = applications.of_case(connection, asked.number)

    assert stored == asked.case().pending["extend"]
    assert stored.values == {"reason": "配件"}


@pytest.mark.parametrize(
    ("harm", "what"),
    [
        pytest.param(
            "UPDATE application SET status = 'granted'",
            "application 1 differs",
            id="a status",
        ),
        pytest.param(
            "UPDATE application SET given = '{}'",
            "application 1 differs",
            id="what was given",
        ),
        pytest.param("DELETE FROM application", "application 1 differs", id="a row"),
        pytest.param(
            "UPDATE clock SET extended = 1", "clock promise::1 differs", id="a gift"
        ),
        pytest.param(
            "UPDATE clock SET carried = 1",
            "clock department:water:1 differs",
            id="what was carried",
        ),
        pytest.param(
            "UPDATE clock SET held = NOT held", "clock promise::1 differs", id="a hold"
        ),
        pytest.param(
            "UPDATE clock SET exempt = NOT exempt",
            "clock promise::1 differs",
            id="an exemption",
        ),
    ],
)
def test_tampering_with_it_is_found(asked: Hall, harm: str, what: str) -> None:
    asked.tamper(f"{harm} WHERE case_number = :which", which=asked.number)

    assert (
        Difference(case=asked.number, entry=asked.case().version, what=what)
        in asked.differences()
    )
