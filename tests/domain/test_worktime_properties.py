"""Counting by a calendar agrees with looking at the clock minute by minute."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
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
    Season,
    Span,
)

DESK = ((510, 720), (780, 1050))
EIGHT_HOURS = 8 * MICROS_PER_HOUR
MINUTE = timedelta(minutes=1)

# Ordinary days and ends of years; then dates on which the clock of a zone changes,
# among them one at midnight, one of half an hour and one for a single month.
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
)


def working(micros: int) -> Budget:
    return Budget(measure=Measure.WORKING, micros=micros)


@st.composite
def some_spans(draw: st.DrawFn) -> tuple[Span, ...]:
    ends = draw(
        st.sets(st.integers(0, 96), max_size=6).filter(lambda s: not len(s) % 2)
    )
    cuts = [quarter * 15 for quarter in sorted(ends)]
    return tuple(zip(cuts[::2], cuts[1::2], strict=True))


@st.composite
def some_rules(draw: st.DrawFn) -> CalendarRules:
    zone, anchor = draw(st.sampled_from(SCENES))
    near = st.integers(-3, 6).map(lambda days: anchor + timedelta(days=days))
    weeks = st.dictionaries(st.integers(0, 6), some_spans())
    holidays = draw(st.frozensets(near, max_size=2))
    week = {0: DESK, **draw(weeks)}
    season = Season(since=(12, 31), until=(3, 10), week=draw(weeks))
    return CalendarRules(
        name=str(anchor),
        zone=zone,
        week=week if any(week.values()) else {**week, 1: DESK},
        work_day=draw(st.sampled_from([EIGHT_HOURS, None])),
        seasons=draw(st.sampled_from([(), (season,)])),
        holidays=holidays,
        make_up=draw(st.frozensets(near, max_size=2)) - holidays,
        dates=draw(st.dictionaries(near, some_spans(), max_size=2)),
    )


def is_worked(rules: CalendarRules, instant: datetime) -> bool:
    """The rules read off the clock on the wall, without any table."""
    local = instant.astimezone(ZoneInfo(rules.zone))
    day, minute = local.date(), local.hour * 60 + local.minute
    in_season = (local.month, local.day) >= (12, 31) or (local.month, local.day) <= (
        3,
        10,
    )
    week = rules.seasons[0].week if rules.seasons and in_season else rules.week
    if day in rules.dates:
        spans = rules.dates[day]
    elif day in rules.holidays:
        spans = ()
    elif day in rules.make_up:
        spans = next((week[i] for i in range(7) if week.get(i)), ())
    else:
        spans = week.get(local.weekday(), ())
    return any(start <= minute < end for start, end in spans)


@settings(deadline=None, max_examples=150)
@given(rules=some_rules(), first=st.integers(0, 2880), length=st.integers(1, 4000))
def test_counting_equals_stepping_by_minutes(
    rules: CalendarRules, first: int, length: int
) -> None:
    calendar = Calendar(rules)
    anchor = datetime.combine(date.fromisoformat(rules.name), datetime.min.time(), UTC)
    start = anchor + (first - 1440) * MINUTE
    minutes = [start + n * MINUTE for n in range(length)]
    worked = [minute for minute in minutes if is_worked(rules, minute)]

    micros = calendar.elapsed(start, start + length * MINUTE, Measure.WORKING)

    assert micros == len(worked) * MICROS_PER_MINUTE
    if worked:
        # The last minute's end is not checked where the answer is the next opening.
        half = working(micros - MICROS_PER_MINUTE // 2)
        assert calendar.add(start, half) == worked[-1] + MINUTE / 2
        assert calendar.first_open(start) == worked[0]
        if rules.work_day is not None:
            assert calendar.add(start, working(micros)) == worked[-1] + MINUTE


MOMENTS = st.datetimes(
    min_value=datetime(2015, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone itself
    max_value=datetime(2027, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@settings(deadline=None, max_examples=150)
@given(
    rules=some_rules(),
    start=MOMENTS,
    micros=st.integers(-400 * MICROS_PER_HOUR, 4000 * MICROS_PER_HOUR),
    measure=st.sampled_from(Measure),
)
def test_elapsed_gives_back_what_was_added(
    rules: CalendarRules, start: datetime, micros: int, measure: Measure
) -> None:
    calendar = Calendar(rules)

    end = calendar.add(start, Budget(measure=measure, micros=micros))

    assert calendar.elapsed(start, end, measure) == micros


@settings(deadline=None, max_examples=150)
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
