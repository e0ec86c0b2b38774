"""Dates and hours as authors write them: `10-01..10-07`, `mon-fri`, `08:30-12:00`."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from workflow.domain.worktime import MonthDay, Span

_BETWEEN = ".."
_MONTH_DAY = re.compile(r"([0-9]{2})-([0-9]{2})")
_SPAN = re.compile(r"([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2})")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LAST_MINUTE = 59
# Those of a leap year, so that 29 February is a day of some year.
_DAYS_OF_A_YEAR = frozenset(
    (day.month, day.day)
    for day in (date(2024, 1, 1) + timedelta(days=n) for n in range(366))
)


def date_range(text: str) -> tuple[date, date]:
    """Read `2026-07-20..2026-07-24`, or one date, as first and last day.

    Raises:
        ValueError: one sentence that says what would be right.
    """
    first, _, last = text.partition(_BETWEEN)
    try:
        return date.fromisoformat(first.strip()), date.fromisoformat(
            (last or first).strip()
        )
    except ValueError:
        raise ValueError(
            f'"{text}" is no range of dates; write "2026-07-20" or '
            '"2026-07-20..2026-07-24".'
        ) from None


def month_day(text: str) -> MonthDay:
    """Read `02-15` as month and day.

    Raises:
        ValueError: one sentence that says what would be right.
    """
    written = _MONTH_DAY.fullmatch(text.strip())
    day = (int(written[1]), int(written[2])) if written else (0, 0)
    if day not in _DAYS_OF_A_YEAR:
        raise ValueError(
            f'"{text}" is no day of a year; write month and day, such as "02-15".'
        )
    return day


def days_of(year: int, text: str) -> Iterator[date]:
    """Every date of `02-15..02-23`, or of one day, in a year.

    Raises:
        ValueError: one sentence that says what would be right.
    """
    first, _, last = text.partition(_BETWEEN)
    start, end = (_in_year(year, part) for part in (first, last or first))
    if end < start:
        raise ValueError(f'"{text}" ends before it begins; put its days in order.')
    for offset in range((end - start).days + 1):
        yield start + timedelta(days=offset)


def days_text(days: Iterable[date]) -> list[str]:
    """Write days of one year as `days_of` reads them, the fewest texts in order."""
    runs: list[tuple[date, date]] = []
    for day in sorted(set(days)):
        if runs and day - runs[-1][1] == timedelta(days=1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return [
        f"{first:%m-%d}" if first == last else f"{first:%m-%d}{_BETWEEN}{last:%m-%d}"
        for first, last in runs
    ]


def _in_year(year: int, text: str) -> date:
    month, day = month_day(text)
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f'{year} has no day "{text.strip()}".') from None


def weekdays(text: str) -> range:
    """Read `mon-fri`, or `sat`, as numbers of weekdays, Monday being 0.

    Raises:
        ValueError: one sentence that says what would be right.
    """
    first, _, last = text.strip().partition("-")
    last = last or first
    if first not in _WEEKDAYS or last not in _WEEKDAYS:
        raise ValueError(
            f'"{text}" names no weekdays; write "mon-fri" or one of '
            f"{', '.join(_WEEKDAYS)}."
        )
    found = range(_WEEKDAYS.index(first), _WEEKDAYS.index(last) + 1)
    if not found:
        raise ValueError(f'"{text}" ends before it begins; weeks begin with "mon".')
    return found


def span(text: str) -> Span:
    """Read `08:30-12:00` as minutes after midnight; 24:00 ends a day.

    Raises:
        ValueError: one sentence that says what would be right.
    """
    written = _SPAN.fullmatch(text.strip())
    if (
        written is None
        or int(written[2]) > _LAST_MINUTE
        or int(written[4]) > _LAST_MINUTE
    ):
        raise ValueError(f'"{text}" is no span of hours; write "08:30-12:00".')
    hours = [int(part) for part in written.groups()]
    return hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
