"""The clock that ticks: the only module that knows APScheduler.

It keeps no jobs in a database. Twice a second it looks at the next due instant and
sweeps what is due, and, beside that, delivers what waits: a mail server that takes
its time makes no deadline late. Whatever a tick meets is logged, and the next comes.
"""

import logging
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler

from workflow.domain.case import number_text
from workflow.domain.effects import instant_text
from workflow.domain.notices import Notifier
from workflow.engine.beat import MAX_DRIFT, drift, leave, say_alive, this_process
from workflow.engine.deliver import AT_ONCE, Delivered, deliver
from workflow.engine.runtime import Runtime
from workflow.engine.sweep import Failure, FiredRung, Swept, next_due, sweep
from workflow.engine.tidy import tidy
from workflow.errors import GridcaseError
from workflow.now import Pace, pace
from workflow.store.workers import Worker

LOG = logging.getLogger(__name__)

EVERY = timedelta(seconds=0.5)
"""Between two looks: a rung fires within a second of its time."""

BEAT = timedelta(seconds=30)
"""Between two signs of life."""

TIDY = timedelta(days=1)
"""Between two clearings of what nobody can ask for any more."""


def _unwatched(_done: object) -> None:
    """Nobody counts what a worker does."""


class Deliverer:
    """Delivers the messages that wait. `at` is when it last did, None until then.

    Once `stopping` is set it leaves the rest to the next worker. `watch` is told
    what was delivered.
    """

    def __init__(
        self,
        runtime: Runtime,
        notifiers: Mapping[str, Notifier],
        stopping: threading.Event,
        watch: Callable[[Delivered], None] = _unwatched,
    ) -> None:
        self._runtime = runtime
        self._notifiers = notifiers
        self._stopping = stopping
        self._watch = watch
        self.at: datetime | None = None

    def tick(self) -> None:
        """Empty the outbox, a few messages at a time."""
        while not self._stopping.is_set() and self._deliver_some():
            self.at = self._runtime.now()

    def _deliver_some(self) -> bool:
        """Deliver a few, and tell whether more may wait."""
        done = deliver(self._runtime, self._notifiers, AT_ONCE)
        counts = asdict(done)
        if not any(counts.values()):
            return False
        LOG.info("Delivered.", extra=counts)
        self._watch(done)
        return True


class Sweeper:
    """Fires what is due, and tells the database that this process is alive.

    It needs a runtime of its own where a `Deliverer` works at the same time. `watch`
    is told what each sweep did. A system clock that jumps stops no sign of life,
    since these go by `pace`, and fires nothing early, since the database's clock is
    asked before each sweep.
    """

    def __init__(
        self,
        runtime: Runtime,
        deliverer: Deliverer,
        watch: Callable[[Swept], None] = _unwatched,
        pace: Pace = pace,
    ) -> None:
        self._runtime = runtime
        self._deliverer = deliverer
        self._watch = watch
        self._pace = pace
        self._seen = this_process(runtime)
        self._next_beat = pace()
        self._is_right = True

    def tick(self) -> None:
        """Look once: sweep what is due, and now and then say that it is alive."""
        if self._pace() >= self._next_beat:
            self._clock_is_right()
            say_alive(
                self._runtime, replace(self._seen, delivered_at=self._deliverer.at)
            )
            self._next_beat = self._pace() + BEAT.total_seconds()
        due = next_due(self._runtime)
        if due is not None and due <= self._runtime.now() and self._clock_is_right():
            self._sweep()

    @property
    def seen(self) -> Worker:
        """This process as its next sign of life will show it."""
        return self._seen

    def leave(self) -> None:
        """End in good order: nobody waits for this worker any more."""
        leave(self._runtime, self._seen)

    def _clock_is_right(self) -> bool:
        """Ask the database; say it once when the answer is another than before."""
        off = drift(self._runtime)
        before, self._is_right = self._is_right, abs(off) <= MAX_DRIFT
        if before and not self._is_right:
            seconds = off.total_seconds()
            LOG.error(
                "This clock is off the database's; nothing is swept.",
                extra={"seconds": seconds},
            )
        elif self._is_right and not before:
            LOG.info("This clock is right again.")
        return self._is_right

    def _sweep(self) -> None:
        done = sweep(self._runtime)
        self._seen = replace(
            self._seen,
            swept_at=self._runtime.now(),
            sweeps=self._seen.sweeps + 1,
            truncated=self._seen.truncated + done.truncated,
        )
        self._watch(done)
        _tell(done)


def _tell(done: Swept) -> None:
    """Log each rung that fired or failed, and what the sweep did in all."""
    for each in done.fired:
        LOG.info("Fired.", extra=_named(each) | _punctuality(each))
    for failure in done.failed:
        more = {"error": failure.trouble.en, "incident": failure.incident}
        LOG.error("A rung could not fire.", extra=_named(failure) | more)
    if done.rungs:
        LOG.info("Swept.", extra={"cases": done.cases, "rungs": done.rungs})


def _named(about: FiredRung | Failure) -> dict[str, object]:
    return {
        "case": number_text(about.case),
        "clock": about.clock,
        "rung": about.rung,
    }


def _punctuality(fired: FiredRung) -> dict[str, object]:
    seconds = round(fired.late.total_seconds(), 3)
    return {"due": instant_text(fired.due_at), "late_seconds": seconds}


class Tidier:
    """Once a day removes what nobody can ask for any more, and mends what is watched.

    While this clock is off the database's it waits: by a clock that is ahead,
    everything would be old. The days go by `pace`, which nobody can set.
    """

    def __init__(self, runtime: Runtime, pace: Pace = pace) -> None:
        self._runtime = runtime
        self._pace = pace
        self._next = pace()

    def tick(self) -> None:
        """Look whether it is time, the first time at once."""
        if self._pace() < self._next:
            return
        self._next = self._pace() + BEAT.total_seconds()
        if abs(drift(self._runtime)) > MAX_DRIFT:
            return
        done = tidy(self._runtime)
        self._next = self._pace() + TIDY.total_seconds()
        counts = asdict(done)
        if any(counts.values()):
            LOG.info("Tidied.", extra=counts)


class Patient:
    """Something done again and again; what it meets is logged and does not end it.

    The same trouble met again is not logged again, so that a database that is down
    for an hour does not fill a disk.
    """

    def __init__(self, done: Callable[[], None]) -> None:
        self._done = done
        self._met = ""

    def __call__(self) -> None:
        """Do it once, whatever comes of it."""
        try:
            self._done()
        except GridcaseError as error:
            if self._is_news(error):
                LOG.error("%s", error.en)  # noqa: TRY400 - the sentence says it all
        except Exception as error:
            if self._is_news(error):
                LOG.exception("This failed; it is tried again.")
        else:
            if self._met:
                LOG.info("All is well again.")
            self._met = ""

    def _is_news(self, error: Exception) -> bool:
        known, self._met = self._met, repr(error)
        return self._met != known


def work(
    ticks: Sequence[Callable[[], None]],
    leave: Callable[[], None],
    stopping: threading.Event,
    every: timedelta = EVERY,
) -> None:
    """Tick until SIGTERM or SIGINT; the ticks in hand are finished, then `leave`.

    Each of `ticks` runs in a thread of its own, never twice at the same time. A
    signal sets `stopping`.
    """

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    # A tick that outlasts the pause is no news: the next one is left out.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler = BackgroundScheduler(timezone="UTC")
    for tick in ticks:
        scheduler.add_job(
            Patient(tick),
            "interval",
            seconds=every.total_seconds(),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    scheduler.start()
    LOG.info("Working.", extra={"every_seconds": every.total_seconds()})
    stopping.wait()
    scheduler.shutdown(wait=True)
    Patient(leave)()
    LOG.info("Stopped.")
