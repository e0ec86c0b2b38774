"""A calendar as the YAML that an author would write, for `calendars/NAME.yaml`."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from workflow.authoring.city.calendars import (
    CalendarDocument,
    NoticeDocument,
    SeasonDocument,
    WeekText,
)

_WORD = r"(?:[A-Za-z0-9_./-]|:(?=[0-9]))+"
_PLAIN = re.compile(rf"(?=[A-Za-z0-9]){_WORD}(?: {_WORD})*")
"""Texts that need no quotes: they hold nothing that means something to YAML."""


def calendar_text(document: CalendarDocument) -> str:
    """The YAML of a calendar; reading it gives the same document again."""
    return "".join(f"{line}\n" for line in _lines(document))


def _lines(document: CalendarDocument) -> Iterator[str]:
    yield f"calendar: {_text(document.calendar)}"
    yield f"zone: {_text(document.zone)}"
    yield f"work_day: {_text(document.work_day)}"
    yield f"week: {_week(document.week)}"
    if document.hours_between:
        yield "hours_between:"
        yield from (f"  - {_season(each)}" for each in document.hours_between)
    if document.dates:
        yield "dates:"
        for day, spans in sorted(document.dates.items()):
            yield f"  {day.isoformat()}: {_list(spans)}"
    if document.published:
        yield f"published: {_list(document.published)}"
    if document.source:
        yield f"source: {_text(document.source)}"
    yield from _years("holidays", document.holidays)
    yield from _years("make_up", document.make_up)
    if document.notices:
        yield "notices:"
        for year, notice in sorted(document.notices.items()):
            yield f"  {year}:"
            yield from (f"    {line}" for line in _notice(notice))


def _years(key: str, years: Mapping[str, list[str]]) -> Iterator[str]:
    if years:
        yield f"{key}:"
        for year, texts in sorted(years.items()):
            yield f"  {year}: {_list(texts)}"


def _notice(notice: NoticeDocument) -> Iterator[str]:
    yield "papers:"
    yield from (f"  - {_text(paper)}" for paper in notice.papers)
    if notice.digest:
        yield f"digest: {_text(notice.digest)}"
    if notice.imported_at is not None:
        yield f"imported_at: {_text(notice.imported_at.isoformat())}"
    if notice.imported_by:
        yield f"imported_by: {_text(notice.imported_by)}"


def _season(season: SeasonDocument) -> str:
    since, until = _text(season.since), _text(season.until)
    return f"{{from: {since}, to: {until}, week: {_week(season.week)}}}"


def _week(week: WeekText) -> str:
    days = (f"{_text(names)}: {_list(spans)}" for names, spans in week.items())
    return f"{{{', '.join(days)}}}"


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(_text(text) for text in texts)}]"


def _text(text: str) -> str:
    """The text as it is, or in double quotes, whose escapes YAML shares with JSON."""
    if _PLAIN.fullmatch(text):
        return text
    return json.dumps(text, ensure_ascii=False)
