"""The working time of one year as sorted numbers, ready for bisection."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from workflow.domain.durations import MICROS_PER_DAY, MICROS_PER_MINUTE
from workflow.domain.worktime.rules import CalendarRules

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_SECOND = 1_000_000

# Local time is not asked for beyond these, where it could leave the years 1 to 9999.
_FIRST_ASKED = (datetime(1, 1, 3, tzinfo=UTC) - EPOCH) // TICK
_LAST_ASKED = (datetime(MAXYEAR, 12, 30, tzinfo=UTC) - EPOCH) // TICK


@dataclass(frozen=True, slots=True, kw_only=True)
class YearTable:
    """The working spans of one UTC year; all numbers are microseconds since 1970.

    `worked[i]` is the working time of the year before span i, and has one more entry
    than there are spans: the whole year's. `shift[i]` is `starts[i] - worked[i]`, so
    that working time plus shift is an instant.
    """

    starts: list[int]
    worked: list[int]
    shift: list[int]
    total: int

    def position(self, instant: int) -> int:
        """The working time of the year that lies before an instant of it."""
        i = bisect_right(self.starts, instant) - 1
        if i < 0:
            return 0
        return min(instant - self.shift[i], self.worked[i + 1])


def year_table(rules: CalendarRules, zone: ZoneInfo, year: int) -> YearTable:
    """The table of one UTC year.

    An instant is working time when the local clock shows a time inside a span of the
    local date: a span over a change of the clock has its real length, and local times
    that a change skips or repeats count not at all or twice.
    """
    first = (datetime(year, 1, 1, tzinfo=UTC) - EPOCH) // TICK
    last = first + (date(year, 12, 31).timetuple().tm_yday * MICROS_PER_DAY)
    starts: list[int] = []
    worked: list[int] = [0]
    for start, end in _working_spans(rules, zone, first, last):
        starts.append(start)
        worked.append(worked[-1] + end - start)
    shift = [start - before for start, before in zip(starts, worked, strict=False)]
    return YearTable(starts=starts, worked=worked, shift=shift, total=worked[-1])


def work_days(rules: CalendarRules, year: int) -> list[int]:
    """The ordinals of the local dates of one year that have working time."""
    first = date(year, 1, 1).toordinal()
    last = date(year, 12, 31).toordinal()
    days = range(first, last + 1)
    return [day for day in days if rules.spans_on(date.fromordinal(day))]


def _working_spans(
    rules: CalendarRules, zone: ZoneInfo, first: int, last: int
) -> Iterator[tuple[int, int]]:
    """The spans between two instants, in order and cut to them."""
    for since, until, offset in _stretches(zone, first, last):
        local_since, local_until = since + offset, until + offset
        days = range(
            max(local_since // MICROS_PER_DAY, 1 - _EPOCH_ORDINAL),
            min(
                -(-local_until // MICROS_PER_DAY),
                date.max.toordinal() + 1 - _EPOCH_ORDINAL,
            ),
        )
        for day in days:
            midnight = day * MICROS_PER_DAY
            for opens, closes in rules.spans_on(date.fromordinal(day + _EPOCH_ORDINAL)):
                start = max(midnight + opens * MICROS_PER_MINUTE, local_since)
                end = min(midnight + closes * MICROS_PER_MINUTE, local_until)
                if start < end:
                    yield start - offset, end - offset


def _stretches(zone: ZoneInfo, first: int, last: int) -> Iterator[tuple[int, int, int]]:
    """The parts of [first, last) in which the local clock keeps one offset to UTC."""
    since, offset = first, _offset(zone, first)
    for probe in range(first + MICROS_PER_DAY, last + 1, MICROS_PER_DAY):
        following = _offset(zone, probe)
        if following != offset:
            change = _change(zone, probe - MICROS_PER_DAY, probe)
            yield since, change, offset
            since, offset = change, following
    yield since, last, offset


def _change(zone: ZoneInfo, before: int, after: int) -> int:
    """The first whole second between two instants that has the later one's offset."""
    offset = _offset(zone, after)
    while after - before > _SECOND:
        middle = before + (after - before) // _SECOND // 2 * _SECOND
        if _offset(zone, middle) == offset:
            after = middle
        else:
            before = middle
    return after


def _offset(zone: ZoneInfo, instant: int) -> int:
    asked = min(max(instant, _FIRST_ASKED), _LAST_ASKED)
    local = (EPOCH + timedelta(microseconds=asked)).astimezone(zone)
    return (local.utcoffset() or timedelta()) // TICK
