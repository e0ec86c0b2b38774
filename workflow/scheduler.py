"""The clock that ticks: the only module that knows APScheduler.

It keeps no jobs in a database. Twice a second a tick looks at the next due
instant; what is due is swept and what waits is delivered. A tick that fails is
logged and the next one comes all the same.
"""

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler

from workflow.domain.notices import Notifier
from workflow.engine.beat import drift, leave, say_alive
from workflow.engine.deliver import deliver
from workflow.engine.runtime import Runtime
from workflow.engine.sweep import next_due, sweep
from workflow.store.workers import Worker

LOG = logging.getLogger(__name__)

EVERY = timedelta(seconds=0.5)
"""Between two looks: a rung fires within a second of its time."""

BEAT = timedelta(seconds=30)
"""Between two signs of life."""

MAX_DRIFT = timedelta(seconds=2)
"""How far off the database's clock this one may be; beyond, nothing is swept."""


class Ticker:
    """One worker process: sweeps and delivers until it is told to stop."""

    def __init__(self, runtime: Runtime, notifiers: Mapping[str, Notifier]) -> None:
        self._runtime = runtime
        self._notifiers = notifiers
        host = socket.gethostname()
        self._seen = Worker(
            id=f"{host}:{os.getpid()}",
            host=host,
            pid=os.getpid(),
            started_at=runtime.now(),
        )
        self._told_at = runtime.now() - BEAT
        self._may_sweep = True

    def tick(self) -> None:
        """Look once: sweep what is due, deliver what waits, say that it is alive."""
        now = self._runtime.now()
        if now - self._told_at >= BEAT:
            self._check_clock()
            say_alive(self._runtime, self._seen)
            self._told_at = now
        due = next_due(self._runtime)
        if self._may_sweep and due is not None and due <= now:
            self._sweep()
        self._deliver()

    def leave(self) -> None:
        """End in good order: nobody waits for this worker any more."""
        leave(self._runtime, self._seen)

    def _check_clock(self) -> None:
        off = drift(self._runtime)
        self._may_sweep = abs(off) <= MAX_DRIFT
        if not self._may_sweep:
            seconds = off.total_seconds()
            LOG.error("This clock is off the database's.", extra={"seconds": seconds})

    def _sweep(self) -> None:
        done = sweep(self._runtime)
        self._seen = replace(self._seen, swept_at=self._runtime.now())
        LOG.info("Swept.", extra={"cases": done.cases, "rungs": done.rungs})
        for failure in done.failed:
            LOG.error(
                "A case could not be swept.",
                extra={"case": failure.case, "error": failure.error},
            )

    def _deliver(self) -> None:
        if not self._notifiers:
            return
        done = deliver(self._runtime, self._notifiers)
        if done.sent or done.later or done.failed:
            self._seen = replace(self._seen, delivered_at=self._runtime.now())
            counts = {"sent": done.sent, "later": done.later, "failed": done.failed}
            LOG.info("Delivered.", extra=counts)


def work(ticker: Ticker, every: timedelta = EVERY) -> None:
    """Tick until SIGTERM or SIGINT; the tick in hand is finished first."""
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    scheduler = BackgroundScheduler(timezone="UTC")
    scheduler.add_job(
        _carefully,
        "interval",
        args=(ticker.tick,),
        seconds=every.total_seconds(),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    scheduler.start()
    LOG.info("Working.", extra={"every_seconds": every.total_seconds()})
    stopping.wait()
    scheduler.shutdown(wait=True)
    ticker.leave()
    LOG.info("Stopped.")


def _carefully(tick: Callable[[], None]) -> None:
    """Run one tick; whatever it meets is logged, and the next one comes."""
    try:
        tick()
    except Exception:
        LOG.exception("A tick failed; the next one follows.")
