"""Instants, spans of time and lights, as people read them."""

from datetime import UTC, datetime, tzinfo

from workflow.commands.output import Styled
from workflow.domain.clocks import Light
from workflow.domain.reasons import length
from workflow.domain.worktime import Calendar, Measure

_LIGHTS = {
    Light.GREEN: ("green", "绿", "green"),
    Light.YELLOW: ("yellow", "黄", "yellow"),
    Light.RED: ("red", "红", "red"),
}
_ANY_INSTANT = datetime(2026, 1, 1, tzinfo=UTC)


def moment(instant: datetime | None, calendar: Calendar, now: datetime) -> str:
    """An instant on the calendar's wall clock; the year only if it is another one."""
    if instant is None:
        return ""
    local = calendar.local(instant)
    same = local.year == calendar.local(now).year
    return local.strftime("%m-%d %H:%M" if same else "%Y-%m-%d %H:%M")


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
