"""A kill before every statement of every verb leaves all of a step or nothing."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.chaos import work
from tests.chaos.conftest import Nursery
from tests.chaos.whole import assert_whole
from tests.engine.hall import Hall
from workflow.domain.case import number_text
from workflow.engine.advance import advance
from workflow.engine.report import report
from workflow.engine.results import Done
from workflow.store import outbox
from workflow.store.outbox import MessageStatus

MOST = 200
"""Statements of one verb; far more than any has, so that a loop ends."""


def _die_everywhere(
    nursery: Nursery, hall: Hall, order: Callable[[int], dict[str, Any]]
) -> int:
    """Send children that die one statement later each time, until one lives."""
    for position in range(1, MOST):
        given = order(position)
        fate = nursery.send(hall, **given, before=position)
        assert_whole(hall)
        if fate == "done":
            return position - 1
        assert fate == "killed"
    raise AssertionError("No child ever came to the end of its work.")


def test_a_report_is_whole_or_never_was(nursery: Nursery, hall: Hall) -> None:
    deaths = _die_everywhere(
        nursery, hall, lambda position: {"job": "report", "key": f"r{position}"}
    )

    again = report(hall.runtime, work.ask({"key": f"r{deaths}"}))
    assert isinstance(again, Done)
    assert deaths > 2
    assert_whole(hall)


def test_a_step_is_taken_once_however_often_asked(nursery: Nursery, hall: Hall) -> None:
    numbers = {n: hall.report() for n in range(1, 40)}

    def order(position: int) -> dict[str, Any]:
        return {
            "job": "step",
            "case": numbers[position],
            "action": "register",
            "actor": "zhou_min",
            "fields": {"category": "C0101", "condition": "2"},
            "key": f"s{position}",
        }

    deaths = _die_everywhere(nursery, hall, order)

    assert deaths > 2
    for position in range(1, deaths + 1):
        answer = advance(hall.runtime, work.request(order(position)))
        assert isinstance(answer, Done)
        assert hall.case(numbers[position]).version == 3
    assert_whole(hall)


def test_a_merge_changes_both_cases_or_neither(nursery: Nursery, hall: Hall) -> None:
    original = hall.report()
    duplicates = {n: hall.report() for n in range(1, 60)}

    def order(position: int) -> dict[str, Any]:
        return {
            "job": "step",
            "case": duplicates[position],
            "action": "merge",
            "actor": "zhou_min",
            "fields": {"original": number_text(original)},
            "key": f"m{position}",
        }

    deaths = _die_everywhere(nursery, hall, order)

    merged = [n for n in duplicates.values() if hall.case(n).final == "duplicate"]
    behind = hall.case(original).reports
    assert deaths > 2
    assert len(behind) == 1 + len(merged)


def test_a_sweep_fires_each_rung_once(nursery: Nursery, hall: Hall) -> None:
    for _ in range(3):
        hall.report()
        hall.register()
    hall.later(hours=30)

    deaths = _die_everywhere(nursery, hall, lambda _: {"job": "sweep", "key": ""})

    hall.sweep()
    assert deaths > 2
    for each in ("promise.soon", "promise.overdue", "department.urge"):
        assert hall.fired().count(each) == 1
    assert_whole(hall)


def test_only_the_send_in_flight_may_repeat(nursery: Nursery, hall: Hall) -> None:
    for _ in range(3):
        hall.report(email="wang@example.org")
        hall.register()

    def order(_: int) -> dict[str, Any]:
        # What a dead process had claimed is free again after its lease.
        hall.clock.set(hall.clock() + timedelta(minutes=3))
        return {"job": "deliver", "key": ""}

    deaths = _die_everywhere(nursery, hall, order)
    hall.clock.set(hall.clock() + timedelta(minutes=3))
    assert nursery.send(hall, **order(0)) == "done"

    sent = Counter((hall.folder / "sent").read_text().split())
    with hall.runtime.database.reading() as connection:
        every = outbox.listing(connection, limit=1000)
    assert deaths > 2
    assert {each.id for each in every if each.recipient} == set(sent)
    assert {each.status for each in every} == {MessageStatus.SENT}
    assert sum(sent.values()) - len(sent) <= deaths
