"""Whoever dies over a rung that fails loses neither the rung nor the others."""

import pytest

from tests.chaos.conftest import Nursery, told
from tests.engine.hall import Hall
from workflow.domain.incidents import IncidentStatus
from workflow.engine.incident import listing

MOST = 200
UNKNOWN = "UPDATE clock SET next_rung = 'odd' WHERE case_number = :number"
FIRED_BEFORE = (
    "INSERT INTO firing SELECT case_number, name, subject, cycle, next_rung, 1,"
    " next_at, next_at, 1 FROM clock WHERE case_number = :number"
)

each_harm = pytest.mark.parametrize(
    "harm",
    [UNKNOWN, FIRED_BEFORE],
    ids=["it cannot be decided", "it cannot be written"],
)


def _two_cases(hall: Hall, harm: str) -> tuple[int, int]:
    bad, good = hall.report(), hall.report()
    hall.tamper(harm, number=bad)
    hall.at("06-08 08:30")
    return bad, good


@each_harm
def test_a_death_before_it_is_noted_leaves_it_due(
    nursery: Nursery, hall: Hall, harm: str
) -> None:
    bad, good = _two_cases(hall, harm)

    deaths = 0
    while nursery.send(hall, {"job": "sweep once", "point": deaths + 1}) == ["killed"]:
        deaths += 1
        assert len(listing(hall.runtime)) <= 1
        assert deaths < MOST

    (found,) = listing(hall.runtime)
    assert (found.case, found.attempts) == (bad, 1)
    assert found.status is IncidentStatus.RETRYING
    assert hall.fired(good) == ["stage.due"]
    assert deaths > 3


@each_harm
def test_workers_that_meet_it_together_note_it_once(
    nursery: Nursery, hall: Hall, harm: str
) -> None:
    bad, good = _two_cases(hall, harm)

    fates = nursery.send(hall, *({"job": "sweep once"} for _ in range(3)))

    (found,) = listing(hall.runtime)
    assert fates == ["done"] * 3
    assert (found.case, found.attempts) == (bad, 1)
    assert sum(each["noted"] for each in told(hall)) == 1
    assert hall.fired(good) == ["stage.due"]
