"""How an installation fares, in figures: punctuality, what waits, who is at work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflow.domain.incidents import IncidentKind
from workflow.engine.runtime import Runtime
from workflow.store import incidents, outbox, timers, workers
from workflow.store.database import Connection
from workflow.store.lateness import Lateness, lateness
from workflow.store.workers import Worker

WINDOW = timedelta(hours=24)
"""How far back punctuality is looked at unless somebody says otherwise."""

SILENT = timedelta(minutes=2)
"""A worker that has not been heard of for so long is not counted as at work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What waits at this instant.

    `oldest_due` is since when the first rung has been due, None while none is;
    `oldest_waiting` when the message was written that waits longest, None while
    none does, and `send_due` since when the first of them is due to be sent.
    """

    at: datetime
    oldest_due: datetime | None
    incidents: Mapping[IncidentKind, int]
    waiting: int
    oldest_waiting: datetime | None
    send_due: datetime | None

    @property
    def open_incidents(self) -> int:
        """How many incidents of any kind are open."""
        return sum(self.incidents.values())

    @property
    def overdue(self) -> timedelta:
        """How long the first rung has been due; nothing while none is."""
        return self.at - (self.oldest_due or self.at)

    @property
    def outbox_age(self) -> timedelta:
        """How long the oldest message has waited; nothing while none does."""
        return self.at - (self.oldest_waiting or self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The punctuality of a while, what waits, and every process that is known."""

    lateness: Lateness
    backlog: Backlog
    workers: tuple[Worker, ...]

    @property
    def at_work(self) -> int:
        """How many processes have been heard of lately."""
        since = self.backlog.at - SILENT
        return sum(
            each.seen_at is not None and each.seen_at >= since for each in self.workers
        )

    @property
    def sweeps(self) -> int:
        """How often the known processes swept since they started."""
        return sum(each.sweeps for each in self.workers)

    @property
    def truncated(self) -> int:
        """How many of those sweeps left something due."""
        return sum(each.truncated for each in self.workers)


def backlog(runtime: Runtime) -> Backlog:
    """What waits right now."""
    with runtime.database.reading() as connection:
        return backlog_of(connection, runtime.now())


def backlog_of(connection: Connection, now: datetime) -> Backlog:
    """What waits, as a connection sees it."""
    first = timers.next_instant(connection)
    waiting, oldest, send_due = outbox.waiting(connection)
    return Backlog(
        at=now,
        oldest_due=first if first is not None and first <= now else None,
        incidents=incidents.counts(connection),
        waiting=waiting,
        oldest_waiting=oldest,
        send_due=send_due,
    )


def figures_of(connection: Connection, now: datetime, window: timedelta) -> Figures:
    """All figures, as a connection sees them; punctuality since so long ago."""
    return Figures(
        lateness=lateness(connection, now - window),
        backlog=backlog_of(connection, now),
        workers=tuple(workers.listing(connection)),
    )
