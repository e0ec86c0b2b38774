"""Dates and hours are read as authors write them."""

from collections.abc import Callable
from datetime import date

import pytest

from workflow.authoring.city.ranges import (
    date_range,
    days_of,
    month_day,
    span,
    weekdays,
)


def test_a_range_of_dates_may_be_one_date() -> None:
    day = date(2026, 7, 20)

    assert date_range("2026-07-20") == (day, day)
    assert date_range("2026-07-20..2026-07-24") == (day, date(2026, 7, 24))


def test_days_are_counted_with_both_ends() -> None:
    days = list(days_of(2024, "02-28..03-01"))

    assert days == [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)]


def test_weekdays_are_counted_from_monday() -> None:
    assert (list(weekdays("mon-fri")), list(weekdays("sun"))) == ([0, 1, 2, 3, 4], [6])


def test_a_span_is_minutes_after_midnight() -> None:
    assert (span("08:30-12:00"), span("00:00-24:00")) == ((510, 720), (0, 1440))


def test_the_29th_of_february_is_a_day() -> None:
    assert month_day("02-29") == (2, 29)


@pytest.mark.parametrize(
    ("reader", "text", "sentence"),
    [
        (date_range, "20 July", '"20 July" is no range of dates; write "2026-07-20"'),
        (date_range, "2026-07-20..", None),
        (month_day, "02-30", '"02-30" is no day of a year; write month and day'),
        (month_day, "2-3", '"2-3" is no day of a year'),
        (weekdays, "mo-fr", '"mo-fr" names no weekdays; write "mon-fri"'),
        (weekdays, "fri-mon", '"fri-mon" ends before it begins'),
        (span, "8-12", '"8-12" is no span of hours; write "08:30-12:00"'),
        (span, "08:60-12:00", '"08:60-12:00" is no span of hours'),
    ],
)
def test_what_cannot_be_read_is_said(
    reader: Callable[[str], object], text: str, sentence: str | None
) -> None:
    if sentence is None:
        reader(text)
        return
    with pytest.raises(ValueError, match=sentence):
        reader(text)


@pytest.mark.parametrize(
    ("year", "text", "sentence"),
    [
        (2026, "02-29", '2026 has no day "02-29"'),
        (2026, "02-10..02-01", "ends before it begins; put its days in order"),
        (2026, "x", '"x" is no day of a year'),
    ],
)
def test_days_that_a_year_lacks_are_said(year: int, text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        list(days_of(year, text))
