"""`gridcase sweep`: fire what is due and deliver messages, once."""

import click

from workflow.commands.output import json_option, note, print_json
from workflow.commands.session import at_work, notifiers_of
from workflow.commands.shared import common_options
from workflow.domain.case import number_text
from workflow.engine.beat import note_sweep
from workflow.engine.deliver import Delivered, deliver
from workflow.engine.sweep import Swept
from workflow.engine.sweep import sweep as fire
from workflow.settings import Settings


@click.command()
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=10_000,
    show_default=True,
    help="Cases and messages at the most.",
)
@click.option("--deliver/--keep", "sends", default=True, help="Also send messages.")
@common_options
@json_option
@click.pass_context
def sweep(ctx: click.Context, limit: int, *, sends: bool, as_json: bool) -> None:
    """Fire every rung that is due, then send the messages that wait."""
    settings: Settings = ctx.obj
    # First, so that a setting that cannot be used stops everything at once.
    channels = notifiers_of(ctx) if sends else {}
    with at_work(settings) as (runtime, _):
        swept = fire(runtime, limit)
        note_sweep(runtime)
        sent = deliver(runtime, channels, limit) if sends else Delivered()
    for failure in swept.failed:
        what = failure.trouble.in_language(settings.language)
        note(f"{number_text(failure.case)} {failure.clock}.{failure.rung}: {what}")
    if as_json:
        print_json(
            {
                "cases": swept.cases,
                "rungs": swept.rungs,
                "failed": [number_text(each.case) for each in swept.failed],
                "truncated": swept.truncated,
                "sent": sent.sent,
                "later": sent.later,
                "given_up": sent.failed,
                "nobody": sent.nobody,
            }
        )
    else:
        click.echo(_sentence(swept, sent, settings.language))
    if swept.failed:
        raise click.exceptions.Exit(1)


def _sentence(swept: Swept, sent: Delivered, language: str) -> str:
    more = swept.truncated
    if language == "zh":
        zh = f"触发 {swept.rungs} 次，涉及 {swept.cases} 件；发送 {sent.sent} 条，"
        zh += f"待重试 {sent.later} 条，放弃 {sent.failed} 条，"
        zh += f"无人可收 {sent.nobody} 条。"
        return f"{zh}还有到期未处理的，请再次运行。" if more else zh
    en = f"Fired {swept.rungs} on {swept.cases} cases; sent {sent.sent}, "
    en += f"put off {sent.later}, gave up {sent.failed}, had nobody for {sent.nobody}."
    return f"{en} More is due: run it again." if more else en
