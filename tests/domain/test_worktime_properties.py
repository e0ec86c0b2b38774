"""Counting by a calendar agrees with looking at the clock minute by minute."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from workflow.domain.durations import (
    MICROS_PER_HOUR,
    MICROS_PER_MINUTE,
    parse_duration,
)
from workflow.domain.worktime import (
    Budget,
    Calendar,
    CalendarRules,
    Measure,
    MonthDay,
    Season,
    Span,
    Week,
)

DESK = ((510, 720), (780, 1050))
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


def working(micros: int) -> Budget:
    return Budget(measure=Measure.WORKING, micros=micros)


@st.composite
def some_spans(draw: st.DrawFn) -> tuple[Span, ...]:
    """Up to four spans of a day, which may begin at 00:00 and end at 24:00."""
    minute = st.one_of(st.sampled_from((0, 1440)), st.integers(0, 1440))
    ends = draw(st.sets(minute, max_size=8).filter(lambda s: not len(s) % 2))
    cuts = sorted(ends)
    return tuple(zip(cuts[::2], cuts[1::2], strict=True))


@st.composite
def some_week(draw: st.DrawFn) -> Week:
    week = {0: DESK, **draw(st.dictionaries(st.integers(0, 6), some_spans()))}
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


def stepped_add(
    pieces: list[tuple[datetime, datetime]], micros: int, *, lands_open: bool
) -> datetime | None:
    """Where a walk over the pieces has used up the budget; None if it never does.

    Where limits land in working time, the end of a span is passed over.
    """
    left = micros
    for since, until in pieces:
        length = (until - since) // TICK
        if left < length or (left == length and not lands_open):
            return since + left * TICK
        left -= length
    return None


@settings(deadline=None, max_examples=100)
@given(data=st.data(), rules=some_rules(), length=st.integers(1, 3000))
def test_counting_equals_stepping_by_minutes(
    data: st.DataObject, rules: CalendarRules, length: int
) -> None:
    calendar = Calendar(rules)
    start = data.draw(moments_near(rules))
    end = start + length * MINUTE - data.draw(st.integers(0, 59_999_999)) * TICK
    pieces = list(worked_pieces(rules, start, end))
    worked = sum((until - since) // TICK for since, until in pieces)

    assert calendar.elapsed(start, end, Measure.WORKING) == worked
    assert calendar.elapsed(end, start, Measure.WORKING) == -worked
    if pieces:
        assert calendar.first_open(start) == pieces[0][0]


@settings(deadline=None, max_examples=100)
@given(data=st.data(), rules=some_rules())
def test_adding_equals_stepping_by_minutes(
    data: st.DataObject, rules: CalendarRules
) -> None:
    calendar, lands_open = Calendar(rules), rules.work_day is None
    start = data.draw(moments_near(rules))
    pieces = list(worked_pieces(rules, start, start + 3000 * MINUTE))
    assume(pieces)
    # A whole number of pieces ends where a span does, more often than not.
    few = pieces[: data.draw(st.integers(1, len(pieces)))]
    micros = sum((until - since) // TICK for since, until in few)
    micros -= data.draw(st.sampled_from((0, 1, MICROS_PER_MINUTE // 7)))
    assume(micros > 0)

    stepped = stepped_add(pieces, micros, lands_open=lands_open)

    # Where limits land in working time, that may lie beyond the walk.
    assume(stepped is not None)
    assert calendar.add(start, working(micros)) == stepped


@settings(deadline=None, max_examples=100)
@given(data=st.data(), rules=some_rules(), days=st.integers(1, 4))
def test_same_time_limits_equal_stepping_by_days(
    data: st.DataObject, rules: CalendarRules, days: int
) -> None:
    calendar = Calendar(replace(rules, work_day=None))
    start = data.draw(moments_near(rules))
    opening = next(worked_pieces(rules, start, start + 30_000 * MINUTE), None)
    assume(opening is not None)
    assert opening is not None
    local = opening[0].astimezone(ZoneInfo(rules.zone))
    day, left = local.date(), days
    while left:
        day += timedelta(days=1)
        left -= bool(spans_told(rules, day))
    moment = datetime.combine(day, local.timetz()).astimezone(UTC)
    landing = next(worked_pieces(rules, moment, moment + 30_000 * MINUTE), None)
    assume(landing is not None)
    assert landing is not None

    due = calendar.due(start, parse_duration(f"{days} work days"))

    assert due == landing[0]


MOMENTS = st.datetimes(
    min_value=datetime(2015, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone itself
    max_value=datetime(2027, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


YEAR = 366 * 24 * MICROS_PER_HOUR
MEASURES = st.sampled_from(Measure)
AMOUNTS = st.one_of(st.integers(0, 16 * MICROS_PER_HOUR), st.integers(0, YEAR))


# This holds under every calendar, also under one of the same time: what is added is a
# budget, and only a limit in days is another budget from each start.
@settings(deadline=None, max_examples=150)
@given(
    rules=some_rules(),
    start=MOMENTS,
    micros=st.one_of(AMOUNTS, st.integers(-400 * MICROS_PER_HOUR, 0)),
    measure=MEASURES,
)
def test_elapsed_gives_back_what_was_added(
    rules: CalendarRules, start: datetime, micros: int, measure: Measure
) -> None:
    calendar = Calendar(rules)

    end = calendar.add(start, Budget(measure=measure, micros=micros))

    assert calendar.elapsed(start, end, measure) == micros


@settings(deadline=None, max_examples=100)
@given(
    rules=some_rules(),
    start=MOMENTS,
    amount=st.integers(1, 60),
    unit=st.sampled_from(["minutes", "hours", "days", "work hours", "work days"]),
)
def test_adding_the_budget_is_the_due_instant(
    rules: CalendarRules, start: datetime, amount: int, unit: str
) -> None:
    calendar, limit = Calendar(rules), parse_duration(f"{amount} {unit}")

    due = calendar.due(start, limit)

    assert due >= start
    assert calendar.add(start, calendar.budget(start, limit)) == due
    assert calendar.before(due, limit) <= due


@settings(deadline=None, max_examples=100)
@given(rules=some_rules(), start=MOMENTS, one=AMOUNTS, other=AMOUNTS, measure=MEASURES)
def test_two_parts_added_are_the_sum_added(
    rules: CalendarRules, start: datetime, one: int, other: int, measure: Measure
) -> None:
    calendar = Calendar(rules)

    def add(at: datetime, micros: int) -> datetime:
        return calendar.add(at, Budget(measure=measure, micros=micros))

    assert add(add(start, one), other) == add(start, one + other)


@settings(deadline=None, max_examples=150)
@given(
    rules=some_rules(), start=MOMENTS, micros=AMOUNTS, more=AMOUNTS, measure=MEASURES
)
def test_adding_keeps_the_order(
    rules: CalendarRules, start: datetime, micros: int, more: int, measure: Measure
) -> None:
    calendar = Calendar(rules)
    budget, longer = (
        Budget(measure=measure, micros=each) for each in (micros, micros + more)
    )
    later = start + more * TICK

    assert start <= calendar.add(start, budget) <= calendar.add(start, longer)
    assert calendar.add(start, budget) <= calendar.add(later, budget)
    assert (calendar.add(start, budget) == calendar.add(start, longer)) is (more == 0)
