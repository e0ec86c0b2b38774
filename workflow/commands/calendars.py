"""`gridcase calendar show` and `export`: the calendars that the database has."""

from collections.abc import Iterator
from pathlib import Path

import click

from workflow.authoring.city.calendar_text import calendar_text
from workflow.authoring.city.calendars import NoticeDocument
from workflow.commands.output import json_option, note, print_heading, print_json
from workflow.commands.shared import database_option, in_words, language_option
from workflow.domain.effects import instant_text
from workflow.domain.worktime import Calendar, years_left_out
from workflow.engine.calendars import KeptCalendar, calendar_name, kept_calendars
from workflow.engine.runtime import open_runtime
from workflow.errors import UnwritableFileError
from workflow.settings import Settings

_DIGITS = 12
"""So much of a digest tells files apart."""


@click.command()
@click.argument("name", required=False)
@database_option
@language_option
@json_option
@click.pass_obj
def show(settings: Settings, name: str | None, *, as_json: bool) -> None:
    """Show calendar NAME, or all: its years, where they come from, and who brought it.

    They are those of the database; `calendar check` looks at a folder.
    """
    with open_runtime(settings) as runtime:
        chosen = None if name is None else calendar_name(runtime, name)
        kept = kept_calendars(runtime)
    wanted = [each for key, each in kept.items() if chosen in (None, key)]
    if as_json:
        print_json([_document(each) for each in wanted])
        return
    for each in wanted:
        print_heading(f"{each.document.calendar} · {each.document.zone}")
        for line in _lines(each):
            click.echo(f"  {line}")


@click.command()
@click.argument("name", required=False)
@click.option(
    "--to",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write it into this file instead of standard output.",
)
@database_option
@language_option
@click.pass_obj
def export(settings: Settings, name: str | None, file: Path | None) -> None:
    """Write calendar NAME as YAML, as it stands in `calendars/` of a folder."""
    with open_runtime(settings) as runtime:
        chosen = calendar_name(runtime, name)
        text = calendar_text(kept_calendars(runtime)[chosen].document)
    if file is None:
        click.echo(text, nl=False)
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        why = error.strerror or str(error)
        raise UnwritableFileError(file=str(file), why=why) from error
    note(in_words(zh=f"已写入 {file}。", en=f"Written to {file}."))


def calendar_in_database(settings: Settings, name: str) -> Calendar:
    """The calendar of this name as the database has it.

    Raises:
        UnknownCalendarError: there is none.
    """
    with open_runtime(settings) as runtime:
        chosen = calendar_name(runtime, name)
        return kept_calendars(runtime)[chosen].calendar


def _lines(kept: KeptCalendar) -> Iterator[str]:
    document, calendar = kept.document, kept.calendar
    years = ", ".join(document.published) or "-"
    yield in_words(zh=f"已公布：{years}", en=f"published: {years}")
    for missing in years_left_out(calendar.rules.published):
        yield in_words(zh=f"缺少 {missing} 年", en=f"{missing} is left out")
    if document.source:
        yield in_words(zh=f"来源：{document.source}", en=f"source: {document.source}")
    revision = kept.revision
    at = calendar.local(revision.imported_at).strftime("%Y-%m-%d %H:%M")
    yield in_words(
        zh=f"第 {revision.revision} 版，{revision.imported_by} 于 {at} 导入",
        en=f"revision {revision.revision}, by {revision.imported_by} at {at}",
    )
    for year, notice in sorted(document.notices.items()):
        yield from _notice(year, notice, calendar)


def _notice(year: str, notice: NoticeDocument, calendar: Calendar) -> Iterator[str]:
    for paper in notice.papers:
        yield f"{year}: {paper}"
    if notice.imported_at is not None:
        at = calendar.local(notice.imported_at).strftime("%Y-%m-%d %H:%M")
        who, digest = notice.imported_by or "-", notice.digest[:_DIGITS] or "-"
        yield in_words(
            zh=f"{year}：{who} 于 {at} 导入，文件 {digest}",
            en=f"{year}: imported by {who} at {at}, file {digest}",
        )


def _document(kept: KeptCalendar) -> dict[str, object]:
    document = kept.document
    return {
        "calendar": document.calendar,
        "zone": document.zone,
        "published": [int(year) for year in document.published],
        "source": document.source,
        "revision": kept.revision.revision,
        "imported_at": instant_text(kept.revision.imported_at),
        "imported_by": kept.revision.imported_by,
        "notices": {
            year: notice.model_dump(mode="json")
            for year, notice in sorted(document.notices.items())
        },
    }
