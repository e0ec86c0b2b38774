"""Counting time by a calendar: due instants, elapsed time, opening hours."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta
from enum import StrEnum

from workflow.domain.durations import Duration, TimeUnit
from workflow.domain.worktime.problems import Severity, problems, zone_of
from workflow.domain.worktime.rules import CalendarRules, Spans
from workflow.domain.worktime.tables import (
    EPOCH,
    TICK,
    YearTable,
    work_days,
    year_table,
)

# The civil calendar repeats after 400 years, so whatever recurs has recurred by then.
_MAX_YEARS = 400


class Measure(StrEnum):
    """How time is counted."""

    CONTINUOUS = "continuous"
    """By the wall clock, day and night."""
    WORKING = "working"
    """Only while the calendar is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """An exact amount of time, in microseconds; below zero it counts backwards."""

    measure: Measure
    micros: int


class Calendar:
    """A calendar that can be counted by; it never changes once built.

    Instants are aware datetimes and answers are in UTC. Inside, everything is a whole
    number of microseconds, and nothing is ever rounded. Tables are built per year when
    first needed; building one twice is harmless, so threads may share a calendar.

    Working time is half open: at the instant of closing it is closed. The calendar's
    `work_day` decides what a limit in days means and where limits land:

    * A length (for example 8 hours): n work days are n times that much working time,
      a day is 24 hours, and a limit that is used up exactly at the end of a span is
      due then, at closing time, not at the next opening.
    * None, "the same time": n work days end at the same local time n working days
      after the start, counted from the next opening if the start lies outside working
      time. Whatever would land outside working time, or at the end of a span, lands
      at the next opening. Days too keep the local time over a change of the clock.
      (So the published targets of Boston's 311 service.)

    Raises:
        ValueError: The rules have an error; the text names every one.
    """

    __slots__ = ("_days", "_lands_open", "_rules", "_tables", "_zone")

    def __init__(self, rules: CalendarRules) -> None:
        errors = [p.message for p in problems(rules) if p.severity is Severity.ERROR]
        if errors:
            raise ValueError(" ".join(errors))
        self._rules = rules
        self._zone = zone_of(rules.zone)
        self._lands_open = rules.work_day is None
        self._tables: dict[int, YearTable] = {}
        self._days: dict[int, list[int]] = {}

    @property
    def rules(self) -> CalendarRules:
        """The rules that this calendar was built from."""
        return self._rules

    def local(self, instant: datetime) -> datetime:
        """The instant on the calendar's own wall clock."""
        try:
            return _in_utc(instant).astimezone(self._zone)
        except OverflowError:
            raise _beyond_time() from None

    def spans_on(self, day: date) -> Spans:
        """The working spans of a local date; empty on a day off."""
        return self._rules.spans_on(day)

    def is_published(self, instant: datetime) -> bool:
        """Whether the holidays of the instant's local year are known."""
        return self.local(instant).year in self._rules.published

    def first_open(self, start: datetime) -> datetime:
        """The start itself while the calendar is open, otherwise the next opening."""
        start = _in_utc(start)
        table = self._table(start.year)
        return self._land(start.year, table.position(_micros(start)), open_only=True)

    def due(self, start: datetime, duration: Duration) -> datetime:
        """The instant at which a limit that starts now is used up.

        Raises:
            ValueError: The start is naive, the result lies beyond the year 9999 or is
                never reached, or "the same time" is asked of a part of a day.
        """
        if self._keeps_local_time(duration.unit):
            return self._same_time(start, duration, ahead=True)
        return self.add(start, self._length(duration))

    def before(self, end: datetime, duration: Duration) -> datetime:
        """The instant that lies a duration before another, as a rung needs it."""
        if self._keeps_local_time(duration.unit):
            return self._same_time(end, duration, ahead=False)
        length = self._length(duration)
        return self.add(end, Budget(measure=length.measure, micros=-length.micros))

    def budget(self, start: datetime, duration: Duration) -> Budget:
        """What a limit comes to when it starts now: `add` of it gives `due`."""
        if not self._keeps_local_time(duration.unit):
            return self._length(duration)
        due = self._same_time(start, duration, ahead=True)
        measure = _measure(duration.unit)
        return Budget(measure=measure, micros=self.elapsed(start, due, measure))

    def add(self, start: datetime, budget: Budget) -> datetime:
        """The instant at which the budget is used up.

        A budget of zero is used up at the start; where limits land in working time it
        is so at the next opening. A budget below zero counts backwards and lands at
        an opening rather than at the closing before it.

        Raises:
            ValueError: The start is naive, the result lies outside the years 1 to
                9999, or the calendar has too little working time to reach it.
        """
        if start.tzinfo is not UTC:
            start = _in_utc(start)
        micros = budget.micros
        if budget.measure is Measure.CONTINUOUS:
            return _instant(_micros(start) + micros)
        year = start.year
        table = self._tables.get(year) or self._table(year)
        target = table.position(_micros(start)) + micros
        if micros > 0 and not self._lands_open:
            if target > table.total:
                return self._land(year, target, open_only=False)
            return _instant(target + table.shift[bisect_left(table.worked, target) - 1])
        if micros == 0 and not self._lands_open:
            return start
        return self._land(year, target, open_only=True)

    def elapsed(self, start: datetime, end: datetime, measure: Measure) -> int:
        """The microseconds between two instants; below zero if the end lies first.

        Raises:
            ValueError: One of the instants is naive.
        """
        if start.tzinfo is not UTC:
            start = _in_utc(start)
        if end.tzinfo is not UTC:
            end = _in_utc(end)
        if measure is Measure.CONTINUOUS:
            return _micros(end) - _micros(start)
        first, last = start.year, end.year
        opening = self._tables.get(first) or self._table(first)
        closing = self._tables.get(last) or self._table(last)
        worked = closing.position(_micros(end)) - opening.position(_micros(start))
        if first == last:
            return worked
        for year in range(first, last):
            worked += self._table(year).total
        for year in range(last, first):
            worked -= self._table(year).total
        return worked

    def _length(self, duration: Duration) -> Budget:
        work_day = self._rules.work_day or 0
        return Budget(measure=_measure(duration.unit), micros=duration.micros(work_day))

    def _keeps_local_time(self, unit: TimeUnit) -> bool:
        return self._lands_open and unit in (TimeUnit.DAY, TimeUnit.WORK_DAY)

    def _same_time(
        self, start: datetime, duration: Duration, *, ahead: bool
    ) -> datetime:
        days = int(duration.amount)
        if days != duration.amount:
            raise ValueError(
                f'The calendar "{self._rules.name}" counts days as "the same time, so '
                f'many days later" and cannot take "{duration}"; write whole days, or '
                f"hours."
            )
        if not ahead:
            days = -days
        working = duration.unit is TimeUnit.WORK_DAY
        local = self.local(self.first_open(start) if working else start)
        try:
            day = (
                self._work_day_after(local.date(), days)
                if working
                else local.date() + timedelta(days=days)
            )
            moment = datetime.combine(day, local.time(), self._zone).astimezone(UTC)
        except OverflowError:
            raise _beyond_time() from None
        return self.first_open(moment) if working else moment

    def _work_day_after(self, day: date, days: int) -> date:
        """The working day so many working days after one, or before it."""
        year = day.year
        ordinals = self._work_days(year)
        target = bisect_left(ordinals, day.toordinal()) + days
        while target < 0 or target >= len(ordinals):
            if target < 0:
                year -= 1
                ordinals = self._work_days(year)
                target += len(ordinals)
            else:
                target -= len(ordinals)
                year += 1
                ordinals = self._work_days(year)
            self._check_walk(day.year, year)
        return date.fromordinal(ordinals[target])

    def _land(self, year: int, target: int, *, open_only: bool) -> datetime:
        """The instant at which so much of a year's working time has passed.

        Targets below zero or above the year's total are looked for in the years beside
        it. At the border between two spans the answer is the opening when `open_only`,
        otherwise the closing.
        """
        origin, table = year, self._table(year)
        while target < 0:
            year -= 1
            self._check_walk(origin, year)
            table = self._table(year)
            target += table.total
        while target > table.total or (open_only and target == table.total):
            target -= table.total
            year += 1
            self._check_walk(origin, year)
            table = self._table(year)
        find = bisect_right if open_only else bisect_left
        return _instant(target + table.shift[find(table.worked, target) - 1])

    def _check_walk(self, origin: int, year: int) -> None:
        if abs(year - origin) > _MAX_YEARS:
            raise ValueError(
                f'The calendar "{self._rules.name}" has too little working time to '
                f"get there within {_MAX_YEARS} years; check its weeks and dates."
            )

    def _table(self, year: int) -> YearTable:
        table = self._tables.get(year)
        if table is None:
            _check_year(year)
            table = self._tables[year] = year_table(self._rules, self._zone, year)
        return table

    def _work_days(self, year: int) -> list[int]:
        days = self._days.get(year)
        if days is None:
            _check_year(year)
            days = self._days[year] = work_days(self._rules, year)
        return days


def _measure(unit: TimeUnit) -> Measure:
    return Measure.WORKING if unit.is_working else Measure.CONTINUOUS


def _in_utc(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise ValueError(
            f"The instant {instant.isoformat()} has no time zone; instants are aware "
            "datetimes, such as 2026-03-02T08:30:00+00:00."
        )
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        raise _beyond_time() from None


def _micros(instant: datetime) -> int:
    return (instant - EPOCH) // TICK


def _instant(micros: int) -> datetime:
    try:
        return EPOCH + micros * TICK
    except OverflowError:
        raise _beyond_time() from None


def _check_year(year: int) -> None:
    if not MINYEAR <= year <= MAXYEAR:
        raise _beyond_time()


def _beyond_time() -> ValueError:
    return ValueError(
        f"The result lies outside the years {MINYEAR} to {MAXYEAR}; "
        "check the limit and its start."
    )
