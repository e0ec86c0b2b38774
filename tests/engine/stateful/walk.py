"""Time on a calendar, walked span by span: slow, plain, and no kin of the engine's.

Of the calendar only the spans of single dates are asked.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from workflow.domain.durations import Duration, TimeUnit
from workflow.domain.worktime import CalendarRules, Measure

TICK = timedelta(microseconds=1)
_DAY = timedelta(days=1)

Open = tuple[datetime, datetime]


class Walk:
    """One calendar, as somebody would count it on paper."""

    def __init__(self, rules: CalendarRules) -> None:
        self.zone = ZoneInfo(rules.zone)
        self.work_day = rules.work_day
        self.same_time = rules.work_day is None
        self._rules = rules
        self._opens = lru_cache(maxsize=None)(self._opens_on)

    def length(self, duration: Duration) -> tuple[Measure, int]:
        """A duration of a fixed length, in its measure."""
        measure = Measure.WORKING if duration.unit.is_working else Measure.CONTINUOUS
        return measure, duration.micros(self.work_day or 0)

    def elapsed(self, start: datetime, end: datetime, measure: Measure) -> int:
        """Microseconds from one instant to a later one."""
        if measure is Measure.CONTINUOUS:
            return (end - start) // TICK
        total = timedelta(0)
        for opens, closes in self._forward(start):
            if opens >= end:
                break
            total += max(min(closes, end) - max(opens, start), timedelta(0))
        return total // TICK

    def add(self, start: datetime, micros: int, measure: Measure) -> datetime:
        """The instant at which so much has passed."""
        if measure is Measure.CONTINUOUS:
            return start + micros * TICK
        if micros == 0:
            return self.first_open(start) if self.same_time else start
        left = micros * TICK
        for opens, closes in self._forward(start):
            begins = max(opens, start)
            if closes - begins >= left:
                reached = begins + left
                return self.first_open(reached) if self.same_time else reached
            left -= max(closes - begins, timedelta(0))
        raise AssertionError("the calendar never ends")

    def due(self, start: datetime, duration: Duration) -> datetime:
        """When a duration from an instant on is over."""
        if self._keeps_the_time(duration):
            return self._same_time(start, duration, 1)
        measure, micros = self.length(duration)
        return self.add(start, micros, measure)

    def before(self, end: datetime, duration: Duration) -> datetime:
        """The instant that lies a duration before another."""
        if self._keeps_the_time(duration):
            return self._same_time(end, duration, -1)
        measure, micros = self.length(duration)
        if measure is Measure.CONTINUOUS:
            return end - micros * TICK
        left = micros * TICK
        for opens, closes in self._backward(end):
            ends = min(closes, end)
            if ends - opens >= left:
                return ends - left
            left -= max(ends - opens, timedelta(0))
        raise AssertionError("the calendar never began")

    def budget(self, start: datetime, duration: Duration) -> tuple[Measure, int]:
        """What a limit that begins at an instant comes to."""
        measure, micros = self.length(duration)
        if self._keeps_the_time(duration):
            micros = self.elapsed(start, self.due(start, duration), measure)
        return measure, micros

    def first_open(self, start: datetime) -> datetime:
        """This instant while it is open, else the next opening."""
        found = next(each for each in self._forward(start) if each[1] > start)
        return max(found[0], start)

    def end_of_day(self, day: date) -> datetime:
        """The midnight after a local date."""
        return self._at(day, 24 * 60)

    def today(self, now: datetime) -> date:
        """The local date."""
        return now.astimezone(self.zone).date()

    def _keeps_the_time(self, duration: Duration) -> bool:
        return self.same_time and duration.unit in (TimeUnit.DAY, TimeUnit.WORK_DAY)

    def _same_time(self, start: datetime, duration: Duration, way: int) -> datetime:
        working = duration.unit is TimeUnit.WORK_DAY
        local = (self.first_open(start) if working else start).astimezone(self.zone)
        day, left = local.date(), int(duration.amount)
        while left:
            day += way * _DAY
            left -= not working or bool(self._opens(day))
        moment = datetime.combine(day, local.time(), self.zone).astimezone(UTC)
        return self.first_open(moment) if working else moment

    def _forward(self, start: datetime) -> Iterator[Open]:
        day = self.today(start)
        while True:
            yield from self._opens(day)
            day += _DAY

    def _backward(self, end: datetime) -> Iterator[Open]:
        day = self.today(end)
        while True:
            yield from reversed(self._opens(day))
            day -= _DAY

    def _opens_on(self, day: date) -> tuple[Open, ...]:
        return tuple(
            (self._at(day, opens), self._at(day, closes))
            for opens, closes in self._rules.spans_on(day)
        )

    def _at(self, day: date, minutes: int) -> datetime:
        days, minutes = divmod(minutes, 24 * 60)
        moment = time(minutes // 60, minutes % 60)
        local = datetime.combine(day + days * _DAY, moment, self.zone)
        return local.astimezone(UTC)
