"""Business time agrees with published test suites, and with examples of our own."""

import csv
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from workflow.domain.durations import MICROS_PER_HOUR, MICROS_PER_MINUTE, parse_duration
from workflow.domain.worktime import Budget, Calendar, CalendarRules, Measure, Span

DATA = Path(__file__).parents[3] / "shared" / "data"
VECTORS = DATA / "business_time_vectors.csv"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MICROS_PER_SECOND = 1_000_000
MICROS = {"s": MICROS_PER_SECOND, "m": MICROS_PER_MINUTE, "h": MICROS_PER_HOUR}

# Vectors whose source means something else than we do, with the reason: none so far.
EXCEPTIONS: dict[str, str] = {}

Row = dict[str, str]


def read_vectors() -> list[Row]:
    if not VECTORS.exists():
        return []
    with VECTORS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def spans_of(text: str) -> tuple[Span, ...]:
    pairs = (span.split("-") for span in text.split(","))
    return tuple((minutes(start), minutes(end)) for start, end in pairs)


def week_of(text: str) -> dict[int, tuple[Span, ...]]:
    """Read for example `mon-fri 08:00-12:00,14:00-18:00;sat 08:00-12:00`."""
    week = {}
    for part in text.split(";"):
        names, hours = part.split(" ")
        for name in names.split(","):
            first, _, last = name.partition("-")
            since, until = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
            week.update(dict.fromkeys(range(since, until + 1), spans_of(hours)))
    return week


def dates_of(text: str, around: int) -> frozenset[date]:
    """Dates; those without a year, such as `12-25`, return in each year around one."""
    found = set()
    for item in filter(None, text.split(";")):
        if item.count("-") == 2:
            found.add(date.fromisoformat(item))
        else:
            years = range(around - 1, around + 3)
            found.update(date.fromisoformat(f"{year}-{item}") for year in years)
    return frozenset(found)


def single_dates(text: str) -> dict[date, tuple[Span, ...]]:
    items = (item.split("=") for item in filter(None, text.split(";")))
    return {date.fromisoformat(day): spans_of(hours) for day, hours in items}


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """One row: a calendar, a question and the answer of its source."""

    row: Row

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.row["tz"])

    def calendar(self, work_day: int | None = 8 * MICROS_PER_HOUR) -> Calendar:
        row = self.row
        assert not row["breaks_on_dates"], "no vector has breaks; read them if one does"
        around = int(row["start"][:4])
        rules = CalendarRules(
            name=row["id"],
            zone=row["tz"],
            week=week_of(row["weekly_hours"]),
            work_day=work_day,
            holidays=dates_of(row["holidays"], around),
            make_up=dates_of(row["extra_workdays"], around),
            dates=single_dates(row["date_hours"]),
        )
        return Calendar(rules)

    def instant(self, text: str) -> datetime:
        """A time with its offset, or a local time of the calendar's zone."""
        read = datetime.fromisoformat(text)
        aware = read if read.tzinfo else read.replace(tzinfo=self.zone)
        return aware.astimezone(UTC)

    def budget(self) -> Budget:
        parsed = re.fullmatch(r"(-?[0-9.]+)([smh])", self.row["duration"])
        assert parsed
        micros = int(Decimal(parsed[1]) * MICROS[parsed[2]])
        return Budget(measure=Measure.WORKING, micros=micros)

    def answer(self) -> object:
        start = self.row["start"]
        match self.row["kind"]:
            case "due":
                return self.due()
            case "first_open":
                return self.calendar().first_open(self.instant(start))
            case "elapsed_hours":
                return self.calendar().elapsed(
                    self.instant(start), self.instant(self.row["end"]), Measure.WORKING
                )
            case kind:
                assert kind in {"add_days", "add_days_origin_closed"}
                return self.day_after()

    def due(self) -> datetime:
        calendar, budget = self.calendar(), self.budget()
        start = self.instant(self.row["start"])
        for pause in filter(None, self.row["pauses"].split(";")):
            since, until = map(self.instant, pause.split(".."))
            used = calendar.elapsed(start, since, budget.measure)
            budget = Budget(measure=budget.measure, micros=budget.micros - used)
            start = until
        return calendar.add(start, budget)

    def day_after(self) -> date:
        """A number of working days later, or before: "the same time" from noon on."""
        days = int(self.row["duration"].removesuffix("bd"))
        noon = self.instant(f"{self.row['start']}T12:00:00")
        calendar = self.calendar(work_day=None)
        duration = parse_duration(f"{abs(days)} work days")
        count = calendar.due if days > 0 else calendar.before
        return calendar.local(count(noon, duration)).date()

    def expected(self) -> object:
        text = self.row["expected"]
        if self.row["kind"] == "elapsed_hours":
            # The sources count whole seconds and print them as rounded hours.
            return round(Decimal(text) * 3600) * MICROS_PER_SECOND
        if self.row["kind"].startswith("add_days"):
            return date.fromisoformat(text)
        return self.instant(text)


ROWS = read_vectors()


@pytest.mark.skipif(
    not ROWS, reason="../shared/data/business_time_vectors.csv is absent"
)
def test_few_vectors_are_excepted_by_name() -> None:
    assert len(ROWS) == 99
    assert len(EXCEPTIONS) <= 5
    assert set(EXCEPTIONS) <= {row["id"] for row in ROWS}


@pytest.mark.skipif(
    not ROWS, reason="../shared/data/business_time_vectors.csv is absent"
)
@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if row["id"] not in EXCEPTIONS],
    ids=lambda row: row["id"],
)
def test_answer_is_that_of_the_source(row: Row) -> None:
    vector = Vector(row=row)

    assert vector.answer() == vector.expected()


CITY_WEEK = dict.fromkeys(range(5), ((510, 720), (780, 1050)))
CITY = CalendarRules(
    name="city",
    zone="Asia/Shanghai",
    week=CITY_WEEK,
    work_day=8 * MICROS_PER_HOUR,
    holidays=frozenset(date(2026, 10, day) for day in range(1, 8)),
    make_up=frozenset({date(2026, 9, 20), date(2026, 10, 10)}),
    dates={date(2026, 12, 31): ((510, 720),)},
)


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        ("2026-03-02T09:00", "30 minutes", "2026-03-02T09:30"),
        ("2026-03-02T11:30", "4 work hours", "2026-03-02T16:30"),
        ("2026-03-02T11:45", "15 work minutes", "2026-03-02T12:00"),
        ("2026-03-02T08:30", "8 work hours", "2026-03-02T17:30"),
        ("2026-03-02T20:00", "1 work day", "2026-03-03T17:30"),
        ("2026-03-06T17:00", "1 work hour", "2026-03-09T09:00"),
        ("2026-03-06T17:00", "2紧急工作时", "2026-03-06T19:00"),
        ("2026-03-06T17:00", "2 自然日", "2026-03-08T17:00"),
        ("2026-03-06T10:00", "2 work days", "2026-03-10T10:00"),
        ("2026-09-18T16:30", "2 work hours", "2026-09-20T09:30"),
        ("2026-09-30T17:00", "1 work day", "2026-10-08T17:00"),
        ("2026-10-09T17:00", "4 work hours", "2026-10-10T12:00"),
        ("2026-12-31T11:00", "2 work hours", "2027-01-01T09:30"),
        ("2026-12-31T12:00", "0.5 work days", "2027-01-01T13:30"),
    ],
)
def test_our_own_city_counts_like_this(start: str, limit: str, due: str) -> None:
    calendar = Calendar(CITY)
    begun = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(CITY.zone))

    answer = calendar.due(begun.astimezone(UTC), parse_duration(limit))

    assert calendar.local(answer).replace(tzinfo=None) == datetime.fromisoformat(due)


def test_pause_over_a_holiday_costs_nothing() -> None:
    calendar = Calendar(CITY)
    zone = ZoneInfo(CITY.zone)
    start = datetime(2026, 9, 30, 15, 30, tzinfo=zone)
    resumed = datetime(2026, 10, 8, 9, 0, tzinfo=zone)
    budget = calendar.budget(start, parse_duration("4 work hours"))

    used = calendar.elapsed(start, start + timedelta(hours=1), Measure.WORKING)
    rest = Budget(measure=budget.measure, micros=budget.micros - used)

    assert calendar.add(resumed, rest) == datetime(2026, 10, 8, 12, 0, tzinfo=zone)
