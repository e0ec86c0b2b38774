"""Instants, spans of time and lights, as people read them."""

from datetime import UTC, datetime, timedelta, tzinfo

import click

from workflow.commands.output import Styled
from workflow.commands.shared import in_words
from workflow.domain.clocks import Light
from workflow.domain.durations import Duration, TimeUnit, parse_duration
from workflow.domain.reasons import length
from workflow.domain.worktime import Calendar, Measure

_LIGHTS = {
    Light.GREEN: ("green", "绿", "green"),
    Light.YELLOW: ("yellow", "黄", "yellow"),
    Light.RED: ("red", "红", "red"),
}
_ANY_INSTANT = datetime(2026, 1, 1, tzinfo=UTC)


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


def due_cell(
    due_at: datetime | None, calendar: Calendar, now: datetime, *, provisional: bool
) -> str:
    """A due instant; with a question mark while holidays may still move it."""
    told = moment(due_at, calendar, now)
    return f"{told} ?" if told and provisional else told


def instant_of(text: str, calendar: Calendar) -> datetime:
    """The instant that somebody wrote, in UTC; without offset it is local time.

    Raises:
        ValueError: it is no instant such as 2026-06-09 16:00.
    """
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=_zone(calendar))
        return instant.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(text) from error


def _zone(calendar: Calendar) -> tzinfo | None:
    return calendar.local(_ANY_INSTANT).tzinfo


def span(micros: int, measure: Measure, language: str) -> str:
    """A length of time in its two largest units, such as `1 h 48 min`."""
    return length(micros, measure).in_language(language)


def light_cell(light: Light, language: str) -> Styled:
    """A light as a cell of a table: its colour, and the word for it."""
    colour, zh, en = _LIGHTS[light]
    return Styled(text=f"● {zh if language == 'zh' else en}", style=colour)
