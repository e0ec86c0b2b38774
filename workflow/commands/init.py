"""`gridcase init`: a database with its schema, its workflows and its city."""

import re
from pathlib import Path

import click

from workflow.authoring.text.findings import line_of
from workflow.commands.output import json_option, note, print_json
from workflow.commands.session import via
from workflow.commands.shared import common_options
from workflow.domain.words import Title
from workflow.engine.initialise import Initialised, initialise
from workflow.now import now
from workflow.settings import SHIPPED, Settings


@click.command()
@click.argument(
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=SHIPPED,
)
@common_options
@json_option
@click.pass_context
def init(ctx: click.Context, folder: Path, *, as_json: bool) -> None:
    """Create the database, or bring it up to date, and take over FOLDER.

    FOLDER holds definitions; without it the shipped city is taken. A repeat
    changes nothing.
    """
    settings: Settings = ctx.obj
    done = initialise(settings.database, folder, settings.acts_as or via(), now)
    place = without_password(settings.database)
    if as_json:
        print_json(
            {
                "database": place,
                "published": list(done.published),
                "imported": list(done.imported),
                "findings": [line_of(finding) for finding in done.findings],
            }
        )
        return
    click.echo(_sentence(place, done).in_language(settings.language))
    if done.findings and done.published:
        note(_advice(len(done.findings)).in_language(settings.language))


_SECRET = re.compile(r"(?<=:)[^:/@]+(?=@)|(?<=[?&]password=)[^&]+")
"""A password: before the host, or among the parameters."""

_KINDS = {
    "places": "地点",
    "organisation": "机构",
    "responsibilities": "责任清单",
    "catalogue": "立案标准",
    "calendars": "日历",
    "meetings": "联席会议",
}


def _sentence(place: str, done: Initialised) -> Title:
    if not (done.published or done.imported):
        return Title(
            zh=f"{place} 已就绪，没有变化。", en=f"{place} is ready; nothing was new."
        )
    kinds = (_KINDS.get(kind, kind) for kind in done.imported)
    return Title(
        zh=f"{place} 已就绪；新内容：{'、'.join((*done.published, *kinds))}。",
        en=f"{place} is ready; new: {', '.join((*done.published, *done.imported))}.",
    )


def _advice(count: int) -> Title:
    return Title(
        zh=f"定义中有 {count} 处提示，见 gridcase definition check。",
        en=f"{count} things to know about these definitions: "
        "gridcase definition check lists them.",
    )


def without_password(address: str) -> str:
    """The address of a database as it may be shown."""
    return _SECRET.sub("***", address)
