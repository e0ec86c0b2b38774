"""The open limits of all cases, the first due first."""

from dataclasses import dataclass
from datetime import datetime

from workflow.domain.case import Case, Clock, Outcome
from workflow.domain.clocks import Light, consumed_at, light
from workflow.domain.context import Context
from workflow.domain.reasons import clock_title, department_title, ending_of
from workflow.domain.timing import APPLICATION
from workflow.domain.words import Title
from workflow.domain.worktime import Measure
from workflow.engine.reckon import Reckoned, reckon
from workflow.engine.runtime import Runtime
from workflow.store import deadlines, step
from workflow.store.deadlines import Deadline

_ON_TIME = Title(zh="已结束：按时", en="ended on time")
_LATE = Title(zh="已结束：超时", en="ended late")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenClock:
    """One limit of one case, as acting would meet it.

    `left` is in microseconds of `measure`, below zero once it is over. `rungs` of
    its case are due and not written yet; where they have ended it, `ended` says what
    came of it.
    """

    case: int
    label: str
    title: Title
    owner: str
    owner_title: Title
    state_title: Title
    due_at: datetime
    outcome: Outcome
    light: Light
    measure: Measure
    left: int
    provisional: bool
    ended: Title | None
    rungs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which clocks are listed: of one owner, due before an instant, late ones."""

    owner: str = ""
    due_before: datetime | None = None
    late: bool = False


def list_clocks(
    runtime: Runtime,
    wanted: Wanted,
    *,
    after: tuple[int, str] | None = None,
    size: int = deadlines.PAGE,
) -> tuple[OpenClock, ...] | None:
    """The open clocks that have a due instant, the first due first.

    `after` is the case and the label of the last one seen; None comes back where
    that clock is no longer open.
    """
    before = wanted.due_before
    if wanted.late:
        now = runtime.now()
        before = now if before is None else min(before, now)
    with runtime.database.reading() as connection:
        last: Deadline | None = None
        if after is not None:
            name, _, subject = after[1].partition(":")
            last = deadlines.deadline(connection, after[0], name, subject)
            if last is None:
                return None
        found = deadlines.deadlines(
            connection, owner=wanted.owner, due_before=before, after=last, limit=size
        )
        numbers = {each.case for each in found}
        known: dict[int, tuple[Case, Reckoned, Context]] = {}
        for each in step.read_many(connection, sorted(numbers)):
            context = runtime.context(connection, each.case, each.revision)
            reckoned = reckon(each.case, context)
            known[each.case.number] = each.case, reckoned, context
    return tuple(_open_clock(each, *known[each.case]) for each in found)


def _open_clock(
    found: Deadline, stored: Case, reckoned: Reckoned, context: Context
) -> OpenClock:
    case = reckoned.case
    clock = _same_cycle(found, stored, case)
    used = consumed_at(clock, context.now, context.calendar)
    return OpenClock(
        case=case.number,
        label=clock.label,
        title=clock_title(clock.name, clock.subject, context),
        owner=case.owner,
        owner_title=department_title(case.owner, context),
        state_title=context.definition.state(case.state).title,
        due_at=found.due_at,
        outcome=clock.outcome,
        light=light(clock, context.now, context.calendar),
        measure=clock.measure,
        left=clock.budget - used,
        provisional=clock.provisional,
        ended=_ended(clock, stored, reckoned, context) if clock.has_ended else None,
        rungs=reckoned.rungs,
    )


def _same_cycle(found: Deadline, stored: Case, case: Case) -> Clock:
    """The clock by now, unless time has begun its next cycle meanwhile."""
    was, now = (each.clocks[found.name, found.subject] for each in (stored, case))
    return now if now.cycle == was.cycle else was


def _ended(clock: Clock, stored: Case, reckoned: Reckoned, context: Context) -> Title:
    """What came of a clock that has ended and is open in what is stored."""
    application = stored.pending.get(clock.subject)
    if clock.name == APPLICATION and application is not None:
        ending = ending_of(application, reckoned.entries)
        if ending is not None:
            return ending.told(context)
    return _LATE if clock.outcome is Outcome.LATE else _ON_TIME
