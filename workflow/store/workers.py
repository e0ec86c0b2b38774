"""The processes that sweep and deliver, and when each was last heard of."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Connection,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    update,
)

from workflow.domain.case import check_aware
from workflow.domain.effects import instant_from
from workflow.store.tables import worker

_SQLITE_NOW = text("SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now')")
_POSTGRESQL_NOW = text("SELECT clock_timestamp()")


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """One process; `swept_at` and `delivered_at` are None until it first did so.

    `sweeps` and `truncated` count since it started: all its sweeps, and those that
    left something due. `seen_at` is when it was last heard of, None if never.
    """

    id: str
    host: str
    pid: int
    started_at: datetime
    swept_at: datetime | None = None
    delivered_at: datetime | None = None
    seen_at: datetime | None = None
    sweeps: int = 0
    truncated: int = 0


def beat(connection: Connection, seen: Worker, now: datetime) -> None:
    """Record a process, or what it did since it was last heard of."""
    done = {"swept_at": seen.swept_at, "delivered_at": seen.delivered_at}
    news = {name: at for name, at in done.items() if at is not None}
    counts = {"sweeps": seen.sweeps, "truncated": seen.truncated, "seen_at": now}
    known = connection.execute(
        update(worker)
        .where(worker.c.id == seen.id)
        .values({"started_at": seen.started_at, "ended_at": None, **counts, **news})
    ).rowcount
    if not known:
        connection.execute(
            insert(worker).values(
                id=seen.id,
                host=seen.host,
                pid=seen.pid,
                started_at=seen.started_at,
                **counts,
                **done,
            )
        )


def end(connection: Connection, seen: Worker, now: datetime) -> None:
    """Note that a process has ended in good order, and when it last swept.

    Of those that have ended only the ones that nobody swept after are kept.
    """
    beat(connection, seen, now)
    mine = worker.c.id == seen.id
    connection.execute(update(worker).where(mine).values(ended_at=now))
    last = select(func.max(worker.c.swept_at)).scalar_subquery()
    older = or_(worker.c.swept_at.is_(None), worker.c.swept_at < last)
    connection.execute(delete(worker).where(worker.c.ended_at.is_not(None), older))


def listing(connection: Connection) -> list[Worker]:
    """Every process that has not ended, the one that swept last first."""
    query = select(worker).where(worker.c.ended_at.is_(None))
    rows = connection.execute(query.order_by(worker.c.id)).all()
    found = [
        Worker(
            id=row.id,
            host=row.host,
            pid=row.pid,
            started_at=row.started_at,
            swept_at=row.swept_at,
            delivered_at=row.delivered_at,
            seen_at=row.seen_at,
            sweeps=row.sweeps,
            truncated=row.truncated,
        )
        for row in rows
    ]
    return sorted(
        found, key=lambda each: each.swept_at or each.started_at, reverse=True
    )


def database_time(connection: Connection) -> datetime:
    """The present instant by the clock of the database's machine."""
    if connection.dialect.name == "sqlite":
        return instant_from(connection.execute(_SQLITE_NOW).scalar_one())
    return check_aware(connection.execute(_POSTGRESQL_NOW).scalar_one())
