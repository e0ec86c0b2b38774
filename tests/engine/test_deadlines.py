"""The open limits of all cases, as acting would meet them."""

import pytest

from tests.builders import at
from tests.engine.hall import Hall
from workflow.domain.case import Outcome
from workflow.domain.clocks import Light
from workflow.engine.deadlines import OpenClock, Wanted, list_clocks


@pytest.fixture
def busy(hall: Hall) -> Hall:
    """A case that waits to be registered, and one that lies with the water supply."""
    hall.report()
    hall.report()
    hall.register("2")
    hall.does("于洋", "accept")
    return hall


def listed(hall: Hall, **wanted: object) -> tuple[OpenClock, ...]:
    found = list_clocks(hall.runtime, Wanted(**wanted))  # type: ignore[arg-type]
    assert found is not None
    return found


def test_every_open_limit_has_a_line(busy: Hall) -> None:
    found = listed(busy)

    assert [(each.title.en, each.owner, each.light) for each in found] == [
        ("Reported, to be registered", "", Light.GREEN),
        ("The department's own time · Water supply", "water", Light.GREEN),
        ("Promise to the reporter", "water", Light.GREEN),
    ]
    assert found[1].due_at == at("06-08 13:30")
    assert found[1].left == 4 * 3600 * 1_000_000


def test_late_ones_alone_can_be_asked_for(busy: Hall) -> None:
    busy.at("06-08 09:00")

    assert [each.label for each in listed(busy, late=True)] == ["stage:reported"]
    busy.at("06-08 14:00")
    assert [each.left < 0 for each in listed(busy, late=True)] == [True] * 3
    before = listed(busy, late=True, due_before=at("06-08 12:00"))
    assert [each.label for each in before] == ["stage:reported"]


def test_a_limit_that_time_ended_unwritten_says_so(hall: Hall) -> None:
    hall.report()
    hall.register("2")
    hall.at("06-08 10:00")

    assigned = listed(hall)[0]

    assert (assigned.label, assigned.outcome) == ("stage:assigned", Outcome.ON_TIME)
    assert assigned.state_title.en == "Being handled"
    assert assigned.rungs == 2


def test_a_clock_that_is_gone_begins_no_page(busy: Hall) -> None:
    wanted = Wanted()

    gone = list_clocks(busy.runtime, wanted, after=(busy.number, "stage:assigned"))
    rest = list_clocks(busy.runtime, wanted, after=(busy.number, "department:water"))

    assert gone is None
    assert rest is not None
    assert [each.label for each in rest] == ["promise"]
