"""Instants and spans of time, as people read them."""

from datetime import datetime

from workflow.domain.reasons import length
from workflow.domain.worktime import Calendar, Measure


def moment(instant: datetime | None, calendar: Calendar, now: datetime) -> str:
    """An instant on the calendar's wall clock; the year only if it is another one."""
    if instant is None:
        return ""
    local = calendar.local(instant)
    same = local.year == calendar.local(now).year
    return local.strftime("%m-%d %H:%M" if same else "%Y-%m-%d %H:%M")


def span(micros: int, measure: Measure, language: str) -> str:
    """A length of time in its two largest units, such as `1 h 48 min`."""
    return length(micros, measure).in_language(language)
