"""Instants and spans of time, as people read them."""

from datetime import datetime, timedelta

import click

from workflow.commands.shared import in_words
from workflow.domain.durations import Duration, TimeUnit, parse_duration
from workflow.domain.worktime import Calendar, Measure

_MINUTE = 60 * 1_000_000
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR


_SPANS = {
    TimeUnit.MINUTE: timedelta(minutes=1),
    TimeUnit.HOUR: timedelta(hours=1),
    TimeUnit.DAY: timedelta(days=1),
}


class Span(click.ParamType[timedelta]):
    """A length of plain time as people write it: `24 hours`, `7 days`, `30分钟`."""

    name = "SPAN"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> timedelta:
        """The length, or a usage error that says what would be one."""
        if isinstance(value, timedelta):
            return value
        try:
            found = parse_duration(str(value))
        except ValueError as error:
            zh = f"“{value}”不是时间长度，例如 24 小时、7 天。"
            self.fail(in_words(zh=zh, en=str(error)), param, ctx)
        if found.unit not in _SPANS:
            zh = "这里按自然时间计算，例如 24 小时、7 天。"
            en = "Plain time is meant here, such as 24 hours or 7 days."
            self.fail(in_words(zh=zh, en=en), param, ctx)
        return _length(found)


def _length(found: Duration) -> timedelta:
    return _SPANS[found.unit] * float(found.amount)


def moment(instant: datetime | None, calendar: Calendar, now: datetime) -> str:
    """An instant on the calendar's wall clock; the year only if it is another one."""
    if instant is None:
        return ""
    local = calendar.local(instant)
    same = local.year == calendar.local(now).year
    return local.strftime("%m-%d %H:%M" if same else "%Y-%m-%d %H:%M")


def span(micros: int, measure: Measure, language: str) -> str:
    """A length of time in its two largest units, such as `1 h 48 min`.

    Working time is never given in days, because their length is the calendar's.
    """
    if measure is Measure.CONTINUOUS and micros >= _DAY:
        large, small = (_DAY, "天", "d"), (_HOUR, "小时", "h")
    else:
        working = measure is Measure.WORKING
        hour = ("工作时", "work h") if working else ("小时", "h")
        large, small = (_HOUR, *hour), (_MINUTE, "分钟", "min")
    whole, rest = divmod(micros, large[0])
    chinese = 1 if language == "zh" else 2
    parts = [(whole, large[chinese]), (rest // small[0], small[chinese])]
    return " ".join(f"{n} {unit}" for n, unit in parts if n) or f"0 {parts[1][1]}"
