"""Which clocks of a case run: brings them in line with the state it has reached."""

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from workflow.domain import clocks
from workflow.domain.case import Case, Clock, revised
from workflow.domain.clocks import TIME_IS_UP, Start
from workflow.domain.context import Context
from workflow.domain.definition import (
    NO_LIMIT,
    ClockRule,
    Limit,
    Point,
    Rung,
    State,
    Trigger,
)
from workflow.domain.dispute import DISPUTE
from workflow.domain.limits import depends_on_condition, settle
from workflow.domain.rungs import Rungs

STAGE = "stage"
"""The name of the clock of a state; its subject is the state."""
APPLICATION = "application"
"""The name of the clock by which an application is decided; its subject is the action
that is applied for, its cycle the number of the application."""
PROMISE = "promise"
"""The clock towards the reporter: its overdue is the case's overdue."""


class Moved(NamedTuple):
    """What a step did to the case that its clocks have to follow.

    `left_at` is the instant at which a state was left that time left by itself: it
    may lie before the one at which somebody notices. `dispatched` says that an owner
    was named, be it the one before; `pauses` and `resumes` name the clocks that the
    action itself stops or lets run again.
    """

    entered: bool
    back: bool
    recategorised: bool
    left_at: datetime | None = None
    dispatched: bool = False
    pauses: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()


def is_overdue(case: Case, context: Context) -> bool:
    """Whether the promise to the reporter is broken."""
    promise = case.clocks.get((PROMISE, ""))
    if promise is None or promise.cycle != case.cycle:
        return False
    return clocks.is_late(promise, context.now)


def rungs_of(clock: Clock, context: Context) -> Rungs:
    """The rungs of a clock, with the taking of `when_time_is_up` as the last."""
    if clock.name == APPLICATION:
        return APPLICATION_RUNGS
    if clock.name == DISPUTE:
        return DISPUTE_RUNGS
    if clock.name != STAGE:
        rule = context.definition.clocks.get(clock.name)
        return rule.rungs if rule else ()
    return stage_rungs(context.definition.state(clock.subject))


def stage_rungs(state: State) -> Rungs:
    """The rungs of a state's own clock."""
    if state.time_is_up is None:
        return state.rungs
    return (*state.rungs, replace(_TIME_IS_UP, take=state.time_is_up))


_TIME_IS_UP = Rung(name=TIME_IS_UP, trigger=Trigger(point=Point.DUE, text="due"))
APPLICATION_RUNGS: Rungs = (_TIME_IS_UP,)
"""What time does to an application: it tells what silence means."""
DISPUTE_RUNGS: Rungs = (_TIME_IS_UP,)
"""What time does to a dispute: it tells what silence means, or lets it rise."""


def follow(case: Case, moved: Moved, context: Context) -> list[Clock]:
    """The clocks that change when a case has arrived where it is now.

    Clocks that span states come first, since a stage's limit may be a share of
    theirs; a clock that ends comes before the one that takes its place.
    """
    changed: list[Clock] = []
    for rule in context.definition.clocks.values():
        changed += _follow_rule(rule, case, moved, context)
    if moved.entered:
        # The stage's limit is settled against the clocks as they are by now.
        now = {**case.clocks, **{clock.key: clock for clock in changed}}
        changed += _follow_stage(revised(case, clocks=now), moved, context)
    else:
        changed += _hold_stage(case, moved, context)
    return changed


def _follow_rule(
    rule: ClockRule, case: Case, moved: Moved, context: Context
) -> list[Clock]:
    subject = case.owner if rule.per_owner else ""
    changed: list[Clock] = []
    for clock in case.clocks.values():
        if clock.name != rule.name or clock.cycle != case.cycle or clock.has_ended:
            continue
        mine = clock.subject == subject
        updated = _follow_clock(clock, rule, case, moved, context, mine=mine)
        if moved.recategorised and depends_on_condition(rule.limit):
            updated = _limit_again(updated, rule.limit, case, context)
        if updated is not clock:
            changed.append(updated)
    if _begins(rule, case):
        changed += _begin(rule, subject, case, context)
    return changed


def _follow_clock(  # noqa: PLR0913 - what a clock has to follow
    clock: Clock,
    rule: ClockRule,
    case: Case,
    moved: Moved,
    context: Context,
    *,
    mine: bool,
) -> Clock:
    held = _is_held(clock, moved)
    runs = mine and case.state not in rule.paused_in and not held
    updated = _hold_or_run(clock, case, moved, context, runs=runs)
    if held is not clock.held:
        updated = revised(updated, held=held)
    if mine and rule.per_owner and moved.dispatched:
        # From here on an owner's time is told apart from what it used before.
        at = _since_when(clock, moved, context)
        carried = clocks.consumed_at(clock, at, context.calendar)
        if carried != clock.carried:
            updated = revised(updated, carried=carried)
    return updated


def _is_held(clock: Clock, moved: Moved) -> bool:
    """Whether an action holds a clock; that ends where the state is left."""
    if moved.entered or clock.name in moved.resumes:
        return False
    return clock.held or clock.name in moved.pauses


def are_held(names: tuple[str, ...], case: Case) -> bool:
    """Whether an action holds one of these clocks of a case."""
    return any(clock.held and clock.name in names for clock in case.clocks.values())


def _hold_stage(case: Case, moved: Moved, context: Context) -> list[Clock]:
    """The clock of the state itself, where an action stops it or lets it run again."""
    clock = case.clocks.get((STAGE, case.state))
    if clock is None or clock.has_ended:
        return []
    held = _is_held(clock, moved)
    if held is clock.held:
        return []
    updated = _hold_or_run(clock, case, moved, context, runs=not held)
    return [revised(updated, held=held)]


def _begins(rule: ClockRule, case: Case) -> bool:
    """Whether a clock of this rule has to run from now on, if there is none yet."""
    if rule.per_owner and not case.owner:
        return False
    if case.state == rule.starts_in:
        return True
    # Whoever takes a case over on its way gets a time of its own as well.
    return (
        rule.per_owner
        and case.is_open
        and case.state not in rule.paused_in
        and any(
            clock.name == rule.name and clock.cycle == case.cycle
            for clock in case.clocks.values()
        )
    )


def _hold_or_run(
    clock: Clock, case: Case, moved: Moved, context: Context, *, runs: bool
) -> Clock:
    at = _since_when(clock, moved, context)
    if not case.is_open:
        return clocks.end(clock, at, context.calendar)
    if runs and clock.running_since is None:
        rungs = rungs_of(clock, context)
        return clocks.resume(clock, at, rungs, context.calendar)
    if not runs and clock.running_since is not None:
        return clocks.pause(clock, at, context.calendar)
    return clock


def _since_when(clock: Clock, moved: Moved, context: Context) -> datetime:
    """When the case left its state, as far as the clock is concerned.

    What time took late counts from when it was due, or an outage would be charged to
    somebody; but no clock turns before its last turn.
    """
    last = clock.running_since or clock.stopped_at or clock.started_at
    return max(moved.left_at or context.now, last)


def _begin(rule: ClockRule, subject: str, case: Case, context: Context) -> list[Clock]:
    known = case.clocks.get((rule.name, subject))
    if known is not None and known.cycle == case.cycle:
        return []
    start = Start(name=rule.name, subject=subject, cycle=case.cycle)
    clock = _new(start, rule.limit, rule.rungs, case, context)
    if clock is None:
        return []
    if case.state in rule.paused_in:
        clock = clocks.pause(clock, context.now, context.calendar)
    return [clock]


def _new(
    start: Start, limit: Limit, rungs: Rungs, case: Case, context: Context
) -> Clock | None:
    overdue = is_overdue(case, context)
    settled = settle(limit, case, context.now, context, overdue=overdue)
    if settled is None:
        return None
    return clocks.start(start, settled, context.now, rungs, context.calendar)


def _limit_again(clock: Clock, limit: Limit, case: Case, context: Context) -> Clock:
    overdue = is_overdue(case, context)
    settled = settle(limit, case, clock.started_at, context, overdue=overdue)
    if settled is None or clock.has_ended:
        return clock
    rungs = rungs_of(clock, context)
    return clocks.limit_again(clock, settled, context.now, rungs, context.calendar)


def _follow_stage(case: Case, moved: Moved, context: Context) -> list[Clock]:
    changed: list[Clock] = []
    left = case.clocks.get((STAGE, case.previous))
    if left is not None and (left.running_since is not None or left.held):
        ended = clocks.end(left, _since_when(left, moved, context), context.calendar)
        left = revised(ended, held=False)
        changed.append(left)
    state = context.definition.state(case.state)
    if state.limit is NO_LIMIT or state.is_final:
        return changed
    rungs = stage_rungs(state)
    # A state that leads to itself has only just ended its own clock.
    same = case.previous == case.state
    earlier = left if same else case.clocks.get((STAGE, case.state))
    if moved.back and earlier is not None:
        running = clocks.reopen(earlier, context.now, rungs, context.calendar)
        return [*changed, running]
    start = Start(name=STAGE, subject=case.state, cycle=case.entries[case.state])
    clock = _new(start, state.limit, rungs, case, context)
    return changed if clock is None else [*changed, clock]
