"""How long an ownership can stay unsettled: the most that a ladder allows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from workflow.domain.definition import Ladder
from workflow.domain.durations import Duration, TimeUnit
from workflow.domain.worktime import Calendar

_WORKING = frozenset({TimeUnit.WORK_MINUTE, TimeUnit.WORK_HOUR, TimeUnit.WORK_DAY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """The most time of one sort of dispute, in microseconds.

    `working` is counted in working time, `continuous` day and night; `disputes` is how
    many of them one case can have, 0 without a cap. Statements and site visits lie
    inside the levels, so that they add nothing.
    """

    working: int
    continuous: int
    disputes: int


def bound_of(ladder: Ladder, work_day: int) -> Bound:
    """The bound of one dispute from its first question to its last level.

    `work_day` is the length of a work day in microseconds.
    """
    times = list(times_of(ladder))
    return Bound(
        working=sum(t.micros(work_day) for t in times if t.unit in _WORKING),
        continuous=sum(t.micros(work_day) for t in times if t.unit not in _WORKING),
        disputes=ladder.disputes + 1 if ladder.disputes else 0,
    )


def times_of(ladder: Ladder) -> Iterator[Duration]:
    """The times of a dispute that nobody settles, one after the other."""
    yield ladder.answer.limit
    yield from (level.limit for level in ladder.levels)


def settled_by(ladder: Ladder, since: datetime, calendar: Calendar) -> datetime:
    """By when a dispute that was opened at this instant is settled at the latest."""
    end = since
    for each in times_of(ladder):
        end = calendar.due(end, each)
    return end
