"""`gridcase outbox`: messages and how they fare."""

import click

from workflow.commands.output import json_option, note, print_json, print_table
from workflow.commands.session import at_work, calendar_of
from workflow.commands.shared import common_options
from workflow.commands.times import moment
from workflow.domain.case import number_text
from workflow.domain.effects import instant_text
from workflow.engine.deliver import listing, try_again
from workflow.errors import UnknownMessageError
from workflow.settings import Settings
from workflow.store.outbox import MessageStatus, Outgoing

_STATUS = {
    MessageStatus.WAITING: ("待发送", "waiting"),
    MessageStatus.SENT: ("已发送", "sent"),
    MessageStatus.FAILED: ("已放弃", "failed"),
    MessageStatus.NO_RECIPIENT: ("无收件人", "no recipient"),
    MessageStatus.PASSED_ON: ("已转告", "passed on"),
    MessageStatus.DISMISSED: ("已了结", "dismissed"),
}
_HEADS = {
    "zh": ("消息", "时间", "模板", "收件人", "状态", "次数", "原因"),
    "en": ("Message", "Since", "Template", "To", "Status", "Tries", "Reason"),
}


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
@click.pass_obj
def list_command(
    settings: Settings, statuses: tuple[str, ...], size: int, *, as_json: bool
) -> None:
    """The newest messages, with the reason why one could not be sent."""
    wanted = tuple(MessageStatus(each) for each in statuses) or tuple(MessageStatus)
    with at_work(settings) as (runtime, _):
        found = listing(runtime, wanted, size)
        calendar, now = calendar_of(runtime), runtime.now()
    if as_json:
        print_json([_document(each) for each in found])
        return
    chinese = 0 if settings.language == "zh" else 1
    lines = [
        (
            each.id,
            moment(each.created_at, calendar, now),
            each.template,
            each.recipient or each.post,
            _STATUS[each.status][chinese],
            each.attempts,
            each.error,
        )
        for each in found
    ]
    print_table(_HEADS[settings.language], lines)


@outbox.command()
@click.argument("message")
@common_options
@click.pass_obj
def retry(settings: Settings, message: str) -> None:
    """Have MESSAGE, which was given up, tried again."""
    with at_work(settings) as (runtime, _):
        if not try_again(runtime, message):
            raise UnknownMessageError(message=message)
    chinese = settings.language == "zh"
    note(f"{message} 将重新发送。" if chinese else f"{message} waits to be sent again.")


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
