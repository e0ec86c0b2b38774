"""`gridcase init`: a database with its schema, its workflows and its city."""

from pathlib import Path

import click

from workflow.authoring.text.findings import line_of
from workflow.commands.output import json_option, note, print_json
from workflow.commands.session import via
from workflow.commands.shared import common_options
from workflow.engine.initialise import initialise
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
    for finding in done.findings:
        note(line_of(finding))
    if as_json:
        print_json(
            {
                "database": settings.database,
                "published": list(done.published),
                "imported": list(done.imported),
            }
        )
        return
    news = ", ".join((*done.published, *done.imported)) or "-"
    words = ("已就绪", "新内容") if settings.language == "zh" else ("ready", "new")
    click.echo(f"{settings.database}: {words[0]}; {words[1]}: {news}")
