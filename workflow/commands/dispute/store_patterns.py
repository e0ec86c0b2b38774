"""The patterns in the histories of the store, shown with their cases."""

import sys
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import click

from workflow.commands.dispute.patterns import Asked, Shown
from workflow.commands.dispute.routes import print_figures, print_part, routes_json
from workflow.commands.output import note, print_json
from workflow.commands.session import at_work, calendar_of
from workflow.commands.shared import in_words
from workflow.commands.times import instant_of, moment
from workflow.domain.case import number_text
from workflow.domain.effects import instant_text
from workflow.domain.patterns import SHARE, Feud, Sighting, Sign
from workflow.domain.words import Title
from workflow.domain.worktime import Calendar
from workflow.engine.patterns import Patterns, find_patterns
from workflow.settings import Settings
from workflow.store.stories import Period

_ONE_DAY = timedelta(days=1)
_STEP = 10_000
"""After so many cases people hear how far it has come."""

_TITLES = {
    Sign.CAME_BACK: Title(zh="回到原部门 (A-B-A)", en="Came back (A-B-A)"),
    Sign.LATE_RETURN: Title(zh="临近时限退回", en="Returned just before the limit"),
    Sign.SUSPEND_EXTEND: Title(zh="挂账与延期相连", en="Suspended and extended"),
    Sign.CLOSE_REOPEN: Title(zh="结案后重开", en="Closed and reopened"),
}


def show_store(settings: Settings, asked: Asked, shown: Shown) -> None:
    """Look through the store, over the days that were asked for."""
    share = asked.share or SHARE
    with at_work(settings) as (runtime, _):
        calendar, now = calendar_of(runtime), runtime.now()
        period = _period(asked, calendar)
        found = find_patterns(runtime, period, share, _looked_at)
    if shown.as_json:
        print_json(_document(found, period, share))
        return
    titles = {
        key: title.in_language(settings.language)
        for key, title in found.departments.items()
    }
    print_figures(found.figures, titles, shown.top)
    _Printing(titles, calendar, now, shown.top).signs(found, settings.language)


def _period(asked: Asked, calendar: Calendar) -> Period:
    """Whole days by the calendar's clock on the wall, the last one included.

    Raises:
        click.UsageError: a day has no instant, at the ends of the era.
    """

    def midnight(day: datetime) -> datetime:
        return instant_of(day.date().isoformat(), calendar)

    try:
        return Period(
            since=midnight(asked.first) if asked.first else None,
            until=midnight(asked.last + _ONE_DAY) if asked.last else None,
        )
    except (ValueError, OverflowError) as error:
        said = in_words(zh="日期超出范围。", en="A date lies outside all time.")
        raise click.UsageError(said) from error


def _looked_at(done: int) -> None:
    if done % _STEP == 0 and sys.stderr.isatty():
        note(in_words(zh=f"已查看 {done} 件", en=f"{done} cases looked at"))


class _Printing:
    """Prints signs with the titles of departments, by the clock on the wall."""

    def __init__(
        self, titles: Mapping[str, str], calendar: Calendar, now: datetime, top: int
    ) -> None:
        self._titles = titles
        self._calendar = calendar
        self._now = now
        self._top = top

    def signs(self, found: Patterns, language: str) -> None:
        """A table for each sign that was seen, and one for the feuds."""
        heads = in_words(
            zh="案件 部门 自 至 记录", en="Case Departments Since At Entries"
        ).split()
        for sign, seen in found.signs.items():
            rows = [self._row(each) for each in seen]
            print_part(_TITLES[sign].in_language(language), heads, rows, self._top)
        print_part(
            in_words(zh="再次争执的双方", en="Quarrelled again"),
            in_words(zh="一方 另一方 次数 案件", en="One Other Quarrels Cases").split(),
            [self._feud(each) for each in found.feuds],
            self._top,
        )

    def _row(self, seen: Sighting) -> tuple[object, ...]:
        share = f" ({seen.percent} %)" if seen.sign is Sign.LATE_RETURN else ""
        return (
            number_text(seen.case),
            " / ".join(self._titles.get(unit, unit) for unit in seen.units),
            self._when(seen.since),
            self._when(seen.at) + share,
            ", ".join(f"#{number}" for number in seen.entries),
        )

    def _feud(self, feud: Feud) -> tuple[object, ...]:
        one, other = (self._titles.get(each, each) for each in feud.between)
        cases = ", ".join(number_text(each) for each in feud.cases)
        return one, other, len(feud.quarrels), cases

    def _when(self, at: datetime) -> str:
        return moment(at, self._calendar, self._now)


def _document(found: Patterns, period: Period, share: int) -> dict[str, object]:
    return {
        "source": "store",
        "from": instant_text(period.since) if period.since else None,
        "until": instant_text(period.until) if period.until else None,
        "share": share,
        **routes_json(found.figures),
        "signs": {sign.value: list(_seen(seen)) for sign, seen in found.signs.items()},
        "quarrels": [_feud_json(each) for each in found.feuds],
    }


def _seen(seen: tuple[Sighting, ...]) -> Iterator[dict[str, object]]:
    for each in seen:
        facts: dict[str, object] = {
            "case": number_text(each.case),
            "departments": list(each.units),
            "since": instant_text(each.since),
            "at": instant_text(each.at),
            "entries": list(each.entries),
        }
        if each.sign is Sign.LATE_RETURN:
            facts["percent"] = each.percent
        yield facts


def _feud_json(feud: Feud) -> dict[str, object]:
    return {
        "between": list(feud.between),
        "quarrels": [
            {
                "case": number_text(each.case),
                "entry": each.entry,
                "at": instant_text(each.at),
            }
            for each in feud.quarrels
        ],
    }
