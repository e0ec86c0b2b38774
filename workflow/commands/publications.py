"""`gridcase definition list`: what is published, or what a folder holds."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from workflow.authoring.flow.load import load
from workflow.commands.output import json_option, note, print_json, print_table
from workflow.commands.session import calendar_of
from workflow.commands.shared import database_option, language_option
from workflow.domain.effects import instant_text
from workflow.domain.worktime import Calendar
from workflow.engine.published import published
from workflow.engine.runtime import open_runtime
from workflow.errors import DatabaseMissingError
from workflow.settings import SHIPPED, Settings
from workflow.store.definitions import DefinitionStatus, Publication

_DIGITS = 12
"""So much of a digest tells definitions apart."""

_STATUS = {
    DefinitionStatus.PUBLISHED: ("已发布", "published"),
    DefinitionStatus.RETIRED: ("已停用", "retired"),
}
_PUBLISHED_HEADS = {
    "zh": ("流程", "摘要", "状态", "发布时间", "发布人", "未结案件"),
    "en": ("Workflow", "Digest", "Status", "Since", "By", "Open cases"),
}
_FOLDER_HEADS = {
    "zh": ("流程", "摘要", "名称", "状态数"),
    "en": ("Workflow", "Digest", "Title", "States"),
}


@click.command("list")
@click.option(
    "--definitions",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="List the workflows of this folder instead of the database's.",
)
@database_option
@language_option
@json_option
@click.pass_obj
def list_command(settings: Settings, folder: Path | None, *, as_json: bool) -> None:
    """List what is published in the database, or the workflows of a folder.

    Where there is no database yet, it lists the workflows that would be shipped.
    """
    if folder is None:
        try:
            with open_runtime(settings) as runtime:
                found, calendar = published(runtime), calendar_of(runtime)
                _show_published(found, calendar, settings.language, as_json=as_json)
        except DatabaseMissingError as missing:
            note(missing.in_language(settings.language))
            folder = SHIPPED
    if folder is not None:
        _show_folder(folder, settings.language, as_json=as_json)


def _show_published(
    found: Sequence[Publication], calendar: Calendar, language: str, *, as_json: bool
) -> None:
    if as_json:
        print_json([_document(each) for each in found])
        return
    chinese = 0 if language == "zh" else 1
    rows = [
        (
            each.name,
            each.digest[:_DIGITS],
            _STATUS[each.status][chinese],
            calendar.local(each.published_at).strftime("%Y-%m-%d %H:%M"),
            each.published_by,
            each.cases,
        )
        for each in found
    ]
    print_table(_PUBLISHED_HEADS[language], rows)


def _document(publication: Publication) -> Mapping[str, object]:
    return {
        "workflow": publication.name,
        "digest": publication.digest,
        "status": publication.status.value,
        "published_at": instant_text(publication.published_at),
        "published_by": publication.published_by,
        "reason": publication.reason,
        "open_cases": publication.cases,
    }


def _show_folder(folder: Path, language: str, *, as_json: bool) -> None:
    found = load(folder).definitions
    if as_json:
        documents = [
            {
                "workflow": name,
                "digest": each.digest,
                "zh": each.title.zh,
                "en": each.title.en,
                "states": len(each.states),
            }
            for name, each in found.items()
        ]
        print_json(documents)
        return
    rows = [
        (
            name,
            each.digest[:_DIGITS],
            each.title.in_language(language),
            len(each.states),
        )
        for name, each in found.items()
    ]
    print_table(_FOLDER_HEADS[language], rows)
