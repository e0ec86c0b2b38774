"""Time limits as people write them: `4 work hours`, `2 work days`, 7天, 2紧急工作时."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

MICROS_PER_MINUTE = 60_000_000
MICROS_PER_HOUR = 60 * MICROS_PER_MINUTE
MICROS_PER_DAY = 24 * MICROS_PER_HOUR

_LONGEST_DAYS = 36_525
_DECIMALS = 3
_SHOWN = 60
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_ACCEPTED = (
    "minutes, hours, days, work minutes, work hours or work days "
    "(分钟, 小时, 天, 自然日, 工作分钟, 工作时, 工作日, "
    "紧急分钟, 紧急工作时, 紧急工作日)"
)


class TimeUnit(StrEnum):
    """A unit of a limit; the working ones count only a calendar's open hours."""

    MINUTE = "minute"
    """Sixty seconds of the wall clock, nights and holidays included."""
    HOUR = "hour"
    """Sixty minutes of the wall clock."""
    DAY = "day"
    """A natural day: 24 hours, or the same local time on the next date."""
    WORK_MINUTE = "work minute"
    """Sixty seconds of working time."""
    WORK_HOUR = "work hour"
    """Sixty minutes of working time."""
    WORK_DAY = "work day"
    """What the calendar declares: so many working hours, or the same time later."""

    @property
    def is_working(self) -> bool:
        """Whether only a calendar's working time counts."""
        return self in _WORKING

    @property
    def zh(self) -> str:
        """The Chinese word that stands behind an amount."""
        return _ZH[self]


_WORKING = frozenset({TimeUnit.WORK_MINUTE, TimeUnit.WORK_HOUR, TimeUnit.WORK_DAY})

_ZH = {
    TimeUnit.MINUTE: "分钟",
    TimeUnit.HOUR: "小时",
    TimeUnit.DAY: "天",
    TimeUnit.WORK_MINUTE: "工作分钟",
    TimeUnit.WORK_HOUR: "工作时",
    TimeUnit.WORK_DAY: "工作日",
}

# The length that bounds a limit; a work day is bounded as if it were a whole day,
# because its own length is known to the calendar only.
_MICROS = {
    TimeUnit.MINUTE: MICROS_PER_MINUTE,
    TimeUnit.HOUR: MICROS_PER_HOUR,
    TimeUnit.DAY: MICROS_PER_DAY,
    TimeUnit.WORK_MINUTE: MICROS_PER_MINUTE,
    TimeUnit.WORK_HOUR: MICROS_PER_HOUR,
    TimeUnit.WORK_DAY: MICROS_PER_DAY,
}

# The "urgent" units of the registration-and-closing standard run day and night,
# although two of them have the word "work" in their Chinese names.
_SINGULAR = {
    "minute": TimeUnit.MINUTE,
    "urgent minute": TimeUnit.MINUTE,
    "continuous minute": TimeUnit.MINUTE,
    "hour": TimeUnit.HOUR,
    "urgent hour": TimeUnit.HOUR,
    "continuous hour": TimeUnit.HOUR,
    "day": TimeUnit.DAY,
    "natural day": TimeUnit.DAY,
    "urgent day": TimeUnit.DAY,
    "continuous day": TimeUnit.DAY,
    "work minute": TimeUnit.WORK_MINUTE,
    "work hour": TimeUnit.WORK_HOUR,
    "work day": TimeUnit.WORK_DAY,
}
_WORDS = {
    **_SINGULAR,
    **{f"{word}s": unit for word, unit in _SINGULAR.items()},
    "分钟": TimeUnit.MINUTE,
    "紧急分钟": TimeUnit.MINUTE,
    "小时": TimeUnit.HOUR,
    "紧急工作时": TimeUnit.HOUR,
    "天": TimeUnit.DAY,
    "自然日": TimeUnit.DAY,
    "紧急工作日": TimeUnit.DAY,
    "工作分钟": TimeUnit.WORK_MINUTE,
    "工作时": TimeUnit.WORK_HOUR,
    "工作日": TimeUnit.WORK_DAY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """A positive amount of one unit, at most 100 years and three decimals.

    Raises:
        ValueError: The amount is outside these bounds; the sentence says which.
    """

    amount: Decimal
    unit: TimeUnit

    def __post_init__(self) -> None:
        fault = _fault(self.amount, self.unit)
        if fault:
            shown = _shorten(str(self.amount))
            raise ValueError(f'"{shown} {self.unit}s" {fault}')

    @property
    def en(self) -> str:
        """The duration in English, for example `4 work hours`."""
        plural = "" if self.amount == 1 else "s"
        return f"{self.amount.normalize():f} {self.unit}{plural}"

    @property
    def zh(self) -> str:
        """The duration in Chinese, for example `4 工作时`."""
        return f"{self.amount.normalize():f} {self.unit.zh}"

    def micros(self, work_day: int) -> int:
        """Its exact length in microseconds, where a work day lasts `work_day` of them.

        A whole number of minutes as `work_day` makes every duration exact.
        """
        length = work_day if self.unit is TimeUnit.WORK_DAY else _MICROS[self.unit]
        return int(self.amount * length)

    def __str__(self) -> str:
        return self.en


def parse_duration(text: str) -> Duration:
    """Read a limit such as `30 minutes`, `4 work hours`, `2 工作日` or `2紧急工作时`.

    The units and their meaning are those of the Yuncheng registration-and-closing
    standard: 工作时 and 工作日 count working time; 小时, 天, 自然日 and everything
    with 紧急 before it run day and night.

    Raises:
        ValueError: One sentence that says what is wrong and what would be right.
    """
    cleaned = " ".join(text.split())
    shown = _shorten(cleaned)
    number = _NUMBER.match(cleaned)
    if number is None:
        raise ValueError(
            f'"{shown}" does not start with a number; write only a number and '
            'a unit, for example "4 work hours" or "4工作时".'
        )
    word = cleaned[number.end() :].strip().lower()
    unit = _WORDS.get(word)
    if unit is None:
        raise ValueError(f'"{shown}" {_unit_fault(number.group(), word)}')
    amount = Decimal(number.group())
    fault = _fault(amount, unit)
    if fault:
        raise ValueError(f'"{shown}" {fault}')
    return Duration(amount=amount, unit=unit)


def _unit_fault(number: str, word: str) -> str:
    if not word:
        return f"has no unit; write the number with {_ACCEPTED}."
    known = max((w for w in _WORDS if word.startswith(w)), key=len, default="")
    if known:
        rest = _shorten(word[len(known) :].strip())
        gap = " " if known.isascii() else ""
        right = _shorten(f"{number}{gap}{known}")
        return f'has "{rest}" behind the unit "{known}"; write only "{right}".'
    return f'has the unknown unit "{_shorten(word)}"; write {_ACCEPTED}.'


def _fault(amount: Decimal, unit: TimeUnit) -> str:
    """What is wrong with an amount, as the second half of a sentence, or nothing."""
    if not amount.is_finite():
        return 'is not a number; write a number above zero, for example "4 work hours".'
    if amount <= 0:
        return (
            "is not longer than zero; write a number above zero, "
            'for example "4 work hours".'
        )
    # Compared by division, since a product of long numbers would be rounded.
    if amount > Decimal(_LONGEST_DAYS * MICROS_PER_DAY) / _MICROS[unit]:
        return f"is longer than 100 years; write at most {_LONGEST_DAYS} days."
    if amount != round(amount, _DECIMALS):
        return (
            "is finer than a thousandth of its unit; write at most three decimals, "
            'or a smaller unit such as "minutes".'
        )
    return ""


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
