"""The rungs of a clock: which one is next, when it fires, and which wait again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from workflow.domain.case import Clock, Fired, revised
from workflow.domain.definition import Point, Rung, Trigger
from workflow.domain.worktime import Budget, Calendar

Rungs = tuple[Rung, ...]
"""The rungs of one clock, in the order in which they were written."""

_INSTANT = timedelta(microseconds=1)


def left_of(clock: Clock) -> Budget:
    """What is left of the budget since the clock runs, or of one that stands still."""
    return Budget(measure=clock.measure, micros=clock.budget - clock.consumed)


def armed_again(clock: Clock, at: datetime, rungs: Rungs, calendar: Calendar) -> Clock:
    """The clock with single rungs waiting again whose instant lies ahead by now.

    Those of a clock that stands still lie where they would if it ran on now.
    """
    ahead = clock
    if clock.running_since is None:
        due_at = clock.due_at or calendar.add(at, left_of(clock))
        ahead = revised(clock, running_since=at, due_at=due_at)
    fired = dict(clock.fired)
    for rung in rungs:
        before = fired.get(rung.name)
        if (
            before is not None
            and rung.every is None
            and _instant(rung.trigger, ahead, calendar) > at
        ):
            fired[rung.name] = replace(before, armed=True)
    return revised(clock, fired=fired)


def schedule(clock: Clock, rungs: Rungs, calendar: Calendar) -> Clock:
    """The clock with the next rung that has not fired, and its instant."""
    next_rung, next_at = next_of(clock, rungs, calendar)
    if (next_rung, next_at) == (clock.next_rung, clock.next_at):
        return clock
    return revised(clock, next_rung=next_rung, next_at=next_at)


def next_of(
    clock: Clock, rungs: Rungs, calendar: Calendar
) -> tuple[str, datetime | None]:
    """The first of the rungs that has not fired, and its instant; "" and None if none.

    A clock that stands still has none.
    """
    if clock.running_since is None or clock.due_at is None or not rungs:
        return "", None
    waiting = ((at, rung.name) for rung, at in _waiting(clock, rungs, calendar))
    found = min(waiting, key=lambda each: each[0], default=None)
    if found is None:
        return "", None
    # What lies before the clock runs, or fell into a pause, is due when it runs.
    return found[1], max(found[0], clock.running_since)


def fire(clock: Clock, rung: Rung, count: int, anchor: datetime) -> Clock:
    """The clock with `count` more occurrences of the rung behind it."""
    before = clock.fired.get(rung.name)
    total = count + (before.count if before else 0)
    fired = {**clock.fired, rung.name: Fired(count=total, anchor=anchor)}
    return revised(clock, fired=fired)


def _waiting(
    clock: Clock, rungs: Rungs, calendar: Calendar
) -> Iterator[tuple[Rung, datetime]]:
    for rung in rungs:
        fired = clock.fired.get(rung.name)
        if fired is None or fired.armed:
            yield rung, _instant(rung.trigger, clock, calendar)
        elif rung.every is not None and fired.count < rung.times:
            yield rung, calendar.due(fired.anchor, rung.every)


def _instant(trigger: Trigger, clock: Clock, calendar: Calendar) -> datetime:
    """When a rung that has not fired yet is to fire, if the clock runs on."""
    due_at = clock.due_at or clock.started_at
    if trigger.point is Point.SHARE:
        return _at_consumed(clock, clock.budget * trigger.percent // 100, calendar)
    if trigger.duration is not None:
        reach = calendar.before if trigger.point is Point.BEFORE else calendar.due
        return reach(due_at, trigger.duration)
    return due_at + _INSTANT if trigger.point is Point.OVERDUE else due_at


def _at_consumed(clock: Clock, threshold: int, calendar: Calendar) -> datetime:
    since = clock.running_since or clock.started_at
    left = threshold - clock.consumed
    if left <= 0:
        return since
    return calendar.add(since, Budget(measure=clock.measure, micros=left))
