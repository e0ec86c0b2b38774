"""The documents of calendars, and the calendars that they build."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field

from workflow.authoring.city.organisation_documents import Key
from workflow.authoring.city.ranges import days_of, month_day, span, weekdays
from workflow.authoring.city.shape import Document
from workflow.authoring.text.tree import Step
from workflow.domain.durations import TimeUnit, parse_duration
from workflow.domain.worktime import (
    Calendar,
    CalendarRules,
    Problem,
    Season,
    Span,
    Spot,
    Week,
    problems,
)

SAME_TIME = "same time"
_HOUR = 60 * 60 * 1_000_000


def _work_day(text: str) -> str:
    work_day_micros(text)
    return text


def _weekdays(text: str) -> str:
    weekdays(text)
    return text


def _span(text: str) -> str:
    span(text)
    return text


def _month_day(text: str) -> str:
    month_day(text)
    return text


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("A paper is named in one line of visible characters.")
    return text


def work_day_micros(text: str) -> int | None:
    """Microseconds of `8 work hours`; None for `same time`.

    Raises:
        ValueError: it is neither; one sentence that says what would be right.
    """
    if text == SAME_TIME:
        return None
    duration = parse_duration(text)
    if duration.unit not in (TimeUnit.WORK_HOUR, TimeUnit.WORK_MINUTE):
        raise ValueError(
            f'"{text}" does not say how long a work day is; write "8 work hours" or '
            f'"{SAME_TIME}".'
        )
    return duration.micros(_HOUR)


WeekText = dict[
    Annotated[str, AfterValidator(_weekdays)],
    list[Annotated[str, AfterValidator(_span)]],
]
Year = Annotated[str, Field(pattern=r"^[0-9]{4}$")]
DayText = Annotated[str, AfterValidator(_month_day)]
PaperText = Annotated[
    str, Field(min_length=1, max_length=1000), AfterValidator(_printable)
]
"""The address or the title of a published paper."""


class SeasonDocument(Document):
    """Other hours in a part of every year."""

    since: DayText = Field(alias="from")
    until: DayText = Field(alias="to")
    week: WeekText


class NoticeDocument(Document):
    """Where the days of a year were published, and how they came into the calendar.

    `digest` is the SHA-256 of the imported file; it is empty, as the rest is, where
    the days were written by hand.
    """

    papers: list[PaperText] = Field(min_length=1)
    digest: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    imported_at: AwareDatetime | None = None
    imported_by: str = ""


class CalendarDocument(Document):
    """A calendar: `calendars/NAME.yaml`."""

    calendar: Key
    zone: str
    work_day: Annotated[str, AfterValidator(_work_day)]
    week: WeekText
    hours_between: list[SeasonDocument] = Field(default_factory=list)
    dates: dict[date, list[Annotated[str, AfterValidator(_span)]]] = Field(
        default_factory=dict
    )
    published: list[Year] = Field(default_factory=list)
    source: str = ""
    holidays: dict[Year, list[str]] = Field(default_factory=dict)
    make_up: dict[Year, list[str]] = Field(default_factory=dict)
    notices: dict[Year, NoticeDocument] = Field(default_factory=dict)


class CalendarsDocument(Document):
    """All calendars of a city by their names."""

    calendars: dict[Key, CalendarDocument]


def build_calendars(document: CalendarsDocument) -> Mapping[str, Calendar]:
    """The calendars of a document by their names.

    Raises:
        ValueError: a calendar has an error; `calendar_faults` says which before.
    """
    return {
        name: Calendar(rules_of(calendar))
        for name, calendar in sorted(document.calendars.items())
    }


def rules_of(document: CalendarDocument) -> CalendarRules:
    """The domain's rules of one calendar.

    Raises:
        ValueError: a range of days is none; one sentence that says what is wrong.
    """
    return CalendarRules(
        name=document.calendar,
        zone=document.zone,
        week=_week(document.week),
        work_day=work_day_micros(document.work_day),
        seasons=tuple(
            Season(
                since=month_day(season.since),
                until=month_day(season.until),
                week=_week(season.week),
            )
            for season in document.hours_between
        ),
        holidays=_dates(document.holidays),
        make_up=_dates(document.make_up),
        dates={day: _spans(texts) for day, texts in document.dates.items()},
        published=frozenset(int(year) for year in document.published),
        source=document.source,
    )


def day_faults(document: CalendarDocument) -> list[tuple[tuple[str, str, int], str]]:
    """Ranges of days that are none: where they stand, and what is wrong."""
    faults = []
    for key, years in (("holidays", document.holidays), ("make_up", document.make_up)):
        for year, texts in years.items():
            for number, text in enumerate(texts):
                try:
                    list(days_of(int(year), text))
                except ValueError as error:
                    faults.append(((key, year, number), str(error)))
    return faults


def dates_of(years: Mapping[str, list[str]], year: int) -> frozenset[date]:
    """The dates that a calendar's holidays, or its make-up days, name in a year."""
    return frozenset(
        day for text in years.get(str(year), []) for day in days_of(year, text)
    )


def calendar_problems(document: CalendarDocument) -> list[Problem]:
    """What is wrong with a calendar whose days can be read, errors first."""
    return problems(rules_of(document))


def steps_to(document: CalendarDocument, spot: Spot) -> tuple[Step, ...]:
    """The keys that lead to a part of a calendar; its name, where it is no part."""
    steps: tuple[Step, ...] = (spot.part,) if spot.part else ()
    if spot.season is not None:
        steps = ("hours_between", spot.season, *steps)
    if spot.weekday is not None:
        season = spot.season
        week = document.week if season is None else document.hours_between[season].week
        names = (names for names in week if spot.weekday in weekdays(names))
        return (*steps, *names)
    if spot.day is None:
        return steps or ("calendar",)
    if spot.part == "dates":
        return (*steps, spot.day.isoformat())
    years = document.make_up if spot.part == "make_up" else document.holidays
    return (*steps, *_step_to_day(years, spot.day))


def _step_to_day(years: Mapping[str, list[str]], day: date) -> tuple[Step, ...]:
    """The year and the number of the range that names a day."""
    for year, texts in years.items():
        for number, text in enumerate(texts):
            if day in days_of(int(year), text):
                return year, number
    return ()


def _week(text: WeekText) -> Week:
    return {
        weekday: _spans(spans)
        for names, spans in text.items()
        for weekday in weekdays(names)
    }


def _spans(texts: list[str]) -> tuple[Span, ...]:
    return tuple(span(text) for text in texts)


def _dates(years: Mapping[str, list[str]]) -> frozenset[date]:
    return frozenset(
        day
        for year, texts in years.items()
        for text in texts
        for day in days_of(int(year), text)
    )
