"""By which edition of its calendar the due instant of a clock was counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from workflow.domain.case import Clock
from workflow.domain.context import Context
from workflow.domain.decision import Entry
from workflow.domain.effects import instant_text
from workflow.domain.reasons.life import life_of
from workflow.domain.reasons.reason import Reason, reason
from workflow.domain.reasons.titles import wall_time
from workflow.domain.words import Title
from workflow.domain.worktime import Budget, Calendar, Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A calendar as it was taken over with a revision of the reference data."""

    revision: int
    calendar: Calendar


def last_run(clock: Clock, entries: Sequence[Entry]) -> Clock | None:
    """The clock as it last ran towards its due instant.

    None where no calendar decides: it counts day and night, or nothing is due.
    """
    if clock.due_at is None or clock.measure is Measure.CONTINUOUS:
        return None
    runs = [
        event.after
        for event in life_of(clock, entries)
        if event.after.running_since is not None
    ]
    return runs[-1] if runs and runs[-1].due_at == clock.due_at else None


def counted_by(run: Clock, editions: Iterable[Edition]) -> Edition | None:
    """The first edition by which what was left ended at the due instant."""
    return next((each for each in editions if _ends(run, each.calendar)), None)


def earlier_edition(run: Clock, edition: Edition, context: Context) -> Reason:
    """That a due instant comes from an edition which is not the present one."""
    present = _end(run, context.calendar)
    when = wall_time(present, context)
    said = Title(
        zh=f"这一截止时间按日历 {run.calendar} 的第 {edition.revision} 版计算，"
        f"此后没有重新计算；按现行的日历则为 {when}。",
        en=f"It was counted by revision {edition.revision} of calendar "
        f"{run.calendar} and not anew since; by the present one it would be {when}.",
    )
    return reason(
        "earlier_edition",
        said,
        clock=run.label,
        calendar=run.calendar,
        revision=edition.revision,
        would_be_due=instant_text(present),
    )


def _ends(run: Clock, calendar: Calendar) -> bool:
    return _end(run, calendar) == run.due_at


def _end(run: Clock, calendar: Calendar) -> datetime:
    since = run.running_since or run.started_at
    left = Budget(measure=run.measure, micros=run.budget - run.consumed)
    return calendar.add(since, left)
