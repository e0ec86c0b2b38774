"""`gridcase doctor`: what is wrong with this installation."""

import click

from workflow.commands.output import json_option, print_json, print_table
from workflow.commands.session import at_work
from workflow.commands.shared import common_options
from workflow.engine.health import examine
from workflow.settings import Settings


@click.command()
@common_options
@json_option
@click.pass_context
def doctor(ctx: click.Context, *, as_json: bool) -> None:
    """Look at clock, sweeping, outbox and calendars; exit 1 if something is wrong."""
    settings: Settings = ctx.obj
    with at_work(settings) as (runtime, _):
        health = examine(runtime)
    chinese = settings.language == "zh"
    if as_json:
        checks = [
            {"name": each.name, "ok": each.ok, "zh": each.zh, "en": each.en}
            for each in health.checks
        ]
        print_json({"ok": health.ok, "checks": checks, "counts": dict(health.counts)})
    else:
        print_table(
            ("检查", "", "说明") if chinese else ("Check", "", ""),
            [
                (each.name, "ok" if each.ok else "!", each.zh if chinese else each.en)
                for each in health.checks
            ],
        )
    if not health.ok:
        raise click.exceptions.Exit(1)
