"""Which clocks an approval is about, and what a granted application does to them."""

from workflow.domain import clocks, timing
from workflow.domain.case import Case, Clock
from workflow.domain.context import Context
from workflow.domain.definition import Approval, Extension
from workflow.domain.rungs import left_of


def changed(approval: Approval, case: Case, context: Context) -> list[Clock]:
    """The clocks that a granted application changes, each once."""
    found: dict[tuple[str, str], Clock] = {}
    now, calendar = context.now, context.calendar
    if approval.adds is not None:
        for clock in extended_by(approval, case):
            micros = _amount(approval.adds, clock, context)
            rungs = timing.rungs_of(clock, context)
            found[clock.key] = clocks.extend(clock, micros, now, rungs, calendar)
    for clock in exempted_by(approval, case, context):
        found[clock.key] = clocks.exempted(found.get(clock.key, clock))
    for clock in _current(approval.gives_back, case):
        rungs = timing.rungs_of(clock, context)
        latest = found.get(clock.key, clock)
        found[clock.key] = clocks.give_back(latest, now, rungs, calendar)
    return list(found.values())


def _amount(extension: Extension, clock: Clock, context: Context) -> int:
    """Microseconds that an extension comes to, in the measure of a clock."""
    if extension.duration is None:
        return (clock.budget - clock.extended) * extension.percent // 100
    calendar = context.calendar
    due_at = clock.due_at
    if due_at is None:
        due_at = calendar.add(context.now, left_of(clock))
    later = calendar.due(due_at, extension.duration)
    return calendar.elapsed(due_at, later, clock.measure)


def extended_by(approval: Approval, case: Case) -> list[Clock]:
    """The clocks that a granted application would give more time."""
    if approval.adds is None:
        return []
    return [
        clock for clock in _current(approval.adds.clocks, case) if not clock.has_ended
    ]


def exempted_by(approval: Approval, case: Case, context: Context) -> list[Clock]:
    """The late clocks of this cycle that an appeal is about."""
    return [
        clock
        for clock in _current(approval.exempts, case)
        if clocks.is_late(clock, context.now) and not clock.exempt
    ]


def _current(names: tuple[str, ...], case: Case) -> list[Clock]:
    """The clocks of these names in this cycle, of an owner's only the owner's own."""
    return [
        clock
        for clock in case.clocks.values()
        if clock.name in names
        and clock.cycle == case.cycle
        and clock.subject in ("", case.owner)
    ]
