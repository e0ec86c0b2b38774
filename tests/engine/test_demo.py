"""The demonstration day is the same every time, and nothing in it goes wrong."""

from datetime import timedelta

from tests.builders import at
from tests.engine.hall import OPENING, Hall
from workflow.engine.demo import Board, Day, Played, board, photo, play, quarrel
from workflow.engine.verify import verify

DAY = Day(midnight=OPENING, cases=40, lasts=timedelta(hours=30))


def play_day(hall: Hall) -> tuple[Played, Board]:
    played = play(hall.runtime, hall.clock, DAY, lambda _done, _total: None)
    return played, board(hall.runtime)


def test_a_day_leaves_histories_that_verify(sqlite_hall: Hall) -> None:
    played, found = play_day(sqlite_hall)

    verification = verify(sqlite_hall.runtime)

    assert verification.differences == ()
    assert verification.cases == played.reports == DAY.cases
    assert sum(count for _, count in found.states) == DAY.cases


def test_nobody_is_refused_without_a_reason(sqlite_hall: Hall) -> None:
    played, _ = play_day(sqlite_hall)

    # The original may be closed while its duplicate waits to be merged.
    assert set(played.refused) <= {"original_not_open"}


def test_time_fires_and_people_are_told(sqlite_hall: Hall) -> None:
    played, found = play_day(sqlite_hall)

    assert played.rungs > 0
    assert found.messages > played.reports


def test_departments_close_cases_of_the_day(sqlite_hall: Hall) -> None:
    _, found = play_day(sqlite_hall)

    assert any(unit.closed and unit.on_time for unit in found.units)
    assert all(unit.closed <= unit.cases for unit in found.units)


def test_a_quarrel_is_played_and_remembered(sqlite_hall: Hall) -> None:
    runtime = sqlite_hall.runtime

    told = quarrel(runtime, sqlite_hall.clock, at("06-08 09:00"), photo(runtime))

    around = sqlite_hall.case(told.passed_around)
    assert (around.state, around.returns) == ("joint_enforcement", 2)
    assert around.joint is not None
    assert {each.department for each in around.joint.members} == {
        "water",
        "roads",
        "drainage",
    }
    ruled = sqlite_hall.case(told.ruled)
    assert (ruled.owner, ruled.ruled) == ("roads", ("roads",))
    remembered = sqlite_hall.case(told.remembered)
    assert remembered.assignment is not None
    assert (remembered.owner, remembered.assignment.source) == ("roads", "ruling")
    assert verify(sqlite_hall.runtime).differences == ()
