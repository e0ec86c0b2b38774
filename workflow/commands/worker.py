"""`gridcase worker`: fire deadlines and deliver messages until stopped."""

from datetime import timedelta

import click

from workflow.commands.logs import log_to_stderr
from workflow.commands.output import json_option
from workflow.commands.shared import at_work, common_options, notifiers_of
from workflow.scheduler import EVERY, Ticker, work


@click.command()
@click.option(
    "--every",
    type=click.FloatRange(0.05, 60),
    default=EVERY.total_seconds(),
    show_default=True,
    metavar="SECONDS",
    help="Between two looks at what is due.",
)
@common_options
@json_option
@click.pass_context
def worker(ctx: click.Context, every: float, *, as_json: bool) -> None:
    """Fire what falls due and deliver the messages until SIGTERM or Ctrl-C.

    Any number of workers may share one database. --json writes the log as JSON.
    """
    log_to_stderr(as_json=as_json)
    with at_work(ctx.obj) as (runtime, _):
        work(Ticker(runtime, notifiers_of(ctx)), timedelta(seconds=every))
