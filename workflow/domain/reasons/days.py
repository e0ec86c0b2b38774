"""Which calendar days a limit passes over, and why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from workflow.domain.worktime import Calendar, CalendarRules

_DAY = timedelta(days=1)
_SATURDAY = 5

Stretch = tuple[datetime, datetime]
"""From when to when a clock runs."""


class DayOff(StrEnum):
    """Why no time is worked on a day."""

    HOLIDAY = "holiday"
    WEEKEND = "weekend"
    CLOSED = "closed"
    """A weekday without hours, or a single date on which nobody works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysOff:
    """Days off in a row, both ends included, all for the same reason."""

    first: date
    last: date
    why: DayOff

    @property
    def days(self) -> int:
        """How many they are."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """What a limit meets on its way.

    `off` are days that do not count, `made_up` days off that are worked, and
    `unpublished` the years whose holidays are not known.
    """

    off: tuple[DaysOff, ...]
    made_up: tuple[date, ...]
    unpublished: tuple[int, ...]


def days_passed(stretches: Sequence[Stretch], calendar: Calendar) -> Passed:
    """The days that lie in these stretches, sorted by what is special about them."""
    rules = calendar.rules
    days = _dates(stretches, calendar)
    off = [(day, _why_off(day, rules)) for day in days if not rules.spans_on(day)]
    return Passed(
        off=tuple(_in_rows(off)),
        made_up=tuple(
            day for day in days if day in rules.make_up and rules.spans_on(day)
        ),
        unpublished=tuple(
            sorted({day.year for day in days} - set(rules.published)),
        ),
    )


def _dates(stretches: Sequence[Stretch], calendar: Calendar) -> list[date]:
    """The local dates of the stretches, in order and each once."""
    found: set[date] = set()
    for since, until in stretches:
        first = calendar.local(since).date()
        last = calendar.local(until).date()
        found |= {first + n * _DAY for n in range((last - first).days + 1)}
    return sorted(found)


def _why_off(day: date, rules: CalendarRules) -> DayOff:
    if day in rules.dates:
        return DayOff.CLOSED
    if day in rules.holidays:
        return DayOff.HOLIDAY
    return DayOff.WEEKEND if day.weekday() >= _SATURDAY else DayOff.CLOSED


def _in_rows(off: Iterable[tuple[date, DayOff]]) -> Iterator[DaysOff]:
    row: DaysOff | None = None
    for day, why in off:
        if row is not None and row.why is why and day - row.last == _DAY:
            row = DaysOff(first=row.first, last=day, why=why)
            continue
        if row is not None:
            yield row
        row = DaysOff(first=day, last=day, why=why)
    if row is not None:
        yield row
