"""A yearly schedule of holidays and make-up days, and a calendar that takes it over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Annotated, NoReturn

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from workflow.authoring.city.calendars import (
    CalendarDocument,
    NoticeDocument,
    PaperText,
    calendar_problems,
    dates_of,
    rules_of,
)
from workflow.authoring.city.ranges import days_text
from workflow.authoring.text.letters import MAX_BYTES
from workflow.authoring.text.tree import path_of
from workflow.domain.worktime import Problem, years_left_out
from workflow.errors import ScheduleRefusedError

_FORM = '{"year": 2027, "papers": [TEXT], "days": [{"name", "date", "isOffDay"}]}'
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class _Foreign(BaseModel):
    """Somebody else's form: keys that mean nothing here are passed over."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class _Day(_Foreign):
    name: str
    date: date
    off: bool = Field(alias="isOffDay")


class _Schedule(_Foreign):
    year: Annotated[int, Field(ge=1970, le=9998)]
    papers: list[PaperText]
    days: list[_Day]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """The days of one year as they were published, and the papers that say so.

    `digest` is the SHA-256 of the file that was read.
    """

    file: str
    digest: str
    year: int
    papers: tuple[str, ...]
    holidays: frozenset[date]
    make_up: frozenset[date]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearChange:
    """How one year of a calendar differs from what it was, in ranges of days."""

    year: int
    new: bool
    """Whether the year was not published before."""
    holidays: tuple[list[str], list[str]]
    """The days off that came, and those that went."""
    make_up: tuple[list[str], list[str]]
    papers: bool
    """Whether the papers behind it are others."""


def read_schedule(content: bytes, file: str) -> Schedule:
    """Read the JSON of a year: `year`, `papers`, and `days` with date and isOffDay.

    Raises:
        ScheduleRefusedError: it is none, it contradicts itself, or its year is not
            published yet.
    """
    if len(content) > MAX_BYTES:
        _refuse(file, "too_large", "文件大于 1 MiB。", "the file is over 1 MiB.")
    try:
        read = _Schedule.model_validate_json(content.removeprefix(_BYTE_ORDER_MARK))
    except ValidationError as error:
        _refuse_shape(file, error)
    if not read.days or not read.papers:
        _refuse(
            file,
            "not_published",
            f"{read.year} 年的安排尚未公布（没有日期或没有文件出处）。",
            f"{read.year} is not published yet: it has no days, or no papers.",
        )
    _check_days(read, file)
    return Schedule(
        file=file,
        digest=sha256(content).hexdigest(),
        year=read.year,
        papers=tuple(dict.fromkeys(read.papers)),
        holidays=frozenset(day.date for day in read.days if day.off),
        make_up=frozenset(day.date for day in read.days if not day.off),
    )


def take_over(
    calendar: CalendarDocument, schedule: Schedule, notice: NoticeDocument
) -> CalendarDocument:
    """The calendar with the schedule's days in place of its own of that year.

    Raises:
        ScheduleRefusedError: it contradicts the calendar, or leaves a year out.
    """
    _check_dates(calendar, schedule)
    year = str(schedule.year)
    published = sorted({*calendar.published, year})
    left_out = years_left_out({int(each) for each in published})
    if left_out and schedule.year not in _filling(calendar):
        _refuse(
            schedule.file,
            "year_left_out",
            f"{left_out[0]} 年在日历 {calendar.calendar} 中尚未公布，请先导入该年。",
            f"the calendar {calendar.calendar} does not know {left_out[0]} yet; "
            "import that year first.",
        )
    return calendar.model_copy(
        update={
            "published": published,
            "holidays": _with_year(calendar.holidays, year, schedule.holidays),
            "make_up": _with_year(calendar.make_up, year, schedule.make_up),
            "notices": {**calendar.notices, year: notice},
        }
    )


def new_warnings(before: CalendarDocument, after: CalendarDocument) -> list[Problem]:
    """What a changed calendar is warned of that it was not warned of before."""
    known = calendar_problems(before)
    return [each for each in calendar_problems(after) if each not in known]


def changes_between(
    before: CalendarDocument | None, after: CalendarDocument
) -> list[YearChange]:
    """The years whose days or papers are others; all, where there was no calendar."""
    old = before or after.model_copy(
        update={"published": [], "holidays": {}, "make_up": {}, "notices": {}}
    )
    named = {*old.published, *after.published}
    for each in (old, after):
        named |= {*each.holidays, *each.make_up, *each.notices}
    every = [_change(old, after, year) for year in sorted(named)]
    return [each for each in every if each is not None]


def _with_year(
    years: Mapping[str, list[str]], year: str, days: frozenset[date]
) -> dict[str, list[str]]:
    kept = {each: texts for each, texts in years.items() if each != year}
    return {**kept, year: days_text(days)} if days else kept


def _change(
    old: CalendarDocument, now: CalendarDocument, year: str
) -> YearChange | None:
    number = int(year)
    change = YearChange(
        year=number,
        new=year in now.published and year not in old.published,
        holidays=_between(
            dates_of(old.holidays, number), dates_of(now.holidays, number)
        ),
        make_up=_between(dates_of(old.make_up, number), dates_of(now.make_up, number)),
        papers=_papers(old, year) != _papers(now, year),
    )
    days = any((*change.holidays, *change.make_up))
    gone = year in old.published and year not in now.published
    return change if days or gone or change.new or change.papers else None


def _between(old: frozenset[date], now: frozenset[date]) -> tuple[list[str], list[str]]:
    return days_text(now - old), days_text(old - now)


def _papers(calendar: CalendarDocument, year: str) -> list[str]:
    notice = calendar.notices.get(year)
    return notice.papers if notice else []


def _filling(calendar: CalendarDocument) -> list[int]:
    """The years by which gaps that the calendar has already can be filled."""
    return years_left_out({int(each) for each in calendar.published})


def _check_days(read: _Schedule, file: str) -> None:
    seen: dict[date, bool] = {}
    for day in read.days:
        if day.date.year != read.year:
            _refuse(
                file,
                "outside_year",
                f"{day.date} 不在 {read.year} 年内，请加到它自己的年份。",
                f"{day.date} does not lie in {read.year}; add it to its own year.",
            )
        if day.date in seen and seen[day.date] is not day.off:
            _refuse(
                file,
                "holiday_and_make_up",
                f"{day.date} 既是休息日又是补班日。",
                f"{day.date} is both a day off and a make-up day.",
            )
        if day.date in seen:
            _refuse(
                file,
                "date_twice",
                f"{day.date} 出现了两次。",
                f"{day.date} stands in it twice.",
            )
        seen[day.date] = day.off


def _check_dates(calendar: CalendarDocument, schedule: Schedule) -> None:
    """Hours of a single date win over a schedule, so they must not deny it."""
    for day, spans in sorted(rules_of(calendar).dates.items()):
        if spans and day in schedule.holidays:
            _refuse(
                schedule.file,
                "own_hours",
                f"{day} 是休息日，而日历 {calendar.calendar} 为这一天单独规定了"
                "工作时间。",
                f"{day} is a day off, but the calendar {calendar.calendar} gives it "
                "hours of its own.",
            )
        if not spans and day in schedule.make_up:
            _refuse(
                schedule.file,
                "own_hours",
                f"{day} 是补班日，而日历 {calendar.calendar} 单独规定这一天休息。",
                f"{day} is a make-up day, but the calendar {calendar.calendar} "
                "gives it no hours.",
            )


def _refuse_shape(file: str, error: ValidationError) -> NoReturn:
    first = error.errors(include_url=False)[0]
    if first["type"] == "json_invalid":
        _refuse(file, "not_json", "文件不是 JSON。", "the file is no JSON.")
    where = path_of(first["loc"]) or "$"
    _refuse(
        file,
        "wrong_shape",
        f"{where} 不符合格式；应为 {_FORM}。",
        f"{where} does not fit; the form is {_FORM}.",
    )


def _refuse(file: str, code: str, zh: str, en: str) -> NoReturn:
    raise ScheduleRefusedError(file=file, code=code, zh=zh, en=en)
