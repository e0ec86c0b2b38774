"""Which clocks of a case run: brings them in line with the state it has reached."""

from dataclasses import replace
from typing import NamedTuple

from workflow.domain import clocks
from workflow.domain.case import Case, Clock
from workflow.domain.clocks import TIME_IS_UP, Rungs, Start
from workflow.domain.context import Context, facts_of
from workflow.domain.definition import (
    NO_LIMIT,
    ClockRule,
    Limit,
    Point,
    Rung,
    State,
    Trigger,
)
from workflow.domain.limits import depends_on_condition, settle

STAGE = "stage"
"""The name of the clock of a state; its subject is the state."""
PROMISE = "promise"
"""The clock towards the reporter: its overdue is the case's overdue."""


class Moved(NamedTuple):
    """What a step did to the case that its clocks have to follow."""

    entered: bool
    back: bool
    recategorised: bool


def is_overdue(case: Case, context: Context) -> bool:
    """Whether the promise to the reporter is broken."""
    promise = case.clocks.get((PROMISE, ""))
    return promise is not None and clocks.is_late(promise, context.now)


def rungs_of(clock: Clock, context: Context) -> Rungs:
    """The rungs of a clock, with the taking of `when_time_is_up` as the last."""
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


def follow(case: Case, moved: Moved, context: Context) -> dict[tuple[str, str], Clock]:
    """The clocks that change when a case has arrived where it is now.

    Clocks that span states come first, since a stage's limit may be a share of
    theirs.
    """
    changed: dict[tuple[str, str], Clock] = {}
    for rule in context.definition.clocks.values():
        changed.update(_follow_rule(rule, case, moved, context))
    if moved.entered:
        # The stage's limit is settled against the clocks as they are by now.
        arrived = replace(case, clocks={**case.clocks, **changed})
        changed.update(_follow_stage(arrived, moved, context))
    return changed


def _follow_rule(
    rule: ClockRule, case: Case, moved: Moved, context: Context
) -> dict[tuple[str, str], Clock]:
    subject = case.owner if rule.per_owner else ""
    changed: dict[tuple[str, str], Clock] = {}
    for clock in case.clocks.values():
        if clock.name != rule.name or clock.cycle != case.cycle or clock.has_ended:
            continue
        runs = clock.subject == subject and case.state not in rule.paused_in
        updated = _hold_or_run(clock, rule.rungs, case, context, runs=runs)
        if moved.recategorised and depends_on_condition(rule.limit):
            updated = _limit_again(updated, rule.limit, case, context)
        if updated is not clock:
            changed[clock.key] = updated
    if case.state == rule.starts_in and (subject or not rule.per_owner):
        begun = _begin(rule, subject, case, context)
        changed.update(begun)
    return changed


def _hold_or_run(
    clock: Clock, rungs: Rungs, case: Case, context: Context, *, runs: bool
) -> Clock:
    if not case.is_open:
        return clocks.end(clock, context.now, context.calendar)
    if runs and clock.running_since is None:
        return clocks.resume(clock, context.now, rungs, context.calendar)
    if not runs and clock.running_since is not None:
        return clocks.pause(clock, context.now, context.calendar)
    return clock


def _begin(
    rule: ClockRule, subject: str, case: Case, context: Context
) -> dict[tuple[str, str], Clock]:
    known = case.clocks.get((rule.name, subject))
    if known is not None and known.cycle == case.cycle:
        return {}
    start = Start(name=rule.name, subject=subject, cycle=case.cycle)
    clock = _new(start, rule.limit, rule.rungs, case, context)
    if clock is None:
        return {}
    if case.state in rule.paused_in:
        clock = clocks.pause(clock, context.now, context.calendar)
    return {clock.key: clock}


def _new(
    start: Start, limit: Limit, rungs: Rungs, case: Case, context: Context
) -> Clock | None:
    facts = facts_of(case, context, overdue=is_overdue(case, context))
    settled = settle(limit, case, facts, context.now, context)
    if settled is None:
        return None
    return clocks.start(start, settled, context.now, rungs, context.calendar)


def _limit_again(clock: Clock, limit: Limit, case: Case, context: Context) -> Clock:
    facts = facts_of(case, context, overdue=is_overdue(case, context))
    settled = settle(limit, case, facts, clock.started_at, context)
    if settled is None or clock.has_ended:
        return clock
    rungs = rungs_of(clock, context)
    return clocks.limit_again(clock, settled, context.now, rungs, context.calendar)


def _follow_stage(
    case: Case, moved: Moved, context: Context
) -> dict[tuple[str, str], Clock]:
    changed: dict[tuple[str, str], Clock] = {}
    left = case.clocks.get((STAGE, case.previous))
    if left is not None and left.running_since is not None:
        changed[left.key] = clocks.end(left, context.now, context.calendar)
    state = context.definition.state(case.state)
    if state.limit is NO_LIMIT or state.is_final:
        return changed
    rungs = stage_rungs(state)
    earlier = case.clocks.get((STAGE, case.state))
    if moved.back and earlier is not None:
        running = clocks.reopen(earlier, context.now, rungs, context.calendar)
        return {**changed, running.key: running}
    start = Start(name=STAGE, subject=case.state, cycle=case.entries[case.state])
    clock = _new(start, state.limit, rungs, case, context)
    if clock is not None:
        changed[clock.key] = clock
    return changed
