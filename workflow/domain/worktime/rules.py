"""What an author says about working time: spans, seasons, holidays, make-up days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

DAY_MINUTES = 1440

Span = tuple[int, int]
"""Minutes after midnight by the local clock, the end excluded; 1440 is 24:00."""

Spans = tuple[Span, ...]

Week = Mapping[int, Spans]
"""The spans of each weekday, Monday being 0; a weekday that is missing is off."""

MonthDay = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """A part of every year with hours of its own, both ends included.

    A season whose `since` lies behind its `until` runs over the end of the year.
    """

    since: MonthDay
    until: MonthDay
    week: Week

    def __post_init__(self) -> None:
        object.__setattr__(self, "week", _own_copy(self.week))

    def covers(self, day: MonthDay) -> bool:
        """Whether a (month, day) lies in this season of any year."""
        if self.since <= self.until:
            return self.since <= day <= self.until
        return day >= self.since or day <= self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRules:
    """One calendar as its author wrote it; `problems` says whether it can be used."""

    name: str
    zone: str
    """An IANA zone name; all spans are local times there."""
    week: Week
    work_day: int | None
    """Microseconds in a work day, or None for "the same time, n working days later"."""
    seasons: tuple[Season, ...] = ()
    holidays: frozenset[date] = frozenset()
    make_up: frozenset[date] = frozenset()
    """Days off that are worked, with the hours of that season's first working day."""
    dates: Mapping[date, Spans] = field(default_factory=dict)
    """The spans of single dates; they win over everything else, empty means off."""
    published: frozenset[int] = frozenset()
    """The years whose holidays are known."""
    source: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "week", _own_copy(self.week))
        dates = {day: tuple(sorted(spans)) for day, spans in self.dates.items()}
        object.__setattr__(self, "dates", dates)

    def week_of(self, day: date) -> Week:
        """The hours that hold in the season of this date."""
        month_day = (day.month, day.day)
        for season in self.seasons:
            if season.covers(month_day):
                return season.week
        return self.week

    def spans_on(self, day: date) -> Spans:
        """The working spans of one date, in order; empty on a day off."""
        single = self.dates.get(day)
        if single is not None:
            return single
        if day in self.holidays:
            return ()
        week = self.week_of(day)
        if day in self.make_up:
            return next((week[i] for i in sorted(week) if week[i]), ())
        return week.get(day.weekday(), ())


def _own_copy(week: Week) -> Week:
    """Copied, so that later changes to the caller's mapping change no calendar."""
    return {weekday: tuple(sorted(spans)) for weekday, spans in week.items()}
