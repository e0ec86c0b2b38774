"""Clocks: starting, pausing, resuming and ending a time limit, and its next rung."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from workflow.domain.case import Clock, Outcome, revised
from workflow.domain.limits import Settled
from workflow.domain.rungs import Rungs, armed_again, left_of, schedule
from workflow.domain.worktime import Budget, Calendar, Measure

TIME_IS_UP = "time_is_up"
"""The name of the rung by which a state's `when_time_is_up` is taken."""

_YELLOW_FROM = 80
"""Percent of the limit: green to 80, yellow to 100, red after (common practice)."""


class Light(StrEnum):
    """How near a clock is to its limit."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a new clock is called, and for which cycle."""

    name: str
    subject: str
    cycle: int


def start(
    identity: Start, settled: Settled, at: datetime, rungs: Rungs, calendar: Calendar
) -> Clock:
    """A clock that begins to run at this instant."""
    clock = Clock(
        name=identity.name,
        subject=identity.subject,
        cycle=identity.cycle,
        calendar=calendar.rules.name,
        measure=settled.budget.measure,
        budget=settled.budget.micros,
        consumed=0,
        outcome=Outcome.RUNNING,
        started_at=at,
        running_since=at,
        due_at=settled.due_at,
        stopped_at=None,
        source=settled.source,
        limit=settled.text,
        provisional=not calendar.is_published(settled.due_at),
    )
    return schedule(clock, rungs, calendar)


def consumed_at(clock: Clock, at: datetime, calendar: Calendar) -> int:
    """Microseconds of the budget that are used at this instant."""
    if clock.running_since is None:
        return clock.consumed
    return clock.consumed + calendar.elapsed(clock.running_since, at, clock.measure)


def is_late(clock: Clock, at: datetime) -> bool:
    """Whether the limit is broken: the one function behind verdict, light and rung.

    A clock that has stopped is judged at the moment at which it stopped.
    """
    if clock.outcome in (Outcome.ON_TIME, Outcome.LATE):
        return clock.outcome is Outcome.LATE
    stopped = clock.stopped_at if clock.running_since is None else None
    return clock.due_at is not None and (stopped or at) > clock.due_at


def light(clock: Clock, at: datetime, calendar: Calendar) -> Light:
    """Green to 80 % of the limit, yellow to 100 %, red after it."""
    if is_late(clock, at):
        return Light.RED
    used = consumed_at(clock, at, calendar)
    if not clock.has_ended and used * 100 > clock.budget * _YELLOW_FROM:
        return Light.YELLOW
    return Light.GREEN


def pause(clock: Clock, at: datetime, calendar: Calendar) -> Clock:
    """The clock, stopped for a while; a limit that was broken stays broken."""
    return revised(
        clock,
        consumed=consumed_at(clock, at, calendar),
        outcome=Outcome.PAUSED,
        running_since=None,
        stopped_at=at,
        due_at=clock.due_at if is_late(clock, at) else None,
        next_rung="",
        next_at=None,
    )


def resume(clock: Clock, at: datetime, rungs: Rungs, calendar: Calendar) -> Clock:
    """The clock, running again with what is left of its budget."""
    due_at = clock.due_at
    if due_at is None:
        due_at = calendar.add(at, left_of(clock))
    running = revised(
        clock,
        outcome=Outcome.RUNNING,
        running_since=at,
        stopped_at=None,
        due_at=due_at,
        provisional=not calendar.is_published(due_at),
    )
    return schedule(running, rungs, calendar)


def end(clock: Clock, at: datetime, calendar: Calendar) -> Clock:
    """The clock with its verdict; a paused one is judged where it last stopped."""
    late = is_late(clock, at)
    running = clock.running_since is not None
    return revised(
        clock,
        consumed=consumed_at(clock, at, calendar),
        outcome=Outcome.LATE if late else Outcome.ON_TIME,
        running_since=None,
        stopped_at=at if running else clock.stopped_at,
        next_rung="",
        next_at=None,
    )


def reopen(clock: Clock, at: datetime, rungs: Rungs, calendar: Calendar) -> Clock:
    """A clock that had ended runs on, as if it had been paused meanwhile."""
    late = clock.outcome is Outcome.LATE
    paused = revised(
        clock,
        outcome=Outcome.PAUSED,
        due_at=clock.due_at if late else None,
    )
    return resume(paused, at, rungs, calendar)


def limit_again(
    clock: Clock, settled: Settled, at: datetime, rungs: Rungs, calendar: Calendar
) -> Clock:
    """The clock under another limit, counted from its original start.

    What it has consumed stays consumed, so that pauses are kept, and what was granted
    on top of the limit is granted on top of the new one. A limit that was broken
    stays broken. Single rungs that had fired, and lie ahead again, will fire once more.
    """
    until = at if clock.running_since is not None else clock.stopped_at or at
    consumed = _consumed_in(settled.budget.measure, clock, until, calendar)
    extended = _extended_in(clock, settled.budget)
    budget = settled.budget.micros + extended
    left = Budget(measure=settled.budget.measure, micros=budget - consumed)
    due_at, late = clock.due_at, is_late(clock, at)
    if not late:
        runs = clock.running_since is not None
        due_at = calendar.add(until, left) if runs or left.micros < 0 else None
    changed = revised(
        clock,
        measure=settled.budget.measure,
        budget=budget,
        extended=extended,
        consumed=consumed,
        carried=_carried_in(clock, consumed, until, calendar),
        running_since=at if clock.running_since is not None else None,
        due_at=due_at,
        source=settled.source,
        limit=settled.text,
        provisional=not calendar.is_published(due_at or settled.due_at),
    )
    if not late:
        changed = armed_again(changed, at, rungs, calendar)
    return schedule(changed, rungs, calendar)


def _carried_in(
    clock: Clock, consumed: int, until: datetime, calendar: Calendar
) -> int:
    """What was carried, as the same share of what is consumed in another measure."""
    before = consumed_at(clock, until, calendar)
    return clock.carried * consumed // before if before else 0


def _extended_in(clock: Clock, limit: Budget) -> int:
    """What was granted on top of a limit, on top of another one.

    In another measure it has the same share of the limit as before.
    """
    limited = clock.budget - clock.extended
    if limit.measure is clock.measure or not limited:
        return clock.extended
    return clock.extended * limit.micros // limited


def _consumed_in(
    measure: Measure, clock: Clock, until: datetime, calendar: Calendar
) -> int:
    """What a clock had consumed by an instant, told in a measure.

    Only the total of earlier pauses is known, not when they were. In another measure
    they are taken to have the same share of the time since the start.
    """
    consumed = consumed_at(clock, until, calendar)
    if measure is clock.measure:
        return consumed
    passed = calendar.elapsed(clock.started_at, until, clock.measure)
    told = calendar.elapsed(clock.started_at, until, measure)
    return told * consumed // passed if passed else told


def extend(
    clock: Clock, micros: int, at: datetime, rungs: Rungs, calendar: Calendar
) -> Clock:
    """The clock with more time, which is added to its present due instant.

    What it has consumed stays consumed. A limit that was broken stays broken. Rungs
    before the due instant that had fired, and lie ahead again, will fire once more.
    """
    more = revised(
        clock, budget=clock.budget + micros, extended=clock.extended + micros
    )
    if is_late(clock, at):
        # A share of the limit lies farther ahead now, though the due instant stands.
        return schedule(more, rungs, calendar)
    if clock.running_since is None:
        return armed_again(more, at, rungs, calendar)
    present = clock.due_at or calendar.add(clock.running_since, left_of(clock))
    due_at = calendar.add(present, Budget(measure=clock.measure, micros=micros))
    moved = revised(more, due_at=due_at, provisional=not calendar.is_published(due_at))
    return schedule(armed_again(moved, at, rungs, calendar), rungs, calendar)


def give_back(clock: Clock, at: datetime, rungs: Rungs, calendar: Calendar) -> Clock:
    """The clock as if its owner had not had the case since it last came there.

    A limit that was broken meanwhile stays broken, but is not counted. Single rungs
    that had fired, and lie ahead again, will fire once more.
    """
    if is_late(clock, at):
        return revised(clock, exempt=True)
    if clock.running_since is None:
        back = revised(clock, consumed=clock.carried)
        return armed_again(back, at, rungs, calendar)
    since = max(at, clock.running_since)
    begun = revised(clock, consumed=clock.carried, running_since=since)
    due_at = calendar.add(since, left_of(begun))
    moved = revised(begun, due_at=due_at, provisional=not calendar.is_published(due_at))
    return schedule(armed_again(moved, since, rungs, calendar), rungs, calendar)


def exempted(clock: Clock) -> Clock:
    """The clock, not to be counted as late; that it is late remains."""
    return revised(clock, exempt=True)
