"""Limits end where the calendar says, to the microsecond."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from workflow.domain.durations import (
    MICROS_PER_DAY,
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
ONE_SPAN = ((510, 1020),)
EIGHT_HOURS = 8 * MICROS_PER_HOUR


def a_week(spans: tuple[Span, ...] = DESK) -> Mapping[int, tuple[Span, ...]]:
    return dict.fromkeys(range(5), spans)


RULES = CalendarRules(
    name="desk", zone="Asia/Shanghai", week=a_week(), work_day=EIGHT_HOURS
)
BOSTON = CalendarRules(
    name="boston",
    zone="America/New_York",
    week=a_week(ONE_SPAN),
    work_day=None,
    holidays=frozenset({date(2015, 1, 1), date(2015, 1, 19), date(2015, 2, 16)}),
)


def at(text: str, zone: str = RULES.zone) -> datetime:
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC)


def working(micros: int) -> Budget:
    return Budget(measure=Measure.WORKING, micros=micros)


@pytest.mark.parametrize(
    ("opened", "limit", "due"),
    [
        ("2015-01-01T00:25:23", "10 work days", "2015-01-16T08:30:00"),
        ("2015-01-05T10:17:42", "1 work day", "2015-01-06T10:17:42"),
        ("2015-01-16T10:00:00", "1 work day", "2015-01-20T10:00:00"),
        ("2015-01-05T17:00:00", "1 work day", "2015-01-07T08:30:00"),
        ("2015-01-05T07:00:00", "2 work days", "2015-01-07T08:30:00"),
        ("2015-01-03T12:00:00", "1 work day", "2015-01-06T08:30:00"),
        ("2015-12-31T10:00:00", "1 work day", "2016-01-01T10:00:00"),
        ("2015-01-05T16:30:00", "30 work minutes", "2015-01-06T08:30:00"),
        ("2015-03-07T10:00:00", "1 day", "2015-03-08T10:00:00"),
        ("2015-03-07T10:00:00", "24 hours", "2015-03-08T11:00:00"),
    ],
    ids=[
        "opened-on-a-holiday",
        "same-time-to-the-second",
        "over-a-weekend-and-a-holiday",
        "opened-at-closing-time",
        "opened-before-opening",
        "opened-on-a-saturday-at-noon",
        "over-the-end-of-the-year",
        "exactly-at-closing-rolls-on",
        "a-day-keeps-the-local-time",
        "hours-are-real-hours",
    ],
)
def test_same_time_so_many_days_later(opened: str, limit: str, due: str) -> None:
    calendar = Calendar(BOSTON)
    start = at(opened, BOSTON.zone)

    answer = calendar.due(start, parse_duration(limit))

    assert answer == at(due, BOSTON.zone)
    assert calendar.add(start, calendar.budget(start, parse_duration(limit))) == answer


def test_same_time_lands_at_opening_of_shorter_day() -> None:
    rules = replace(BOSTON, dates={date(2015, 1, 6): ((510, 720),)})
    start = at("2015-01-05T14:00", BOSTON.zone)

    due = Calendar(rules).due(start, parse_duration("1 work day"))

    assert due == at("2015-01-07T08:30", BOSTON.zone)


@pytest.mark.parametrize("limit", ["0.5 work days", "1.5 days"])
def test_same_time_refuses_part_of_a_day(limit: str) -> None:
    with pytest.raises(
        ValueError, match=r"counts days as .* write whole days, or hours"
    ):
        Calendar(BOSTON).due(at("2015-01-05T10:00"), parse_duration(limit))


def test_work_day_of_hours_follows_short_winter_days() -> None:
    winter = Season(
        since=(11, 1), until=(3, 31), week=a_week(((510, 720), (780, 1020)))
    )
    calendar = Calendar(replace(RULES, seasons=(winter,)))

    due = calendar.due(at("2026-01-05T08:30"), parse_duration("1 work day"))

    assert due == at("2026-01-06T09:00")


def test_season_holds_over_the_year_end() -> None:
    winter = Season(since=(11, 1), until=(3, 31), week=a_week(((540, 600),)))
    calendar = Calendar(replace(RULES, seasons=(winter,)))
    days = [date(2025, 10, 31), date(2025, 11, 3), date(2026, 3, 31), date(2026, 4, 1)]

    spans = [calendar.spans_on(day) for day in days]

    assert spans == [DESK, ((540, 600),), ((540, 600),), DESK]


def test_make_up_day_has_the_hours_of_its_season() -> None:
    summer = Season(since=(6, 1), until=(8, 31), week={0: ((480, 600),), 1: DESK})
    make_up = frozenset({date(2026, 7, 5), date(2026, 9, 20)})
    calendar = Calendar(replace(RULES, seasons=(summer,), make_up=make_up))

    assert calendar.spans_on(date(2026, 7, 5)) == ((480, 600),)
    assert calendar.spans_on(date(2026, 8, 31)) == ((480, 600),)
    assert calendar.spans_on(date(2026, 9, 20)) == DESK


def test_hours_of_one_date_win_over_a_holiday() -> None:
    day = date(2026, 10, 1)
    rules = replace(RULES, holidays=frozenset({day}), dates={day: ((540, 600),)})

    assert Calendar(rules).spans_on(day) == ((540, 600),)


def test_exact_end_of_span_is_due_at_closing() -> None:
    due = Calendar(RULES).due(at("2026-03-02T08:30"), parse_duration("3.5 work hours"))

    assert due == at("2026-03-02T12:00")


def test_counting_backwards_lands_at_an_opening() -> None:
    calendar = Calendar(RULES)
    due = at("2026-03-03T08:30")

    assert calendar.before(due, parse_duration("1 work day")) == at("2026-03-02T08:30")
    assert calendar.before(due, parse_duration("1 hour")) == at("2026-03-03T07:30")


def test_same_time_counts_back_over_a_holiday() -> None:
    end = at("2015-01-20T10:00", BOSTON.zone)

    warned = Calendar(BOSTON).before(end, parse_duration("2 work days"))

    assert warned == at("2015-01-15T10:00", BOSTON.zone)


@pytest.mark.parametrize(
    ("rules", "ends"),
    [(RULES, "2026-03-07T10:00"), (replace(RULES, work_day=None), "2026-03-09T08:30")],
    ids=["a-length", "the-same-time"],
)
def test_zero_budget_is_used_up_at_once(rules: CalendarRules, ends: str) -> None:
    saturday = at("2026-03-07T10:00")

    assert Calendar(rules).add(saturday, working(0)) == at(ends)


def test_zero_continuous_budget_ends_at_the_start() -> None:
    saturday = at("2026-03-07T10:00")
    nothing = Budget(measure=Measure.CONTINUOUS, micros=0)

    assert Calendar(replace(RULES, work_day=None)).add(saturday, nothing) == saturday


def test_every_microsecond_is_kept() -> None:
    calendar = Calendar(RULES)
    start = at("2026-03-02T11:59:59.999999")

    assert calendar.add(start, working(1)) == at("2026-03-02T12:00")
    assert calendar.add(start, working(2)) == at("2026-03-02T13:00:00.000001")


@pytest.mark.parametrize(
    ("start", "opens"),
    [
        ("2026-03-02T08:30", "2026-03-02T08:30"),
        ("2026-03-02T11:59:59", "2026-03-02T11:59:59"),
        ("2026-03-02T12:00", "2026-03-02T13:00"),
        ("2026-03-06T17:30", "2026-03-09T08:30"),
    ],
    ids=["at-opening", "still-open", "at-closing", "before-the-weekend"],
)
def test_first_open_is_half_open(start: str, opens: str) -> None:
    assert Calendar(RULES).first_open(at(start)) == at(opens)


def test_elapsed_backwards_is_negative() -> None:
    calendar = Calendar(RULES)
    early, late = at("2025-12-31T16:30"), at("2027-01-04T09:30")

    forwards = calendar.elapsed(early, late, Measure.WORKING)

    assert forwards > 0
    assert calendar.elapsed(late, early, Measure.WORKING) == -forwards


@pytest.mark.parametrize(
    ("day", "hours"),
    [("2026-03-07", 8), ("2026-03-08", 7), ("2026-11-01", 9)],
    ids=["ordinary", "clock-forward", "clock-back"],
)
def test_night_span_has_its_real_length(day: str, hours: int) -> None:
    week = dict.fromkeys(range(7), ((0, 480),))
    calendar = Calendar(replace(RULES, zone="America/New_York", week=week))
    start = at(f"{day}T00:00", "America/New_York")

    worked = calendar.elapsed(start, start + timedelta(hours=12), Measure.WORKING)

    assert worked == hours * MICROS_PER_HOUR


@pytest.mark.parametrize(
    ("day", "span", "minutes"),
    [
        ("2026-03-08", (120, 210), 30),
        ("2026-03-08", (130, 170), 0),
        ("2026-11-01", (75, 105), 60),
    ],
    ids=["begins-in-a-skipped-hour", "lies-in-a-skipped-hour", "in-a-repeated-hour"],
)
def test_span_at_a_change_follows_the_wall_clock(
    day: str, span: Span, minutes: int
) -> None:
    dates = {date.fromisoformat(day): (span,)}
    calendar = Calendar(replace(RULES, zone="America/New_York", dates=dates))
    start = at(f"{day}T00:00", "America/New_York")

    worked = calendar.elapsed(start, start + timedelta(hours=6), Measure.WORKING)

    assert worked == minutes * MICROS_PER_MINUTE


def test_local_year_decides_what_is_published() -> None:
    calendar = Calendar(replace(RULES, published=frozenset({2026})))

    assert calendar.is_published(datetime(2025, 12, 31, 16, 0, tzinfo=UTC))
    assert not calendar.is_published(datetime(2026, 12, 31, 16, 0, tzinfo=UTC))


def test_naive_instants_are_refused() -> None:
    calendar = Calendar(RULES)
    naive = at("2026-03-02T09:00").replace(tzinfo=None)
    aware = at("2026-03-02T09:00")
    limit = parse_duration("1 work day")

    for ask in (
        lambda: calendar.add(naive, working(1)),
        lambda: calendar.elapsed(naive, aware, Measure.WORKING),
        lambda: calendar.elapsed(aware, naive, Measure.CONTINUOUS),
        lambda: calendar.first_open(naive),
        lambda: calendar.local(naive),
        lambda: calendar.due(naive, limit),
    ):
        with pytest.raises(ValueError, match=r"^The instant .* has no time zone"):
            ask()


def test_other_offsets_are_the_same_instant() -> None:
    calendar = Calendar(RULES)
    start = at("2026-03-02T09:00")
    elsewhere = start.astimezone(ZoneInfo("America/New_York"))

    assert calendar.add(elsewhere, working(1)) == calendar.add(start, working(1))


@pytest.mark.parametrize(
    "budget",
    [
        working(MICROS_PER_DAY),
        working(-2000 * MICROS_PER_DAY),
        Budget(measure=Measure.CONTINUOUS, micros=MICROS_PER_DAY),
        Budget(measure=Measure.CONTINUOUS, micros=10**30),
    ],
    ids=["working", "working-back", "continuous", "absurd"],
)
def test_result_beyond_the_years_is_refused(budget: Budget) -> None:
    last = datetime(9999, 12, 31, 15, 0, tzinfo=UTC)
    start = last if budget.micros > 0 else datetime(1, 1, 5, tzinfo=UTC)

    with pytest.raises(ValueError, match="outside the years 1 to 9999"):
        Calendar(RULES).add(start, budget)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
def test_first_year_is_counted_too(zone: str) -> None:
    calendar = Calendar(replace(RULES, zone=zone))
    start = datetime(1, 1, 3, tzinfo=UTC)

    end = calendar.add(start, working(EIGHT_HOURS))

    assert calendar.elapsed(start, end, Measure.WORKING) == EIGHT_HOURS
    assert calendar.elapsed(end, start, Measure.WORKING) == -EIGHT_HOURS


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
@pytest.mark.parametrize("limit", ["1 work day", "2 days"])
def test_end_of_time_is_a_clear_refusal(zone: str, limit: str) -> None:
    calendar = Calendar(replace(RULES, zone=zone, work_day=None))
    last = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)

    with pytest.raises(ValueError, match="outside the years 1 to 9999"):
        calendar.due(last, parse_duration(limit))


@pytest.mark.parametrize("work_day", [EIGHT_HOURS, None])
def test_time_that_has_run_out_is_refused(work_day: int | None) -> None:
    only = {date(2026, 3, 2): DESK, date(2026, 3, 3): DESK}
    calendar = Calendar(replace(RULES, week={}, dates=only, work_day=work_day))
    start = at("2026-03-02T09:00")

    assert calendar.due(start, parse_duration("1 work day")) == at("2026-03-03T09:00")
    with pytest.raises(ValueError, match="too little working time to get there"):
        calendar.due(start, parse_duration("5 work days"))


def test_broken_rules_make_no_calendar() -> None:
    with pytest.raises(ValueError, match='"desk" has no working time'):
        Calendar(replace(RULES, week={}))


def test_later_changes_to_a_mapping_change_nothing() -> None:
    week = {0: DESK}
    calendar = Calendar(replace(RULES, week=week))

    week[5] = DESK

    assert calendar.spans_on(date(2026, 3, 7)) == ()
