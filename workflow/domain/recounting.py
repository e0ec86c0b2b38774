"""Counting the open clocks of a case anew when the calendar has changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workflow.domain import clocks, timing
from workflow.domain.case import Case, Clock, Json, revised
from workflow.domain.context import Context
from workflow.domain.decision import Decision, EntryKind
from workflow.domain.draft import Draft, Event
from workflow.domain.escalation import catch_up
from workflow.domain.rungs import armed_again, left_of, schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """What is counted anew, and on whose word.

    Only clocks whose due instant is provisional, unless `every_clock`. `request` is
    what history keeps of it: the calendar, its years, its revision and its source.
    """

    calendar: str
    actor: str
    request: Mapping[str, Json]
    every_clock: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedClock:
    """An open clock before and after; `overdue` says that it breaks its limit so."""

    before: Clock
    after: Clock
    overdue: bool

    @property
    def settled(self) -> bool:
        """Whether its due instant is no longer provisional."""
        return self.before.provisional and not self.after.provisional


@dataclass(frozen=True, slots=True, kw_only=True)
class Recounted:
    """What a recount does to one case; without moved clocks there is nothing to do."""

    decision: Decision
    moved: tuple[MovedClock, ...]


def decide_recount(case: Case, recount: Recount, context: Context) -> Recounted:
    """Decide what the calendar of the context's city makes of the open clocks.

    What had become due before is caught up first, under the due instants that held
    until now. All clocks that move go into one entry.
    """
    draft = Draft(case, context)
    catch_up(draft)
    before = draft.case
    counted = tuple(_counted(before, recount, context))
    if counted:
        event = Event(
            kind=EntryKind.RECOUNTED,
            actor=recount.actor,
            action=EntryKind.RECOUNTED.value,
            request=recount.request,
        )
        draft.record(event, {}, counted)
    moved = tuple(_moved(before, draft.case, context))
    return Recounted(decision=draft.decision(), moved=moved)


def _moved(before: Case, after: Case, context: Context) -> Iterator[MovedClock]:
    """Every clock that the recount moved, and those of applications that follow one."""
    for key, clock in after.clocks.items():
        if clock is not before.clocks[key]:
            late = clocks.is_late(clock, context.now)
            yield MovedClock(before=before.clocks[key], after=clock, overdue=late)


def _counted(case: Case, recount: Recount, context: Context) -> Iterator[Clock]:
    for clock in case.clocks.values():
        if clock.calendar != recount.calendar:
            continue
        if not (clock.provisional or recount.every_clock):
            continue
        after = counted_anew(clock, context)
        if after is not clock:
            yield after


def counted_anew(clock: Clock, context: Context) -> Clock:
    """The clock under its calendar as it is now; the same one if nothing changes.

    It keeps what it has consumed and since when it runs. A limit that is broken
    stays broken. Single rungs that had fired, and lie ahead again, will fire once more,
    as after an extension. A paused clock has no due instant, so it can only cease to be
    provisional: it does where it would be due in a published year if it ran on now.
    """
    if clock.has_ended or clocks.is_late(clock, context.now):
        return clock
    if clock.name == timing.APPLICATION and clock.extended:
        # It ends with what it would extend, and follows that.
        return clock
    calendar = context.city.calendars[clock.calendar]
    left = left_of(clock)
    if clock.running_since is None:
        known = calendar.is_published(calendar.add(context.now, left))
        settles = clock.provisional and known
        return revised(clock, provisional=False) if settles else clock
    due_at = calendar.add(clock.running_since, left)
    provisional = not calendar.is_published(due_at)
    moved = revised(clock, due_at=due_at, provisional=provisional)
    rungs = timing.rungs_of(clock, context)
    armed = armed_again(moved, context.now, rungs, calendar)
    counted = schedule(armed, rungs, calendar)
    # A rung on the way may move where the due instant happens to stay.
    return clock if counted == clock else counted
