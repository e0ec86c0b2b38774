"""What a worker tells Prometheus: the only module that knows its client.

Counters and the histogram are of this process, from its start. What waits in the
database is looked up when somebody asks, and is the same for every worker.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client import start_http_server as start
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from workflow.engine.deliver import Delivered
from workflow.engine.figures import Backlog
from workflow.engine.sweep import Swept
from workflow.errors import GridcaseError
from workflow.now import Now
from workflow.store.lateness import BUCKETS

LOG = logging.getLogger(__name__)

HOST = "127.0.0.1"
"""Who serves figures to other hosts has to say so."""


class Metrics:
    """Counts what one worker does, and serves it with what waits."""

    def __init__(self, backlog: Callable[[], Backlog], now: Now) -> None:
        self._now = now
        self.registry = CollectorRegistry()
        self.registry.register(_Waiting(backlog))
        self._lateness = Histogram(
            "gridcase_rung_lateness_seconds",
            "How long after their due instants rungs fired.",
            buckets=[bound.total_seconds() for bound in BUCKETS],
            registry=self.registry,
        )
        self._fired = self._counter("rungs_fired", "Rungs that fired.")
        self._failures = self._counter("rung_failures", "Rungs that could not fire.")
        self._sweeps = self._counter("sweeps", "Sweeps of what was due.")
        self._truncated = self._counter(
            "sweeps_truncated", "Sweeps that left something due."
        )
        self._sent = self._counter("messages_sent", "Messages that a channel took.")
        self._put_off = self._counter(
            "messages_put_off", "Messages that are tried again later."
        )
        self._failed = self._counter(
            "messages_failed", "Messages that were given up or reached nobody."
        )
        self._swept_at = Gauge(
            "gridcase_last_sweep_timestamp_seconds",
            "When this worker last swept, in seconds since 1970; 0 before its first.",
            registry=self.registry,
        )

    def swept(self, done: Swept) -> None:
        """Count a sweep."""
        self._sweeps.inc()
        self._truncated.inc(done.truncated)
        self._failures.inc(len(done.failed))
        self._fired.inc(done.rungs)
        for each in done.fired:
            self._lateness.observe(each.late.total_seconds())
        self._swept_at.set(self._now().timestamp())

    def delivered(self, done: Delivered) -> None:
        """Count some messages and what became of them."""
        self._sent.inc(done.sent)
        self._put_off.inc(done.later)
        self._failed.inc(done.failed + done.nobody)

    def _counter(self, name: str, what: str) -> Counter:
        return Counter(f"gridcase_{name}", what, registry=self.registry)


class _Waiting(Collector):
    """What waits, asked of the database when somebody asks for it."""

    def __init__(self, backlog: Callable[[], Backlog]) -> None:
        self._backlog = backlog

    def describe(self) -> Iterator[Metric]:
        """Nothing: so that nobody asks the database before it is needed."""
        yield from ()

    def collect(self) -> Iterator[Metric]:
        """What waits; only that the database is away if it is."""
        try:
            found = self._backlog()
        except GridcaseError as error:
            LOG.warning("What waits cannot be told.", extra={"error": error.en})
            yield _gauge("database_up", "Whether the database could be asked.", 0)
            return
        yield _gauge("database_up", "Whether the database could be asked.", 1)
        yield _gauge(
            "oldest_due_seconds",
            "How long the first rung has been due; 0 while none is.",
            found.overdue.total_seconds(),
        )
        incidents = GaugeMetricFamily(
            "gridcase_open_incidents", "Incidents that are open.", labels=["kind"]
        )
        for kind, count in found.incidents.items():
            incidents.add_metric([kind.value], count)
        yield incidents
        yield _gauge("outbox_waiting", "Messages that wait to be sent.", found.waiting)
        yield _gauge(
            "outbox_oldest_seconds",
            "How long the oldest message has waited; 0 while none does.",
            found.outbox_age.total_seconds(),
        )


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(f"gridcase_{name}", what, value=value)


@contextmanager
def serving(metrics: Metrics, host: str, port: int) -> Iterator[int]:
    """Serve metrics over HTTP until the block ends; tells the port that was opened.

    Raises:
        OSError: the address cannot be used.
    """
    server, thread = start(port, addr=host, registry=metrics.registry)
    try:
        opened = int(server.server_address[1])
        LOG.info("Serving metrics.", extra={"host": host, "port": opened})
        yield opened
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
