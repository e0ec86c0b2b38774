"""`gridcase calendar`: due instants, elapsed working time, what a calendar says."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

from workflow.authoring.city.calendars import build_calendars
from workflow.authoring.city.folder import read_calendars
from workflow.authoring.text.findings import line_of
from workflow.commands.output import json_option, note, print_json
from workflow.domain.durations import parse_duration
from workflow.domain.worktime import Calendar, Measure
from workflow.errors import UnknownCalendarError
from workflow.settings import SHIPPED

folder_option = click.option(
    "--definitions",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=SHIPPED,
    help="The folder of definitions; the shipped city's unless given.",
)
name_option = click.option(
    "--calendar", "name", default="changchun", show_default=True, help="Which calendar."
)


@click.group()
def calendar() -> None:
    """Count working time."""


@calendar.command()
@click.argument("start")
@click.argument("limit")
@name_option
@folder_option
@json_option
def due(start: str, limit: str, name: str, folder: Path, *, as_json: bool) -> None:
    """When LIMIT ("4 work hours", "2工作日") is up that begins at START.

    START is local time such as "2026-06-09 16:00" or carries its own offset.
    """
    found = _calendar(name, folder)
    begin = _instant(start, found)
    try:
        end = found.due(begin, parse_duration(limit))
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    provisional = not found.is_published(end)
    local = found.local(end)
    if as_json:
        print_json({"due": local.isoformat(), "provisional": provisional})
    else:
        click.echo(local.strftime("%Y-%m-%d %H:%M:%S"))
    if provisional:
        note(_not_published(name, local.year))


@calendar.command()
@click.argument("start")
@click.argument("end")
@name_option
@folder_option
@json_option
def elapsed(start: str, end: str, name: str, folder: Path, *, as_json: bool) -> None:
    """How much working time lies between START and END."""
    found = _calendar(name, folder)
    first, last = _instant(start, found), _instant(end, found)
    seconds = found.elapsed(first, last, Measure.WORKING) / 1_000_000
    if as_json:
        print_json({"working_seconds": seconds})
    else:
        click.echo(f"{seconds / 3600:.2f} work hours")
    for year in sorted({found.local(first).year, found.local(last).year}):
        if year not in found.rules.published:
            note(_not_published(name, year))


@calendar.command()
@click.option("--year", type=int, help="Also ask that this year be published.")
@name_option
@folder_option
@json_option
def check(year: int | None, name: str, folder: Path, *, as_json: bool) -> None:
    """Check the calendars of a folder, and show which years are published."""
    documents, findings = read_calendars(folder)
    lines = [line_of(finding) for finding in findings]
    published: list[int] = []
    if documents is not None and name in documents.calendars:
        published = sorted(int(y) for y in documents.calendars[name].published)
    elif documents is not None:
        raise UnknownCalendarError(calendar=name, known=", ".join(documents.calendars))
    if year is not None and year not in published:
        lines.append(_not_published(name, year))
    if as_json:
        print_json({"calendar": name, "published": published, "findings": lines})
    else:
        shown = ", ".join(str(each) for each in published)
        click.echo(f"{name}: {shown}")
        for line in lines:
            note(line)
    if lines:
        raise click.exceptions.Exit(1)


def _calendar(name: str, folder: Path) -> Calendar:
    documents, findings = read_calendars(folder)
    if documents is None:
        for finding in findings:
            note(line_of(finding))
        raise click.ClickException("The calendars cannot be read.")
    calendars = build_calendars(documents)
    if name not in calendars:
        raise UnknownCalendarError(calendar=name, known=", ".join(calendars))
    return calendars[name]


def _instant(text: str, found: Calendar) -> datetime:
    """An instant in UTC; a text without offset is local time of the calendar."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(
            f"{text!r} is no instant such as 2026-06-09 16:00."
        ) from error
    if instant.tzinfo is not None:
        return instant.astimezone(UTC)
    zone = found.local(datetime(date.min.year + 1, 1, 1, tzinfo=UTC)).tzinfo
    return instant.replace(tzinfo=zone).astimezone(UTC)


def _not_published(name: str, year: int) -> str:
    return (
        f"{name} {year}: 该年度节假日安排尚未公布，结果为暂定。 "
        f"The holidays of {year} are not published yet; the result is provisional."
    )
