"""Calendars by chance, and a walk over the clock on the wall, minute by minute.

The walk reads the rules as their author would, and uses nothing of a calendar.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from workflow.domain.durations import MICROS_PER_HOUR, MICROS_PER_MINUTE
from workflow.domain.worktime import (
    CalendarRules,
    Measure,
    MonthDay,
    Season,
    Span,
    Week,
)

DESK = ((510, 720), (780, 1050))
USUAL: tuple[Week, ...] = (
    {0: DESK},
    dict.fromkeys(range(5), DESK),
    dict.fromkeys(range(7), ((0, 720), (780, 1440))),
)
EIGHT_HOURS = 8 * MICROS_PER_HOUR
MINUTE = timedelta(minutes=1)
TICK = timedelta(microseconds=1)

# Ordinary days and ends of years; then dates on which the clock of a zone changes,
# among them some at midnight, one of half an hour, one of two hours, one for a single
# month and one that leaves out a whole day.
SCENES = (
    ("Asia/Shanghai", date(2024, 2, 28)),
    ("Asia/Shanghai", date(2024, 12, 30)),
    ("America/New_York", date(2025, 12, 31)),
    ("UTC", date(2024, 12, 31)),
    ("America/New_York", date(2024, 3, 10)),
    ("America/New_York", date(2024, 11, 3)),
    ("America/St_Johns", date(2010, 11, 7)),
    ("Europe/Berlin", date(2024, 3, 31)),
    ("Europe/Berlin", date(2024, 10, 27)),
    ("Australia/Lord_Howe", date(2024, 4, 7)),
    ("Australia/Lord_Howe", date(2024, 10, 6)),
    ("Africa/Casablanca", date(2024, 4, 14)),
    ("Asia/Beirut", date(2024, 3, 31)),
    ("Asia/Beirut", date(2024, 10, 27)),
    ("America/Sao_Paulo", date(2018, 11, 4)),
    ("America/Sao_Paulo", date(2018, 2, 18)),
    ("Antarctica/Troll", date(2024, 3, 31)),
    ("Pacific/Apia", date(2011, 12, 30)),
)


@st.composite
def some_spans(draw: st.DrawFn) -> tuple[Span, ...]:
    """Up to four spans of a day, which may begin at 00:00 and end at 24:00."""
    minute = st.one_of(st.sampled_from((0, 1440)), st.integers(0, 1440))
    ends = draw(st.sets(minute, max_size=8).filter(lambda s: not len(s) % 2))
    cuts = sorted(ends)
    return tuple(zip(cuts[::2], cuts[1::2], strict=True))


@st.composite
def some_week(draw: st.DrawFn) -> Week:
    usual = draw(st.sampled_from(USUAL))
    week = {**usual, **draw(st.dictionaries(st.integers(0, 6), some_spans()))}
    return week if any(week.values()) else {**week, 1: DESK}


@st.composite
def some_seasons(draw: st.DrawFn, anchor: date) -> tuple[Season, ...]:
    """Up to two, one of which may run over the end of the year."""
    days = st.one_of(
        st.integers(-5, 8).map(lambda after: anchor + timedelta(days=after)),
        st.dates(date(2024, 1, 1), date(2024, 12, 31)),
    ).map(lambda day: (day.month, day.day))
    a, b, c, d = sorted(draw(st.sets(days, min_size=4, max_size=4)))
    ends: list[tuple[MonthDay, MonthDay]] = draw(
        st.sampled_from([[], [(a, b)], [(c, b)], [(a, b), (c, d)], [(b, c), (d, a)]])
    )
    return tuple(
        Season(since=since, until=until, week=draw(some_week()))
        for since, until in ends
    )


@st.composite
def some_rules(draw: st.DrawFn) -> CalendarRules:
    zone, anchor = draw(st.sampled_from(SCENES))
    near = st.integers(-3, 6).map(lambda days: anchor + timedelta(days=days))
    holidays = draw(st.frozensets(near, max_size=2))
    return CalendarRules(
        name=str(anchor),
        zone=zone,
        week=draw(some_week()),
        work_day=draw(st.sampled_from([EIGHT_HOURS, None])),
        seasons=draw(some_seasons(anchor)),
        holidays=holidays,
        make_up=draw(st.frozensets(near, max_size=2)) - holidays,
        dates=draw(st.dictionaries(near, some_spans(), max_size=2)),
    )


@st.composite
def moments_near(draw: st.DrawFn, rules: CalendarRules) -> datetime:
    """Somewhere about the date of the scene, mostly between two minutes."""
    anchor = datetime.combine(date.fromisoformat(rules.name), datetime.min.time(), UTC)
    whole = draw(st.integers(-2880, 1440)) * MINUTE
    return anchor + whole + draw(st.integers(0, MICROS_PER_MINUTE - 1)) * TICK


def spans_told(rules: CalendarRules, day: date) -> tuple[Span, ...]:
    """The rules read for one date, as their author would."""
    week, today = rules.week, (day.month, day.day)
    for season in rules.seasons:
        since, until = season.since, season.until
        if since <= today <= until or (
            until < since and (since <= today or today <= until)
        ):
            week = season.week
    if day in rules.dates:
        return tuple(rules.dates[day])
    if day in rules.holidays:
        return ()
    if day in rules.make_up:
        return next((tuple(week[i]) for i in range(7) if week.get(i)), ())
    return tuple(week.get(day.weekday(), ()))


def worked_pieces(
    rules: CalendarRules, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Walk from minute to minute by the clock on the wall, without any table.

    Only the worked ones are given, the first and the last cut short.
    """
    zone, told = ZoneInfo(rules.zone), dict[date, tuple[Span, ...]]()
    minute = start.replace(second=0, microsecond=0)
    while minute < end:
        local = minute.astimezone(zone)
        day, shown = local.date(), local.hour * 60 + local.minute
        if day not in told:
            told[day] = spans_told(rules, day)
        if any(opens <= shown < closes for opens, closes in told[day]):
            yield max(minute, start), min(minute + MINUTE, end)
        minute += MINUTE


class Walk:
    """What a walk from one instant to another has seen, to be asked again and again.

    `lands_open` says that a limit used up at the end of a span is due at the next
    opening.
    """

    def __init__(self, rules: CalendarRules, start: datetime, end: datetime) -> None:
        self.start = start
        self.end = end
        self.pieces = list(worked_pieces(rules, start, end))
        self._lands_open = rules.work_day is None
        self._starts = [since for since, _ in self.pieces]
        self._worked = [0]
        for since, until in self.pieces:
            self._worked.append(self._worked[-1] + (until - since) // TICK)

    def elapsed(self, start: datetime, end: datetime, measure: Measure) -> int:
        """The microseconds that were walked between two instants."""
        if measure is Measure.CONTINUOUS:
            return (end - start) // TICK
        return self._before(end) - self._before(start)

    def add(self, start: datetime, micros: int, measure: Measure) -> datetime | None:
        """Where so much has been walked; None if that lies beyond the walk.

        Counted backwards it is the opening, where it could be the closing before it.
        """
        if measure is Measure.CONTINUOUS:
            return start + micros * TICK
        if micros == 0 and not self._lands_open:
            return start
        target = self._before(start) + micros
        lands_open = self._lands_open or micros < 0
        find = bisect_right if lands_open else bisect_left
        piece = find(self._worked, target) - 1
        if piece >= len(self.pieces):
            return None
        return self._starts[piece] + (target - self._worked[piece]) * TICK

    def _before(self, instant: datetime) -> int:
        piece = bisect_right(self._starts, instant) - 1
        if piece < 0:
            return 0
        since, until = self.pieces[piece]
        return self._worked[piece] + (min(instant, until) - since) // TICK
