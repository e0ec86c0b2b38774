"""What is stored, held against the model, value by value."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from tests.engine.stateful.model import Model
from tests.engine.stateful.timer import Timer
from tests.engine.stateful.walk import Walk
from workflow.domain.answer import Answer
from workflow.domain.case import Clock
from workflow.domain.effects import instant_from
from workflow.engine.runtime import Runtime
from workflow.store import audit
from workflow.store.audit import Kept
from workflow.store.tables import firing

_CASE = (
    "state",
    "previous",
    "owner",
    "first_owner",
    "cycle",
    "returns",
    "returned",
    "returned_by",
    "marks",
    "entered_at",
    "changed_at",
    "taken",
    "entries",
    "applied",
    "granted",
    "asked",
)
_CLOCK = (
    "measure",
    "budget",
    "extended",
    "carried",
    "outcome",
    "held",
    "exempt",
    "started_at",
)


def stored(runtime: Runtime) -> dict[int, Kept]:
    """Every case with all that belongs to it."""
    with runtime.database.reading() as connection:
        return {each.case.number: each for each in audit.kept(connection, 0, 100)}


def firings(runtime: Runtime, number: int) -> dict[Any, datetime]:
    """The firings of a case: clock, cycle, rung and occurrence, and when it was due."""
    table = firing.c
    key = (table.clock, table.subject, table.cycle, table.rung, table.occurrence)
    query = select(*key, table.due_at).where(table.case_number == number)
    with runtime.database.reading() as connection:
        return {tuple(row)[:-1]: row.due_at for row in connection.execute(query)}


def faults(model: Model, kept: Kept, fired: dict[Any, datetime]) -> Iterator[str]:
    """Everything in which a stored case is not as the model has it."""
    model.rebind()
    story = [
        (each.kind, each.actor, each.action, instant_from(each.at))
        for each in kept.entries
    ]
    yield from _differ("story", story, model.story)
    yield from _differ("fired", fired, model.firings)
    for name in _CASE:
        yield from _differ(name, getattr(kept.case, name), getattr(model, name))
    yield from _differ("final", kept.case.final, model.here.final)
    yield from _differ(
        "pending",
        {
            each.action: (each.number, each.asker, each.agreed, each.due_at, each.desk)
            for each in kept.case.pending.values()
        },
        {
            name: (each.number, each.asker, each.agreed, each.due_at, model.desk(each))
            for name, each in model.pending.items()
        },
    )
    answers = {
        number: each.status
        for number, each in kept.applications.items()
        if each.status is not Answer.PENDING
    }
    yield from _differ("answers", answers, model.answers)
    timers = {
        **model.gone,
        **{(*key, timer.cycle): timer for key, timer in model.timers.items()},
    }
    yield from _differ("clocks", sorted(kept.clocks), sorted(timers))
    for key in kept.clocks.keys() & timers.keys():
        for fault in _of_clock(kept.clocks[key], timers[key]):
            yield f"clock {key}: {fault}"


def _of_clock(clock: Clock, timer: Timer) -> Iterator[str]:
    for name in _CLOCK:
        yield from _differ(name, getattr(clock, name), getattr(timer, name))
    at = clock.running_since or clock.started_at
    yield from _differ("running_since", clock.running_since, timer.since)
    yield from _differ("consumed", clock.consumed, timer.consumed(at))
    yield from _differ("due_at", clock.due_at, timer.due())
    yield from _differ("stopped_at", clock.stopped_at, timer.stopped_at)
    waits = timer.next()
    following = (waits[0], waits[1].name) if waits else (None, "")
    yield from _differ("next", (clock.next_at, clock.next_rung), following)
    yield from _differ(
        "fired",
        {k: (each.count, each.anchor, each.armed) for k, each in clock.fired.items()},
        {k: (each.count, each.anchor, each.armed) for k, each in timer.fired.items()},
    )


def _differ(name: str, found: object, expected: object) -> Iterator[str]:
    if found != expected:
        yield f"{name} is {found!r}, not {expected!r}"


def torn(before: Kept | None, kept: Kept, walk: Walk) -> Iterator[str]:
    """What no model is needed for: rules that hold for any history."""
    numbers = [each.number for each in kept.entries]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"the entries are numbered {numbers}"
    instants = [each.at for each in kept.entries]
    if instants != sorted(instants):
        yield "time ran backwards"
    last = kept.case.changed_at
    for key, clock in kept.clocks.items():
        if clock.running_since is None and clock.next_at is not None:
            yield f"clock {key} stands still and waits for a rung"
        earlier = before.clocks.get(key) if before is not None else None
        was = before.case.changed_at if before is not None else last
        if earlier is not None and _broken(earlier, was) and not _broken(clock, last):
            yield f"clock {key} was broken and is not any more"
        if clock.due_at is not None and clock.running_since is not None:
            used = clock.consumed + walk.elapsed(
                clock.running_since,
                max(clock.due_at, clock.running_since),
                clock.measure,
            )
            if used < clock.budget and not _broken(clock, last):
                yield f"clock {key} is due before its budget is used"


def _broken(clock: Clock, at: datetime) -> bool:
    """Whether a limit was passed, as somebody with the row alone would tell."""
    if clock.outcome.value in ("late", "on_time"):
        return clock.outcome.value == "late"
    stopped = clock.stopped_at if clock.running_since is None else at
    return clock.due_at is not None and stopped is not None and stopped > clock.due_at
