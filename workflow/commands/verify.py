"""`gridcase verify`: rebuild every case from its history and compare."""

import sys

import click

from workflow.commands.output import json_option, print_json
from workflow.commands.session import at_work
from workflow.commands.shared import common_options
from workflow.domain.case import number_text
from workflow.domain.words import Title
from workflow.engine.verify import Verification
from workflow.engine.verify import verify as check
from workflow.settings import Settings


@click.command()
@click.option("--anchor", is_flag=True, help="Only the digest over all heads.")
@common_options
@json_option
@click.pass_context
def verify(ctx: click.Context, *, anchor: bool, as_json: bool) -> None:
    """Rebuild every case row and clock from history; exit 1 on any difference."""
    settings: Settings = ctx.obj
    with (
        at_work(settings) as (runtime, _),
        click.progressbar(
            length=1, label="verify", file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as bar,
    ):

        def compared(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        found = check(runtime, compared)
    differences = [
        {"case": number_text(each.case), "entry": each.entry, "what": each.what}
        for each in found.differences
    ]
    if anchor:
        click.echo(found.anchor)
    elif as_json:
        print_json(
            {
                "cases": found.cases,
                "history_entries": found.history_entries,
                "differences": differences,
                "anchor": found.anchor,
            }
        )
    else:
        for each in differences:
            click.echo(f"{each['case']} #{each['entry']}: {each['what']}")
        click.echo(_summary(found).in_language(settings.language))
    if differences:
        raise click.exceptions.Exit(1)


def _summary(found: Verification) -> Title:
    wrong = len(found.differences)
    return Title(
        zh=f"案件 {found.cases} 件，历史记录 {found.history_entries} 条，"
        f"不一致 {wrong} 处。",
        en=f"Cases {found.cases}, history entries {found.history_entries}, "
        f"differences {wrong}.",
    )
