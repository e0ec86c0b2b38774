"""`gridcase doctor`: what is wrong with this installation."""

import click

from workflow.commands.output import Styled, json_option, print_json, print_table
from workflow.commands.session import at_work
from workflow.commands.shared import common_options
from workflow.engine.health import Check, examine
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
            ("检查", "结果", "说明")
            if chinese
            else ("Check", "Result", "What was found"),
            [
                (each.name, _verdict(each, chinese), each.zh if chinese else each.en)
                for each in health.checks
            ],
        )
    if not health.ok:
        raise click.exceptions.Exit(1)


def _verdict(check: Check, chinese: bool) -> Styled:  # noqa: FBT001 - of two languages
    if check.ok:
        return Styled(text="正常" if chinese else "ok", style="green")
    return Styled(text="异常" if chinese else "wrong", style="bold red")
