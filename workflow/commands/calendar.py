"""`gridcase calendar`: due instants, elapsed working time, what a calendar says."""

from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path

import click
from click.core import ParameterSource

from workflow.authoring.city.calendars import (
    CalendarDocument,
    CalendarsDocument,
    NoticeDocument,
    build_calendars,
    rules_of,
)
from workflow.authoring.city.folder import read_calendars
from workflow.authoring.text.findings import Severity, line_of
from workflow.commands.lazy import Command, LazyGroup, lazily
from workflow.commands.output import json_option, note, print_json
from workflow.commands.shared import (
    database_option,
    folder_option,
    language_option,
    settings_of,
)
from workflow.domain.durations import parse_duration
from workflow.domain.words import Title
from workflow.domain.worktime import Calendar, Measure, known_until, runs_out
from workflow.errors import CalendarsRefusedError, UnknownCalendarError
from workflow.now import now
from workflow.settings import Settings

_NAME = click.option(
    "--calendar", "name", default="changchun", show_default=True, help="Which calendar."
)
_HOUR = 3600 * 1_000_000
_in_database: Callable[[Settings, str], Calendar] = lazily(
    "workflow.commands.calendars", "calendar_in_database"
)
"""Where no database is named, none is loaded."""


_TABLE = {
    "import": Command(
        module="workflow.commands.recounts",
        name="import_command",
        help="Take over the published schedule of a year.",
    ),
    "recount": Command(
        module="workflow.commands.recounts",
        name="recount_command",
        help="Count open clocks anew by the calendar as it is.",
    ),
    "show": Command(
        module="workflow.commands.calendars",
        name="show",
        help="Show the calendars of the database and where they come from.",
    ),
    "export": Command(
        module="workflow.commands.calendars",
        name="export",
        help="Write a calendar of the database as YAML.",
    ),
}


@click.group(cls=LazyGroup, table=_TABLE)
def calendar() -> None:
    """Count working time; import and show calendars."""


@calendar.command()
@click.argument("start")
@click.argument("limit")
@_NAME
@folder_option
@database_option
@language_option
@json_option
@click.pass_context
def due(  # noqa: PLR0913 - one argument per option
    ctx: click.Context,
    start: str,
    limit: str,
    name: str,
    folder: Path,
    *,
    as_json: bool,
) -> None:
    """When LIMIT ("4 work hours", "2工作日") is up that begins at START.

    START is local time such as "2026-06-09 16:00" or carries its own offset. Where a
    database is named, its calendars count, with the years that were imported; else
    those of the folder.
    """
    found, source = _calendar(ctx, name, folder)
    begin = _instant(ctx, "START", start, found)
    try:
        end = found.due(begin, parse_duration(limit))
    except (ValueError, OverflowError) as error:
        raise _wrong(ctx, "LIMIT", _no_limit(limit, error)) from error
    provisional = not found.is_published(end)
    local = found.local(end)
    if as_json:
        answer = {"due": local.isoformat(), "provisional": provisional}
        print_json({**answer, "calendars": source})
    else:
        click.echo(local.strftime("%Y-%m-%d %H:%M:%S"))
    if provisional:
        _say_not_published(ctx, name, local.year)


@calendar.command()
@click.argument("start")
@click.argument("end")
@_NAME
@folder_option
@database_option
@language_option
@json_option
@click.pass_context
def elapsed(  # noqa: PLR0913 - one argument per option
    ctx: click.Context, start: str, end: str, name: str, folder: Path, *, as_json: bool
) -> None:
    """How much working time lies between START and END.

    It counts by the calendars of a database or of a folder, as `due` does.
    """
    found, source = _calendar(ctx, name, folder)
    first = _instant(ctx, "START", start, found)
    last = _instant(ctx, "END", end, found)
    if last < first:
        raise _wrong(
            ctx, "END", Title(zh="END 早于 START。", en="END is before START.")
        )
    micros = found.elapsed(first, last, Measure.WORKING)
    if as_json:
        seconds = micros / 1_000_000
        print_json({"working_seconds": seconds, "calendars": source})
    else:
        hours = f"{micros / _HOUR:.2f}"
        said = Title(zh=f"{hours} 工作时", en=f"{hours} work hours")
        click.echo(said.in_language(settings_of(ctx).language))
    for year in range(found.local(first).year, found.local(last).year + 1):
        if year not in found.rules.published:
            _say_not_published(ctx, name, year)


@calendar.command()
@click.option("--year", type=int, help="Also ask that this year be published.")
@click.option(
    "--on",
    "day",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    help="The day on which it is asked whether the calendar runs out; today unless.",
)
@_NAME
@folder_option
@language_option
@json_option
@click.pass_context
def check(  # noqa: PLR0913 - one argument per option
    ctx: click.Context,
    year: int | None,
    day: datetime | None,
    name: str,
    folder: Path,
    *,
    as_json: bool,
) -> None:
    """Check the calendars of a folder, and show which years are published.

    It ends with 1 if something is an error, or if YEAR is not published. Two months
    before the published years end it says so.
    """
    documents, findings = read_calendars(folder)
    document = _document(documents, name)
    published = sorted(int(each) for each in document.published) if document else []
    lines = [line_of(finding) for finding in findings]
    if as_json:
        papers = {key: each.papers for key, each in _notices(document).items()}
        told = {"calendar": name, "published": published, "papers": papers}
        print_json({**told, "findings": lines})
    else:
        shown = ", ".join(str(each) for each in published) or "-"
        click.echo(f"{name}: {shown}")
        for key, notice in _notices(document).items():
            click.echo(f"{key}: {' '.join(notice.papers)}")
        for finding in findings:
            note(f"{finding.severity.value}: {line_of(finding)}")
    if document is not None:
        today = day.date() if day else Calendar(rules_of(document)).local(now()).date()
        _say_how_far(ctx, name, published, today)
    missing = year is not None and year not in published
    if year is not None and missing:
        _say_not_published(ctx, name, year)
    if missing or any(each.severity is Severity.ERROR for each in findings):
        raise click.exceptions.Exit(1)


def _document(
    documents: CalendarsDocument | None, name: str
) -> CalendarDocument | None:
    """The calendar of this name; None where the folder's cannot be used."""
    if documents is None:
        return None
    if name not in documents.calendars:
        raise UnknownCalendarError(calendar=name, known=", ".join(documents.calendars))
    return documents.calendars[name]


def _notices(document: CalendarDocument | None) -> dict[str, NoticeDocument]:
    return dict(sorted(document.notices.items())) if document else {}


def _say_how_far(
    ctx: click.Context, name: str, published: list[int], today: date
) -> None:
    """Warn where the holidays are known for less than two months from a day."""
    if not runs_out(published, today):
        return
    last = known_until(published, today)
    said = Title(
        zh=f"日历 {name}：已公布的安排到 {last} 为止，请导入下一年的安排。"
        if last
        else f"日历 {name}：{today.year} 年的安排尚未公布。",
        en=f"Calendar {name} is published until {last}: import the next year."
        if last
        else f"Calendar {name}: {today.year} is not published.",
    )
    note(said.in_language(settings_of(ctx).language))


def _calendar(ctx: click.Context, name: str, folder: Path) -> tuple[Calendar, str]:
    """The calendar to count by, and whether a database or a folder has it.

    A folder that was named wins over a database that the environment names.
    """
    settings = settings_of(ctx)
    folder_named = ctx.get_parameter_source("folder") is not ParameterSource.DEFAULT
    if not folder_named and settings.database != Settings().database:
        return _in_database(settings, name), "database"
    return _calendar_in(folder, name), "folder"


def _calendar_in(folder: Path, name: str) -> Calendar:
    documents, findings = read_calendars(folder)
    if documents is None:
        lines = tuple(line_of(finding) for finding in findings)
        raise CalendarsRefusedError(folder=str(folder), findings=lines)
    calendars = build_calendars(documents)
    if name not in calendars:
        raise UnknownCalendarError(calendar=name, known=", ".join(calendars))
    return calendars[name]


def _instant(ctx: click.Context, name: str, text: str, found: Calendar) -> datetime:
    """An instant in UTC; a text without offset is local time of the calendar."""
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=_zone(found))
        return instant.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        said = Title(
            zh=f"“{text}”不是时刻，时刻形如 2026-06-09 16:00。",
            en=f"{text!r} is no instant such as 2026-06-09 16:00.",
        )
        raise _wrong(ctx, name, said) from error


def _zone(found: Calendar) -> tzinfo | None:
    return found.local(datetime(date.min.year + 1, 1, 1, tzinfo=UTC)).tzinfo


def _no_limit(text: str, error: Exception) -> Title:
    return Title(
        zh=f"“{text}”不是时限；请写数字和单位，例如 4工作时。",
        en=str(error),
    )


def _wrong(ctx: click.Context, name: str, said: Title) -> click.BadParameter:
    text = said.in_language(settings_of(ctx).language)
    return click.BadParameter(text, ctx=ctx, param_hint=name)


def _say_not_published(ctx: click.Context, name: str, year: int) -> None:
    said = Title(
        zh=f"日历 {name}：{year} 年的节假日安排尚未公布，结果为暂定。",
        en=f"Calendar {name}: the holidays of {year} are not published yet; "
        "the result is provisional.",
    )
    note(said.in_language(settings_of(ctx).language))
