"""A kill at every point of every verb leaves all of a step or nothing of it."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from tests.chaos import work
from tests.chaos.conftest import Nursery, sent
from tests.chaos.whole import assert_whole
from tests.engine.hall import Hall
from tests.engine.schedules import foreseen, imports, local, over_new_year
from workflow.domain.case import number_text
from workflow.domain.decision import EntryKind
from workflow.engine.results import Done
from workflow.store import outbox
from workflow.store.outbox import MessageStatus

MOST = 200
"""Points of one verb; far more than any has, so that a loop ends."""

Ask = Callable[[int], dict[str, Any]]
"""What the child asks for that dies at this point."""


def _die_everywhere(nursery: Nursery, hall: Hall, order: Ask) -> int:
    """Send children that die one point later each time, until one lives."""
    for point in range(1, MOST):
        fate = nursery.send(hall, {**order(point), "point": point})
        assert_whole(hall)
        if fate == ["done"]:
            return point - 1
        assert fate == ["killed"]
    raise AssertionError("No child ever came to the end of its work.")


def _asking(ask: Ask) -> Ask:
    return lambda point: {"job": "ask", "asks": [ask(point)]}


def _assert_asked_once(hall: Hall, asks: list[dict[str, Any]]) -> None:
    """Whoever asks again gets the first answer, or is answered now; never twice.

    The asks stand in the order of the points at which their askers died: once a
    step outlives its asker, so do all that died later.
    """
    known = []
    for asked in asks:
        first, second = work.ask(hall.runtime, asked), work.ask(hall.runtime, asked)
        assert isinstance(first, Done), first
        assert isinstance(second, Done), second
        assert second.repeated
        assert second.entries == first.entries
        known.append(first.repeated)
    assert known == sorted(known)
    assert set(known) == {False, True}
    assert_whole(hall)


def test_a_report_is_whole_or_never_was(nursery: Nursery, hall: Hall) -> None:
    asks: list[dict[str, Any]] = []

    def ask(point: int) -> dict[str, Any]:
        asks.append({"key": f"r{point}"})
        return asks[-1]

    _die_everywhere(nursery, hall, _asking(ask))

    _assert_asked_once(hall, asks)
    assert hall.asked("SELECT count(*) FROM cases") == [(len(asks),)]


@pytest.mark.parametrize("state", ["reported", "handling"])
def test_a_step_is_taken_whole_and_once(
    nursery: Nursery, hall: Hall, state: str
) -> None:
    action, actor, fields = work.TO_DO[state]
    asks: list[dict[str, Any]] = []

    def ask(point: int) -> dict[str, Any]:
        asked = {"case": _a_case(hall, state), "key": f"s{point}", "action": action}
        asks.append({**asked, "actor": actor, "fields": fields})
        return asks[-1]

    _die_everywhere(nursery, hall, _asking(ask))

    _assert_asked_once(hall, asks)
    after = [hall.case(asked["case"]) for asked in asks]
    assert {case.state for case in after} == {_AFTER[state]}
    assert len({case.version for case in after}) == 1


_AFTER = {"reported": "assigned", "handling": "verifying"}


def _a_case(hall: Hall, state: str) -> int:
    number = hall.report()
    if state == "handling":
        hall.register()
        hall.does("于洋", "accept")
    return number


def test_a_merge_changes_both_cases_or_neither(nursery: Nursery, hall: Hall) -> None:
    original = hall.report()
    fields = {"original": number_text(original)}
    asks: list[dict[str, Any]] = []

    def ask(point: int) -> dict[str, Any]:
        asked = {"case": hall.report(), "key": f"m{point}", "action": "merge"}
        asks.append({**asked, "actor": "zhou_min", "fields": fields})
        return asks[-1]

    _die_everywhere(nursery, hall, _asking(ask))

    _assert_asked_once(hall, asks)
    assert {hall.case(asked["case"]).final for asked in asks} == {"duplicate"}
    assert len(hall.case(original).reports) == 1 + len(asks)


def test_a_sweep_fires_each_rung_once(nursery: Nursery, hall: Hall) -> None:
    numbers = [_a_case(hall, "handling") for _ in range(2)]
    hall.later(hours=30)

    deaths = _die_everywhere(nursery, hall, lambda _: {"job": "sweep"})

    assert deaths > 3
    for number in numbers:
        fired = hall.fired(number)
        assert {"promise.soon", "promise.overdue", "department.urge"} < set(fired)
        assert len(fired) == len(set(fired))
    assert hall.sweep().rungs == 0


def test_a_recount_counts_each_case_once(nursery: Nursery, hall: Hall) -> None:
    numbers = over_new_year(hall, 2)
    imports(hall)

    deaths = _die_everywhere(nursery, hall, lambda _: {"job": "recount"})

    assert deaths > 3
    for number in numbers:
        kinds = [entry.kind for entry in hall.entries(number)]
        assert kinds.count(EntryKind.RECOUNTED) == 1
        due = hall.case(number).clocks["promise", ""].due_at
        assert due == local("2027-01-06 09:30")
    assert foreseen(hall, every=True) == []


def test_only_the_send_in_flight_may_repeat(nursery: Nursery, hall: Hall) -> None:
    for _ in range(2):
        hall.report(email="wang@example.org")
        hall.register()
    repeats = []

    def order(_: int) -> dict[str, Any]:
        # What a dead process had claimed is free again after its lease.
        hall.later(minutes=3)
        repeats.append(sum(sent(hall).values()) - len(sent(hall)))
        return {"job": "deliver"}

    deaths = _die_everywhere(nursery, hall, order)
    assert nursery.send(hall, order(0)) == ["done"]

    with hall.runtime.database.reading() as connection:
        every = outbox.listing(connection, limit=1000)
    assert deaths > 3
    assert {each.id for each in every if each.recipient} == set(sent(hall))
    assert {each.status for each in every} == {MessageStatus.SENT}
    assert all(after - before <= 1 for before, after in pairwise(repeats))


def test_a_refusal_and_what_was_due_go_together(nursery: Nursery, hall: Hall) -> None:
    number = _a_case(hall, "handling")
    before = hall.case(number).version
    hall.later(hours=30)
    written = []

    def ask(_: int) -> dict[str, Any]:
        (refusals,) = hall.asked("SELECT count(*) FROM refusal")[0]
        written.append((refusals > 0, hall.case(number).version > before))
        asked = {"case": number, "key": "", "action": "pass", "actor": "yu_yang"}
        return {**asked, "fields": {}}

    deaths = _die_everywhere(nursery, hall, _asking(ask))

    assert deaths > 3
    # One that died before the commit left neither, and every later one leaves both.
    assert {refused == caught_up for refused, caught_up in written} == {True}
    assert hall.asked("SELECT count(*) FROM refusal")[0][0] >= 1
    fired = hall.fired(number)
    assert "promise.overdue" in fired
    assert len(fired) == len(set(fired))
    assert hall.sweep().rungs == 0
