"""Limits are read as people write them, and refused in one clear sentence."""

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.domain.durations import (
    MICROS_PER_DAY,
    MICROS_PER_HOUR,
    Duration,
    TimeUnit,
    parse_duration,
)

NO_NUMBER = (
    'does not start with a number; write only a number and a unit, for example "4 work '
    'hours" or "4工作时".'
)
UNITS = (
    "write minutes, hours, days, work minutes, work hours or work days (分钟, 小时, 天,"
    " 自然日, 工作分钟, 工作时, 工作日, 紧急分钟, 紧急工作时, 紧急工作日)."
)
ZERO = 'is not longer than zero; write a number above zero, for example "4 work hours".'
TOO_LONG = "is longer than 100 years; write at most 36525 days."
TOO_FINE = (
    "is finer than a thousandth of its unit; write at most three decimals, or a "
    'smaller unit such as "minutes".'
)


def exactly(sentence: str) -> str:
    return f"^{re.escape(sentence)}$"


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("30 minutes", 30, TimeUnit.MINUTE),
        ("1 minute", 1, TimeUnit.MINUTE),
        ("24 hours", 24, TimeUnit.HOUR),
        ("1 hour", 1, TimeUnit.HOUR),
        ("7 days", 7, TimeUnit.DAY),
        ("1 day", 1, TimeUnit.DAY),
        ("90 work minutes", 90, TimeUnit.WORK_MINUTE),
        ("4 work hours", 4, TimeUnit.WORK_HOUR),
        ("1 work hour", 1, TimeUnit.WORK_HOUR),
        ("2 work days", 2, TimeUnit.WORK_DAY),
        ("1 work day", 1, TimeUnit.WORK_DAY),
        ("2 urgent hours", 2, TimeUnit.HOUR),
        ("2 urgent days", 2, TimeUnit.DAY),
        ("30 urgent minutes", 30, TimeUnit.MINUTE),
        ("3 natural days", 3, TimeUnit.DAY),
        ("36 continuous hours", 36, TimeUnit.HOUR),
        ("30分钟", 30, TimeUnit.MINUTE),
        ("30 紧急分钟", 30, TimeUnit.MINUTE),
        ("4小时", 4, TimeUnit.HOUR),
        ("2紧急工作时", 2, TimeUnit.HOUR),
        ("2 紧急工作日", 2, TimeUnit.DAY),
        ("2天", 2, TimeUnit.DAY),
        ("3 自然日", 3, TimeUnit.DAY),
        ("90工作分钟", 90, TimeUnit.WORK_MINUTE),
        ("4 工作时", 4, TimeUnit.WORK_HOUR),
        ("15工作日", 15, TimeUnit.WORK_DAY),
        ("  4   Work  Hours ", 4, TimeUnit.WORK_HOUR),
        ("36525 days", 36525, TimeUnit.DAY),
    ],
)
def test_words_of_the_standard_are_read(text: str, amount: int, unit: TimeUnit) -> None:
    assert parse_duration(text) == Duration(amount=Decimal(amount), unit=unit)


def test_decimals_are_kept_exactly() -> None:
    assert parse_duration("1.125 hours").amount == Decimal("1.125")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2 banana", f'"2 banana" has the unknown unit "banana"; {UNITS}'),
        ("4", f'"4" has no unit; write the number with {UNITS.removeprefix("write ")}'),
        ("", f'"" {NO_NUMBER}'),
        ("soon", f'"soon" {NO_NUMBER}'),
        ("种植季节15工作日", f'"种植季节15工作日" {NO_NUMBER}'),
        (
            "1紧急工作时制止",
            (
                '"1紧急工作时制止" has "制止" behind the unit "紧急工作时"; '
                'write only "1紧急工作时".'
            ),
        ),
        (
            "15 work days in the planting season",
            (
                '"15 work days in the planting season" has "in the planting season" '
                'behind the unit "work days"; write only "15 work days".'
            ),
        ),
        (
            "1 hour 30 minutes",
            (
                '"1 hour 30 minutes" has "30 minutes" behind the unit "hour"; '
                'write only "1 hour".'
            ),
        ),
        ("0 days", f'"0 days" {ZERO}'),
        ("-4 hours", f'"-4 hours" {ZERO}'),
        ("36526 days", f'"36526 days" {TOO_LONG}'),
        ("36526 work days", f'"36526 work days" {TOO_LONG}'),
        ("876601 work hours", f'"876601 work hours" {TOO_LONG}'),
        ("0.0001 hours", f'"0.0001 hours" {TOO_FINE}'),
    ],
)
def test_bad_limit_is_one_clear_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=exactly(sentence)):
        parse_duration(text)


def test_long_nonsense_is_quoted_in_part() -> None:
    with pytest.raises(ValueError, match=exactly(f'"{"9" * 60}…" {TOO_LONG}')):
        parse_duration("9" * 5000 + " hours")


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        (Decimal(0), f'"0 work hours" {ZERO}'),
        (
            Decimal("NaN"),
            (
                '"NaN work hours" is not a number; write a number above zero, '
                'for example "4 work hours".'
            ),
        ),
        (Decimal("1e9"), f'"1E+9 work hours" {TOO_LONG}'),
    ],
    ids=["zero", "not-a-number", "too-long"],
)
def test_duration_itself_refuses_bad_amounts(amount: Decimal, sentence: str) -> None:
    with pytest.raises(ValueError, match=exactly(sentence)):
        Duration(amount=amount, unit=TimeUnit.WORK_HOUR)


@pytest.mark.parametrize(
    ("text", "en", "zh"),
    [
        ("4工作时", "4 work hours", "4 工作时"),
        ("1 work day", "1 work day", "1 工作日"),
        ("2紧急工作时", "2 hours", "2 小时"),
        ("30 紧急分钟", "30 minutes", "30 分钟"),
        ("10 自然日", "10 days", "10 天"),
        ("1.50 hours", "1.5 hours", "1.5 小时"),
    ],
)
def test_duration_speaks_both_languages(text: str, en: str, zh: str) -> None:
    duration = parse_duration(text)

    assert (duration.en, duration.zh, str(duration)) == (en, zh, en)


def test_only_work_units_are_working() -> None:
    assert {unit for unit in TimeUnit if unit.is_working} == {
        TimeUnit.WORK_MINUTE,
        TimeUnit.WORK_HOUR,
        TimeUnit.WORK_DAY,
    }


def test_work_day_has_the_length_given() -> None:
    work_day = 8 * MICROS_PER_HOUR

    assert parse_duration("2.5 work days").micros(work_day) == 20 * MICROS_PER_HOUR
    assert parse_duration("2.5 days").micros(work_day) == 60 * MICROS_PER_HOUR


@settings(deadline=None)
@given(
    thousandths=st.integers(min_value=1, max_value=36_525_000),
    unit=st.sampled_from(TimeUnit),
)
def test_what_is_shown_can_be_read(thousandths: int, unit: TimeUnit) -> None:
    duration = Duration(amount=Decimal(thousandths) / 1000, unit=unit)

    assert parse_duration(duration.en) == duration
    assert parse_duration(duration.zh) == duration
    assert duration.micros(MICROS_PER_DAY) * 1000 == thousandths * Duration(
        amount=Decimal(1), unit=unit
    ).micros(MICROS_PER_DAY)
