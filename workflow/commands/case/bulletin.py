"""`gridcase case bulletin`: the cases that were listed for supervision in a week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from operator import attrgetter

import click

from workflow.commands.case.sheet import priority_cell
from workflow.commands.output import json_option, note, print_json, print_table
from workflow.commands.session import at_work, calendar_of, unknown_word
from workflow.commands.shared import common_options, in_words
from workflow.commands.times import moment
from workflow.domain.case import number_text
from workflow.domain.effects import instant_text
from workflow.domain.worktime import Calendar
from workflow.engine.bulletin import LISTED, Listed, bulletin
from workflow.engine.runtime import Runtime
from workflow.settings import Settings
from workflow.store import definitions

_HEADS = {
    "zh": ("责任部门", "编号", "类别", "地点", "列入时间", "依据", "紧急", "现状态"),
    "en": (
        "Owner",
        "Case",
        "Category",
        "Place",
        "Listed",
        "By",
        "Priority",
        "State now",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """An ISO week: its year, its number, and its Monday."""

    name: str
    monday: date


class _WeekText(click.ParamType[Week]):
    """A week as people write it: 2026-W23."""

    name = "WEEK"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Week:
        """The week.

        Raises:
            click.BadParameter: there is no such week.
        """
        if isinstance(value, Week):
            return value
        year, _, number = str(value).upper().partition("-W")
        try:
            return week_of(date.fromisocalendar(int(year), int(number), 1))
        except ValueError:
            said = in_words(
                zh=f"“{value}”不是哪一周，应写作 2026-W23。",
                en=f"{value!r} is no week such as 2026-W23.",
            )
            self.fail(said, param, ctx)


def week_of(day: date) -> Week:
    """The week in which a day lies."""
    year, number, weekday = day.isocalendar()
    monday = day - timedelta(days=weekday - 1)
    return Week(name=f"{year:04d}-W{number:02d}", monday=monday)


@click.command("bulletin")
@click.option(
    "--week", type=_WeekText(), help="Such as 2026-W23; this one unless given."
)
@click.option("--mark", default=LISTED, show_default=True, help="Raised in that week.")
@common_options
@json_option
@click.pass_obj
def bulletin_command(
    settings: Settings, week: Week | None, mark: str, *, as_json: bool
) -> None:
    """The cases that rungs listed for supervision in a week, by their owners then."""
    with at_work(settings) as (runtime, _):
        _check(runtime, mark)
        calendar, now = calendar_of(runtime), runtime.now()
        asked = week or week_of(calendar.local(now).date())
        since, before = period(asked, calendar)
        listed = bulletin(runtime, mark, since, before)
    if as_json:
        print_json(_json(asked, mark, listed))
        return
    cells = [_cells(each, calendar, now, settings.language) for each in listed]
    print_table(_HEADS[settings.language], cells)
    if not listed:
        note(in_words(zh=f"{asked.name} 没有列入的案件。", en=f"None in {asked.name}."))


def period(week: Week, calendar: Calendar) -> tuple[datetime, datetime]:
    """From the Monday's midnight to the next one, by the calendar's clock."""
    zone = calendar.local(datetime(2000, 1, 1, tzinfo=UTC)).tzinfo
    ends = (week.monday, week.monday + timedelta(weeks=1))
    first, last = (datetime.combine(day, time(), zone).astimezone(UTC) for day in ends)
    return first, last


def _check(runtime: Runtime, mark: str) -> None:
    with runtime.database.reading() as connection:
        published = definitions.listing(connection)
        known = {
            name
            for each in published
            for name in runtime.workflow(connection, each.digest).definition.marks
        }
    if mark not in known:
        raise unknown_word(mark, sorted(known), "--mark")


def _cells(
    listed: Listed, calendar: Calendar, now: datetime, language: str
) -> tuple[object, ...]:
    row = listed.row
    return (
        listed.owner_title.in_language(language),
        number_text(row.number),
        row.category_title.in_language(language),
        row.place_name.in_language(language),
        moment(listed.at, calendar, now),
        ", ".join(listed.rungs),
        priority_cell(row.priority, language),
        row.state_title.in_language(language),
    )


def _json(week: Week, mark: str, listed: Sequence[Listed]) -> dict[str, object]:
    owners = groupby(listed, key=attrgetter("owner", "owner_title"))
    return {
        "week": week.name,
        "mark": mark,
        "owners": [
            {
                "owner": owner,
                "title": {"zh": title.zh, "en": title.en},
                "cases": [_case(each) for each in cases],
            }
            for (owner, title), cases in owners
        ],
    }


def _case(listed: Listed) -> dict[str, object]:
    return {
        "case": number_text(listed.row.number),
        "listed_at": instant_text(listed.at),
        "rungs": list(listed.rungs),
        "priority": listed.row.priority.word,
        "state": listed.row.state,
        "open": listed.is_open,
    }
