"""Open clocks follow a changed calendar: listed first, counted once, story whole."""

from pathlib import Path

import pytest

from tests.engine.hall import Hall, changed_city
from tests.engine.schedules import (
    ACTOR,
    foreseen,
    imports,
    local,
    over_new_year,
    prepared,
    recount,
)
from workflow.domain.case import Clock, number_text
from workflow.domain.decision import EntryKind
from workflow.engine.calendars import kept_calendars
from workflow.engine.recount import Failure, Moved, apply, foresee
from workflow.store import step


def _promise(hall: Hall, number: int | None = None) -> Clock:
    return hall.case(number).clocks["promise", ""]


def _recounted(hall: Hall, number: int) -> int:
    """How often a case was counted anew."""
    entries = hall.entries(number)
    return sum(entry.kind is EntryKind.RECOUNTED for entry in entries)


def test_a_due_date_beyond_the_year_is_provisional(hall: Hall) -> None:
    over_new_year(hall)

    # An hour of Friday is left after two short winter days; it may be a holiday.
    assert _promise(hall).due_at == local("2027-01-01 09:30")
    assert _promise(hall).provisional


def test_what_moves_is_listed_before_anything_is_written(hall: Hall) -> None:
    number, *_ = over_new_year(hall)
    before = hall.case()

    found = list(foresee(hall.runtime, recount(hall), prepared(hall).calendar))

    (moved,) = found
    assert isinstance(moved, Moved)
    assert moved.case == number
    due = {each.after.label: each.after.due_at for each in moved.clocks}
    assert due["promise"] == local("2027-01-06 09:30")
    assert hall.case() == before
    assert kept_calendars(hall.runtime)["changchun"].latest[-1].year == 2026


def test_what_was_listed_is_what_is_applied(hall: Hall) -> None:
    over_new_year(hall, 3)
    listed = list(foresee(hall.runtime, recount(hall), prepared(hall).calendar))
    imports(hall)

    applied = apply(hall.runtime, recount(hall))

    assert (applied.cases, applied.failed, applied.held) == (3, (), ())
    for each in listed:
        assert isinstance(each, Moved)
        stored = hall.case(each.case).clocks
        assert [stored[clock.after.key] for clock in each.clocks] == [
            clock.after for clock in each.clocks
        ]
    assert hall.differences() == ()


def test_a_case_gets_one_entry_that_says_why(hall: Hall) -> None:
    over_new_year(hall)
    version = hall.case().version
    imported = imports(hall)

    apply(hall.runtime, recount(hall))

    entry = hall.entries()[-1]
    assert (entry.number, hall.case().version) == (version + 1, version + 1)
    assert (entry.kind, entry.actor) == (EntryKind.RECOUNTED, ACTOR)
    assert entry.request == imported
    assert imported == {
        "calendar": "changchun",
        "years": [2027],
        "revision": kept_calendars(hall.runtime)["changchun"].revision.revision,
        "source": "https://city.example/holidays-2027",
    }


def test_a_second_run_finds_nothing_left(hall: Hall) -> None:
    number, *_ = over_new_year(hall)
    imports(hall)
    apply(hall.runtime, recount(hall))

    left = foreseen(hall, every=True)
    again = apply(hall.runtime, recount(hall, every=True))

    assert (left, again.cases, again.clocks) == ([], 0, 0)
    assert _recounted(hall, number) == 1


def test_a_run_that_was_stopped_is_finished_by_the_next(hall: Hall) -> None:
    numbers = over_new_year(hall, 55)
    imports(hall)

    def stop(done: int, total: int) -> None:
        assert (done, total) == (50, 55)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apply(hall.runtime, recount(hall), stop)
    left = [each.case for each in foreseen(hall) if isinstance(each, Moved)]
    applied = apply(hall.runtime, recount(hall))

    assert (left, applied.cases) == (numbers[50:], 5)
    assert {_recounted(hall, number) for number in numbers} == {1}
    assert hall.differences() == ()


def test_a_definite_clock_moves_only_on_request(hall: Hall, tmp_path: Path) -> None:
    hall.report()
    hall.register("3")
    holiday = ("2026: [01-01..01-03,", "2026: [01-01..01-03, 06-09,")
    folder = tmp_path / "definitions"
    hall.initialise(changed_city(folder, {"calendars/changchun.yaml": holiday}))

    default, every = foreseen(hall), foreseen(hall, every=True)
    apply(hall.runtime, recount(hall, every=True))

    assert (default, len(every)) == ([], 1)
    assert _promise(hall).due_at == local("2026-06-10 17:30")
    assert hall.entries()[-1].request["years"] == [2026]


def test_a_limit_that_shrinks_is_broken_by_the_rules(hall: Hall) -> None:
    over_new_year(hall)
    imports(hall)
    apply(hall.runtime, recount(hall))
    hall.clock.set(local("2027-01-05 10:00"))
    # Tuesday is worked after all: an hour of it was enough.
    imports(hall, "2027-corrected")

    (moved,) = foreseen(hall, every=True)
    assert isinstance(moved, Moved)
    promise = next(each for each in moved.clocks if each.after.name == "promise")
    apply(hall.runtime, recount(hall, every=True))

    assert promise.overdue
    assert promise.after.due_at == local("2027-01-05 09:30")
    assert "overdue" not in hall.case().marks
    hall.sweep()
    assert "overdue" in hall.case().marks
    assert hall.differences() == ()


def test_what_was_due_is_caught_up_in_the_same_step(hall: Hall) -> None:
    over_new_year(hall)
    imports(hall)
    hall.clock.set(local("2026-12-31 16:30"))

    apply(hall.runtime, recount(hall))

    kinds = [entry.kind for entry in hall.entries()]
    assert kinds[-1] is EntryKind.RECOUNTED
    assert EntryKind.RUNG in kinds
    assert len(hall.fired()) == len(set(hall.fired()))
    assert hall.differences() == ()


def test_a_case_that_fails_does_not_stop_the_others(hall: Hall) -> None:
    bad, good = over_new_year(hall, 2)
    imports(hall)
    hall.tamper("UPDATE cases SET body = '{' WHERE number = :number", number=bad)

    listed = foreseen(hall)
    applied = apply(hall.runtime, recount(hall))

    assert [type(each) for each in listed] == [Failure, Moved]
    assert [each.case for each in applied.failed] == [bad]
    assert applied.failed[0].error.startswith(number_text(bad))
    assert _promise(hall, good).due_at == local("2027-01-06 09:30")


def test_a_workflow_that_is_missing_is_told(hall: Hall) -> None:
    over_new_year(hall)
    imports(hall)
    hall.tamper("UPDATE cases SET definition = 'gone'")

    (listed,) = foreseen(hall)
    applied = apply(hall.runtime, recount(hall))

    assert isinstance(listed, Failure)
    assert applied.failed == (listed,)
    assert "No workflow gone has been published" in listed.error


def test_a_case_in_other_hands_is_left_for_a_further_run(
    postgresql_hall: Hall,
) -> None:
    held, free = over_new_year(postgresql_hall, 2)
    imports(postgresql_hall)
    asked = recount(postgresql_hall)
    with postgresql_hall.runtime.database.writing() as connection:
        step.read_many(connection, [held], lock=True)

        applied = apply(postgresql_hall.runtime, asked)

    assert (applied.cases, applied.held) == (1, (held,))
    assert _recounted(postgresql_hall, free) == 1
    assert apply(postgresql_hall.runtime, asked).cases == 1
    assert _recounted(postgresql_hall, held) == 1


def test_a_clock_that_starts_later_needs_no_recount(hall: Hall) -> None:
    imports(hall)
    over_new_year(hall)

    assert _promise(hall).due_at == local("2027-01-06 09:30")
    assert foreseen(hall, every=True) == []
