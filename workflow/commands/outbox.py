"""`gridcase outbox`: messages and how they fare."""

import click

from workflow.commands.output import json_option, print_json, print_table
from workflow.commands.session import at_work
from workflow.commands.shared import common_options
from workflow.domain.case import number_text
from workflow.domain.effects import instant_text
from workflow.engine.deliver import listing, try_again
from workflow.store.outbox import MessageStatus, Outgoing


@click.group()
def outbox() -> None:
    """List messages, and those that could not be sent."""


@outbox.command("list")
@click.option(
    "--status",
    "statuses",
    multiple=True,
    type=click.Choice([status.value for status in MessageStatus]),
    help="Only those that stand so; repeatable.",
)
@click.option("--size", type=click.IntRange(1, 10_000), default=50, show_default=True)
@common_options
@json_option
@click.pass_context
def list_command(
    ctx: click.Context, statuses: tuple[str, ...], size: int, *, as_json: bool
) -> None:
    """The newest messages, with the reason why one could not be sent."""
    wanted = tuple(MessageStatus(each) for each in statuses) or tuple(MessageStatus)
    with at_work(ctx.obj) as (runtime, _):
        found = listing(runtime, wanted, size)
    if as_json:
        print_json([_document(each) for each in found])
        return
    heads = ("Message", "Template", "To", "Status", "Tries", "Error")
    print_table(
        heads,
        [
            (m.id, m.template, m.recipient or m.post, m.status, m.attempts, m.error)
            for m in found
        ],
    )


@outbox.command()
@click.argument("message")
@common_options
@click.pass_context
def retry(ctx: click.Context, message: str) -> None:
    """Have MESSAGE, which was given up, tried again."""
    with at_work(ctx.obj) as (runtime, _):
        if not try_again(runtime, message):
            raise click.ClickException(
                f"{message}: 没有这条已放弃的消息。There is no such message given up."
            )


def _document(message: Outgoing) -> dict[str, object]:
    return {
        "id": message.id,
        "case": number_text(message.case),
        "template": message.template,
        "recipient": message.recipient,
        "post": message.post,
        "status": message.status.value,
        "attempts": message.attempts,
        "created_at": instant_text(message.created_at),
        "channel": message.channel,
        "error": message.error,
    }
