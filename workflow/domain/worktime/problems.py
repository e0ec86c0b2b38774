"""What is wrong with a calendar, said before anybody counts time by it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

from workflow.domain.durations import MICROS_PER_HOUR, MICROS_PER_MINUTE
from workflow.domain.worktime.rules import (
    DAY_MINUTES,
    CalendarRules,
    MonthDay,
    Season,
    Span,
    Spans,
    Week,
)
from workflow.domain.worktime.years import years_left_out

_WEEKDAYS = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
# A leap year, so that the 29th of February is a day too.
_DAYS_OF_A_YEAR = tuple(date(2024, 1, 1) + timedelta(days=n) for n in range(366))
_MONTH_DAYS = tuple((day.month, day.day) for day in _DAYS_OF_A_YEAR)


class Severity(StrEnum):
    """How much a problem weighs."""

    ERROR = "error"
    """The calendar cannot be used."""
    WARNING = "warning"
    """The calendar works, but perhaps not as its author meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """The part of a calendar that is at fault, by the key under which it is written.

    `season` counts the seasons from 0, `weekday` the days from Monday; `day` is one
    of the dates, holidays or make-up days, as `part` says.
    """

    part: str = ""
    season: int | None = None
    weekday: int | None = None
    day: date | None = None


NOWHERE = Spot()
"""The calendar as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One finding about a calendar: a stable code, a sentence, and where it is.

    What is said twice of a calendar is the same problem, wherever it stands.
    """

    code: str
    severity: Severity
    message: str
    spot: Spot = field(default=NOWHERE, compare=False)


def problems(rules: CalendarRules) -> list[Problem]:
    """Everything that is wrong with a calendar, errors first; empty when all is well.

    `Calendar` refuses rules with an error. A day whose spans do not sum to the work
    day is a warning, because real cities have such days in winter.
    """
    found = [
        *_zone_problems(rules),
        *_span_problems(rules),
        *_season_problems(rules),
        *_date_problems(rules),
        *_year_problems(rules),
        *_time_problems(rules),
        *_work_day_problems(rules),
    ]
    return sorted(found, key=lambda problem: problem.severity is not Severity.ERROR)


def zone_of(name: str) -> ZoneInfo:
    """The time zone of an IANA name.

    Raises:
        ValueError: There is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        raise ValueError(
            f'The zone "{name}" is unknown; write an IANA name such as "Asia/Shanghai".'
        ) from None


def _error(code: str, spot: Spot, message: str) -> Problem:
    return Problem(code=code, severity=Severity.ERROR, message=message, spot=spot)


def _warning(code: str, spot: Spot, message: str) -> Problem:
    return Problem(code=code, severity=Severity.WARNING, message=message, spot=spot)


def _zone_problems(rules: CalendarRules) -> Iterator[Problem]:
    try:
        zone_of(rules.zone)
    except ValueError as error:
        yield _error("unknown_zone", Spot(part="zone"), str(error))


def _span_problems(rules: CalendarRules) -> Iterator[Problem]:
    for where, week, season in _weeks(rules):
        for weekday, spans in sorted(week.items()):
            spot = Spot(part="week", season=season, weekday=weekday)
            if weekday not in range(7):
                yield _error(
                    "unknown_weekday",
                    spot,
                    f"{weekday}{where} is not a weekday; write 0 for Monday to "
                    "6 for Sunday.",
                )
            else:
                yield from _faults_of(spans, f"{_WEEKDAYS[weekday]}{where}", spot)
    for day, spans in sorted(rules.dates.items()):
        yield from _faults_of(spans, str(day), Spot(part="dates", day=day))


def _faults_of(spans: Spans, where: str, spot: Spot) -> Iterator[Problem]:
    for span in spans:
        start, end = span
        if start < 0 or end > DAY_MINUTES:
            yield _error(
                "span_outside_day",
                spot,
                f"{where} has the span {_span(span)}, which leaves the day; "
                "a span lies between 00:00 and 24:00.",
            )
        if end <= start:
            yield _error(
                "span_ends_early",
                spot,
                f"{where} has the span {_span(span)}, which does not end after it "
                "starts; for a night write two spans, one up to 24:00 and one from "
                "00:00 of the next day.",
            )
    for one, other in pairwise(spans):
        if other[0] < one[1]:
            yield _error(
                "spans_overlap",
                spot,
                f"{where} has the spans {_span(one)} and {_span(other)}, which "
                "overlap; let one end before the next starts.",
            )


def _season_problems(rules: CalendarRules) -> Iterator[Problem]:
    for index, season in enumerate(rules.seasons):
        for key, end in (("from", season.since), ("to", season.until)):
            if end not in _MONTH_DAYS:
                yield _error(
                    "unknown_day",
                    Spot(part=key, season=index),
                    f"{_month_day(end)} in {_season(season)} is a day that no year "
                    "has; write MM-DD.",
                )
    for (_, one), (index, other) in combinations(enumerate(rules.seasons), 2):
        shared = [day for day in _MONTH_DAYS if one.covers(day) and other.covers(day)]
        if shared:
            yield _error(
                "seasons_overlap",
                Spot(season=index),
                f"On {_month_day(shared[0])} both {_season(one)} and {_season(other)} "
                "hold; let one end before the next starts.",
            )


def _date_problems(rules: CalendarRules) -> Iterator[Problem]:
    for day in sorted(rules.holidays & rules.make_up):
        yield _error(
            "holiday_and_make_up",
            Spot(part="make_up", day=day),
            f"{day} is both a holiday and a make-up day; keep one of the two.",
        )
    for day in sorted(rules.make_up - rules.holidays):
        week, spot = rules.week_of(day), Spot(part="make_up", day=day)
        if week.get(day.weekday()):
            yield _warning(
                "make_up_on_working_day",
                spot,
                f"{day} is a make-up day, but a {_WEEKDAYS[day.weekday()]} is worked "
                "anyway; a make-up day is a day off that is worked.",
            )
        elif not any(week.values()):
            yield _warning(
                "make_up_without_hours",
                spot,
                f"{day} is a make-up day in a season without working hours; "
                "give its spans under its date.",
            )


def _year_problems(rules: CalendarRules) -> Iterator[Problem]:
    for year in years_left_out(rules.published):
        yield _warning(
            "year_left_out",
            Spot(part="published"),
            f"{year} is left out between the published years "
            f"{min(rules.published)} and {max(rules.published)}; what falls due in it "
            "stays provisional until its holidays are added.",
        )


def _time_problems(rules: CalendarRules) -> Iterator[Problem]:
    in_weeks = any(any(week.values()) for _, week, _ in _weeks(rules))
    if not in_weeks and not any(rules.dates.values()):
        yield _error(
            "no_working_time",
            Spot(part="week"),
            f'The calendar "{rules.name}" has no working time; give at least one '
            "weekday a span.",
        )


def _work_day_problems(rules: CalendarRules) -> Iterator[Problem]:
    length = rules.work_day
    if length is None:
        return
    if length <= 0 or length % MICROS_PER_MINUTE:
        yield _error(
            "bad_work_day",
            Spot(part="work_day"),
            "A work day is a whole number of minutes above zero, or "
            '"the same time"; write for example 8 work hours.',
        )
        return
    for where, week, season in _weeks(rules):
        by_total: dict[int, list[int]] = {}
        for weekday, spans in sorted(week.items()):
            if weekday in range(7):
                by_total.setdefault(_total(spans), []).append(weekday)
        for total, days in by_total.items():
            names = ", ".join(_WEEKDAYS[day] for day in days)
            spot = Spot(part="week", season=season, weekday=days[0])
            yield from _mismatch(f"{names}{where}", total, length, spot)
    for day, spans in sorted(rules.dates.items()):
        spot = Spot(part="dates", day=day)
        yield from _mismatch(str(day), _total(spans), length, spot)


def _mismatch(where: str, total: int, length: int, spot: Spot) -> Iterator[Problem]:
    if total not in (0, length):
        yield _warning(
            "not_a_work_day",
            spot,
            f"The spans of {where} sum to {_hours(total)}, but a work day is "
            f"{_hours(length)}; one work day will not end at the same time of the "
            "next day.",
        )


def _weeks(rules: CalendarRules) -> Iterator[tuple[str, Week, int | None]]:
    """Each week of hours, with the words that say where it stands, and its season."""
    yield "", rules.week, None
    for index, season in enumerate(rules.seasons):
        yield f" in {_season(season)}", season.week, index


def _total(spans: Spans) -> int:
    return sum(end - start for start, end in spans) * MICROS_PER_MINUTE


def _hours(micros: int) -> str:
    return f"{micros / MICROS_PER_HOUR:g} hours"


def _span(span: Span) -> str:
    return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in span)


def _month_day(day: MonthDay) -> str:
    return f"{day[0]:02}-{day[1]:02}"


def _season(season: Season) -> str:
    return f"the season {_month_day(season.since)}..{_month_day(season.until)}"
