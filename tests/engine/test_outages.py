"""A worker is down for hours, sweeps, and tells what that moved."""

from datetime import timedelta
from pathlib import Path

from tests.builders import at
from tests.engine.hall import Hall, changed_city
from workflow.domain.outages import Outage
from workflow.engine.outages import Period, find_outages

MONDAY = Period(
    since=at("06-08 00:00"), until=at("06-09 00:00"), longer_than=timedelta(minutes=1)
)


def two_cases(hall: Hall) -> tuple[int, int]:
    """One that nobody registers, and one that nobody accepts."""
    waiting, given = hall.report(), hall.report()
    hall.register("2", case=given)
    return waiting, given


def found(hall: Hall, period: Period = MONDAY) -> tuple[Outage, ...]:
    return find_outages(hall.runtime, period)


def test_a_worker_that_was_up_moved_nothing(hall: Hall) -> None:
    two_cases(hall)
    for when in ("08:30", "09:18", "09:30", "11:30"):
        hall.at(f"06-08 {when}")
        hall.sweep()

    assert found(hall) == ()


def test_an_outage_over_several_rungs_is_told(hall: Hall) -> None:
    waiting, given = two_cases(hall)
    hall.at("06-08 16:00")
    hall.sweep()

    (outage,) = found(hall)

    assert (outage.since, outage.until) == (at("06-08 08:30"), at("06-08 16:00"))
    assert outage.cases == 2
    assert len(outage.rungs) == hall.asked("SELECT count(*) FROM firing")[0][0]
    lines = {(line.clock_title.en, line.rung_title.en): line for line in outage.lines}
    nag = lines["Reported, to be registered", "still late"]
    # Due at 09:30, 11:30 and 14:30, since noon is free; only the last one fires.
    assert (nag.rungs, nag.passed_over) == (1, 2)
    assert nag.longest == timedelta(hours=6, minutes=30)
    assert [each.case for each in outage.latest] == [waiting, given]
    told = hall.asked("SELECT count(*) FROM message")[0][0]
    before = 2  # the reporter and the coordinator hear of the registration
    assert sum(each.messages for each in outage.rungs) == told - before


def test_what_time_took_late_counts_from_its_instant(hall: Hall) -> None:
    _, given = two_cases(hall)
    hall.at("06-08 16:00")
    hall.sweep()

    (outage,) = found(hall)

    (taken,) = outage.taken
    assert (taken.case, taken.action.en, taken.due_at, taken.taken_at) == (
        given,
        "Accept",
        at("06-08 09:18"),
        at("06-08 16:00"),
    )
    assert hall.case(given).clocks["stage", "assigned"].stopped_at == at("06-08 09:18")
    verdicts = [(each.on_time, each.late) for each in outage.rungs if each.taken]
    assert verdicts == [(1, 0)]


def test_two_outages_of_a_day_are_two(hall: Hall) -> None:
    two_cases(hall)
    hall.at("06-08 09:00")
    hall.sweep()
    hall.at("06-08 09:18")
    hall.sweep()
    hall.at("06-08 12:00")
    hall.sweep()

    first, second = found(hall)

    assert (first.since, first.until) == (at("06-08 08:30"), at("06-08 09:00"))
    assert (second.since, second.until) == (at("06-08 09:30"), at("06-08 12:00"))


def test_repeats_that_go_on_from_now_are_told(hall: Hall, tmp_path: Path) -> None:
    nag = "times: 3, notify: {shift_leader of command_centre: stage_late}, "
    changes = (f"{nag}after_outage: latest", f"{nag}after_outage: resume")
    folder = changed_city(tmp_path / "definitions", {"rungs/desk.yaml": changes})
    hall.later(minutes=1)
    hall.initialise(folder)
    hall.report()
    hall.at("06-08 16:00")
    hall.sweep()

    (outage,) = found(hall)

    resumed = [each.rung for each in outage.rungs if each.resumes]
    assert resumed == ["nag"]
    # From 16:00 on two working hours end at 09:00 of the next day.
    clock = hall.case().clocks["stage", "reported"]
    assert clock.next_at == at("06-09 09:00")


def test_a_late_repeat_counts_by_the_first_passed_over(hall: Hall) -> None:
    hall.report()
    hall.at("06-08 08:30")
    hall.sweep()
    hall.at("06-08 14:30:30")
    hall.sweep()

    (outage,) = found(hall)

    # The one that fired is half a minute late, but others were due before it.
    (nag,) = outage.rungs
    assert (nag.since, nag.due_at) == (at("06-08 09:30"), at("06-08 14:30"))


def test_a_person_who_came_first_ends_the_outage_of_a_case(hall: Hall) -> None:
    _, given = two_cases(hall)
    hall.at("06-08 10:00")
    hall.does("周敏", "note", case=given, reason="看过")
    hall.at("06-08 12:00")
    hall.sweep()

    (outage,) = found(hall)

    fired = {each.fired_at for each in outage.rungs if each.case == given}
    assert at("06-08 10:00") in fired
    assert outage.taken[0].taken_at == at("06-08 10:00")


def test_only_the_asked_period_is_looked_at(hall: Hall) -> None:
    two_cases(hall)
    hall.at("06-08 16:00")
    hall.sweep()

    tuesday = Period(
        since=at("06-09 00:00"),
        until=at("06-10 00:00"),
        longer_than=timedelta(minutes=1),
    )
    patient = Period(
        since=at("06-08 00:00"), until=at("06-09 00:00"), longer_than=timedelta(hours=9)
    )
    assert found(hall, tuesday) == found(hall, patient) == ()
