"""`gridcase worker`: fire deadlines and deliver messages until stopped."""

import re
import threading
from contextlib import ExitStack
from datetime import timedelta
from functools import partial

import click

from workflow.commands.logs import log_to_stderr
from workflow.commands.output import json_option
from workflow.commands.session import notifiers_of
from workflow.commands.shared import common_options, in_words
from workflow.engine.figures import backlog
from workflow.engine.runtime import open_runtime
from workflow.errors import UnusablePortError
from workflow.metrics import HOST, Metrics, serving
from workflow.scheduler import EVERY, Deliverer, Sweeper, Tidier, work

_LAST_PORT = 65_535
_ADDRESS = re.compile(r"(?:(?P<host>[^\s:]+|\[[0-9a-fA-F:]+\]):)?(?P<port>[0-9]{1,5})")


class Address(click.ParamType[tuple[str, int]]):
    """Where to listen: `9464`, or `0.0.0.0:9464` to be reached from elsewhere."""

    name = "[HOST:]PORT"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[str, int]:
        """Host and port, or a usage error."""
        found = _ADDRESS.fullmatch(str(value))
        if found is None or int(found["port"]) > _LAST_PORT:
            zh = f"“{value}”应写作 9464 或 0.0.0.0:9464。"
            en = f"{value!r} is not [HOST:]PORT, such as 9464 or 0.0.0.0:9464."
            self.fail(in_words(zh=zh, en=en), param, ctx)
        return (found["host"] or HOST).strip("[]"), int(found["port"])


@click.command()
@click.option(
    "--every",
    type=click.FloatRange(0.05, 60),
    default=EVERY.total_seconds(),
    show_default=True,
    metavar="SECONDS",
    help="Between two looks at what is due.",
)
@click.option(
    "--metrics",
    "address",
    type=Address(),
    help=f"Serve figures for Prometheus there, on {HOST} unless a host is named.",
)
@common_options
@json_option
@click.pass_context
def worker(
    ctx: click.Context,
    every: float,
    address: tuple[str, int] | None,
    *,
    as_json: bool,
) -> None:
    """Fire what falls due and deliver the messages until SIGTERM or Ctrl-C.

    Any number of workers may share one database. The log goes to standard error;
    with --json each line of it is JSON.
    """
    log_to_stderr(as_json=as_json)
    channels = notifiers_of(ctx)
    stopping = threading.Event()
    with ExitStack() as open_until_stopped:
        enter = open_until_stopped.enter_context
        sweeping, sending = enter(open_runtime(ctx.obj)), enter(open_runtime(ctx.obj))
        metrics = Metrics(partial(backlog, sending), sending.now)
        if address is not None:
            _serve(open_until_stopped, metrics, *address)
        deliverer = Deliverer(sending, channels, stopping, metrics.delivered)
        sweeper = Sweeper(sweeping, deliverer, metrics.swept)
        ticks = (sweeper.tick, deliverer.tick, Tidier(sending).tick)
        work(ticks, sweeper.leave, stopping, timedelta(seconds=every))


def _serve(until: ExitStack, metrics: Metrics, host: str, port: int) -> None:
    try:
        until.enter_context(serving(metrics, host, port))
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnusablePortError(address=f"{host}:{port}", reason=reason) from error
