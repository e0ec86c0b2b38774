"""Rungs that can never fire, or fire at another time than their author thinks."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from workflow.authoring.flow.checks.paths import Paths
from workflow.authoring.flow.checks.subject import Subject
from workflow.authoring.flow.limit_documents import LimitCaseDocument, RungDocument
from workflow.authoring.flow.sites import (
    LimitSite,
    RungSite,
    offered_action,
    open_states,
    rung_sites,
)
from workflow.authoring.flow.titles import BUILT_IN_FIELDS
from workflow.domain.definition import Move, Point, Trigger
from workflow.domain.durations import MICROS_PER_HOUR, Duration

_WHOLE = 100
_WORK_DAY = 8 * MICROS_PER_HOUR
"""A work day where calendars are not looked at; findings that rest on it only warn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fault:
    """What is wrong with a rung of one limit: the rule, the key, and the words."""

    rule: str
    key: str
    message: str
    remedy: str
    is_error: bool = False


def check_reach(subject: Subject, paths: Paths) -> None:
    """Report clocks that never run, and rungs that never fire or fire at once.

    A set of rungs is shared: one of its rungs is told of only where it is the same for
    every limit of the workflow that names the set, and it is a warning then.
    """
    _check_clocks(subject, paths)
    shared: dict[tuple[str, str], list[tuple[RungSite, list[_Fault]]]] = {}
    for site in rung_sites(subject.documents):
        faults = list(_faults(site, subject))
        if site.named:
            shared.setdefault((site.named, site.name), []).append((site, faults))
            continue
        for fault in faults:
            report = subject.page.error if fault.is_error else subject.page.warning
            steps = (*site.steps, fault.key)
            report(fault.rule, steps, fault.message, fault.remedy)
    for (named, name), uses in shared.items():
        first, faults = uses[0]
        for fault in faults:
            if all(fault.rule in {f.rule for f in others} for _, others in uses):
                message = f'of the set "{named}", the rung "{name}": {fault.message}'
                steps = (*first.limit.steps, "rungs")
                subject.page.warning(fault.rule, steps, message, fault.remedy)


def _check_clocks(subject: Subject, paths: Paths) -> None:
    """Report clocks that are paused wherever a case can be while they could run."""
    workflow = subject.workflow
    going = [edge for edge in paths.edges if edge.source in open_states(workflow)]
    ways = Paths(start=paths.start, edges=tuple(going))
    for name, clock in workflow.clocks.items():
        met = ways.beyond([clock.from_])
        if met & {*open_states(workflow)} - {*clock.paused_in}:
            continue
        message = f'the clock "{name}" never runs, so none of its rungs can fire'
        remedy = "let it run in a state that follows its start, or take it away"
        key = "paused_in" if clock.paused_in else "from"
        subject.page.error("clock-never-runs", ("clocks", name, key), message, remedy)


def _faults(site: RungSite, subject: Subject) -> Iterator[_Fault]:
    rung = site.rung
    left = site.limit.state and _is_left_when_due(site.limit.state, subject)
    if left and _is_after(rung.at):
        yield _Fault(
            rule="rung-never-fires",
            key="at",
            message=f'"{rung.at.text}" never comes, since the case leaves '
            f'"{site.limit.state}" by itself when its time is up',
            remedy="write due or something before it, or take when_time_is_up away",
            is_error=True,
        )
    elif left:
        yield from _stopping(site)
    if rung.at.point is Point.BEFORE and rung.at.duration is not None:
        yield from _at_once(rung.at, rung.at.duration, site.limit)


def _is_left_when_due(state: str, subject: Subject) -> bool:
    """Whether time leaves a state for certain when its limit is reached.

    Where something can stand against the action, the case may stay behind.
    """
    taken = subject.workflow.states[state].when_time_is_up
    action = offered_action(taken.take, state, subject.workflow) if taken else None
    if action is None or action.to in (None, Move.BACK):
        return False
    conditional = action.when is not None or action.within is not None
    refusable = {*action.needs} & {*BUILT_IN_FIELDS}
    return not conditional and action.after_return and not refusable


def _is_after(at: Trigger) -> bool:
    late_share = at.point is Point.SHARE and at.percent > _WHOLE
    return late_share or at.point in (Point.OVERDUE, Point.AFTER)


def _stopping(site: RungSite) -> Iterator[_Fault]:
    """A rung that repeats beyond the instant at which its state is left."""
    rung = site.rung
    if rung.every is None or rung.times is None:
        return
    room = _room(rung, rung.every, site.limit)
    count = None if room is None else int(room // rung.every.amount) + 1
    if count is None or count >= rung.times:
        return
    yield _Fault(
        rule="rung-stops-early",
        key="times",
        message=f"only {count} of {rung.times} can come before the case leaves "
        f'"{site.limit.state}" by itself',
        remedy=f"write times: {count}"
        if count > 1
        else "take every and times away, or begin earlier",
    )


def _room(rung: RungDocument, every: Duration, limit: LimitSite) -> Decimal | None:
    """How much time lies between a rung and the due instant at most, if that is known.

    It is counted in the unit in which the rung repeats.
    """
    at = rung.at
    if at.point is Point.DUE:
        return Decimal(0)
    if at.duration is not None:
        return at.duration.amount if at.duration.unit is every.unit else None
    longest = [_most(case, every) for case in limit.cases]
    known = [amount for amount in longest if amount is not None]
    if len(known) < len(longest) or not known:
        return Decimal(0) if at.percent == _WHOLE else None
    return max(known) * (_WHOLE - at.percent) / _WHOLE


def _most(case: LimitCaseDocument, every: Duration) -> Decimal | None:
    """What a limit is at most, in the unit of a repetition."""
    amounts = (
        term.duration.amount
        for term in case.is_
        if term.duration is not None and term.duration.unit is every.unit
    )
    return min(amounts, default=None)


def _at_once(at: Trigger, distance: Duration, limit: LimitSite) -> Iterator[_Fault]:
    """A rung so long before the due instant that the limit has not begun by then."""
    if limit.cases and all(_is_within(case, distance) for case in limit.cases):
        yield _Fault(
            rule="rung-at-once",
            key="at",
            message=f'"{at.text}" is no shorter than the limit, so it fires as soon as '
            "the time begins",
            remedy="write a shorter time, or a share such as 50%",
        )


def _is_within(case: LimitCaseDocument, distance: Duration) -> bool:
    """Whether one of the alternatives, the earliest of which counts, is no longer."""
    terms = (term.duration for term in case.is_ if term.duration is not None)
    return any(_is_no_longer(limit, distance) for limit in terms)


def _is_no_longer(limit: Duration, distance: Duration) -> bool:
    if limit.unit is distance.unit:
        return limit.amount <= distance.amount
    if limit.unit.is_working and not distance.unit.is_working:
        # Nights and holidays may make it as long as they like.
        return False
    # Working time takes at least as long as the same time of the wall clock.
    return limit.micros(_WORK_DAY) <= distance.micros(_WORK_DAY)
