"""`gridcase worker`: fire deadlines and deliver messages until stopped."""

import threading
from datetime import timedelta

import click

from workflow.commands.logs import log_to_stderr
from workflow.commands.output import json_option
from workflow.commands.session import notifiers_of
from workflow.commands.shared import common_options
from workflow.engine.runtime import open_runtime
from workflow.scheduler import EVERY, Deliverer, Sweeper, Tidier, work


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

    Any number of workers may share one database. The log goes to standard error;
    with --json each line of it is JSON.
    """
    log_to_stderr(as_json=as_json)
    channels = notifiers_of(ctx)
    stopping = threading.Event()
    with open_runtime(ctx.obj) as sweeping, open_runtime(ctx.obj) as sending:
        deliverer = Deliverer(sending, channels, stopping)
        sweeper = Sweeper(sweeping, deliverer)
        ticks = (sweeper.tick, deliverer.tick, Tidier(sending).tick)
        work(ticks, sweeper.leave, stopping, timedelta(seconds=every))
