"""Which clocks time has something to do to, by the one indexed instant.

It is when a clock is looked at: when its next rung is due, or, while its case cannot
be decided on, at the next try.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from workflow.store.tables import cases, clock


def due_cases(
    connection: Connection,
    now: datetime,
    limit: int,
    *,
    without: Collection[int] = (),
) -> list[int]:
    """The cases with a rung that is due, the longest due first, each once.

    Cases that another process holds are passed over. It takes at most `limit`
    clocks, so it may give fewer cases than are due; the clocks of the cases in
    `without` do not count. Ask it in `database.choosing()`.
    """
    query = (
        select(clock.c.case_number)
        .where(clock.c.look_at <= now)
        .order_by(clock.c.look_at)
        .limit(limit)
    )
    if without:
        query = query.where(clock.c.case_number.not_in(without))
    if connection.dialect.name == "postgresql":
        # Else all who sweep at once would meet at the same cases.
        query = query.join(cases, cases.c.number == clock.c.case_number)
        query = query.with_for_update(of=cases, skip_locked=True)
    return list(dict.fromkeys(connection.execute(query).scalars()))


def put_right(connection: Connection, held: Collection[int], now: datetime) -> None:
    """Have these cases, on which nothing was due, looked at when something is.

    Call it while they are held.
    """
    early = (
        clock.c.case_number.in_(held),
        clock.c.look_at <= now,
        clock.c.look_at.is_distinct_from(clock.c.next_at),
    )
    if held:
        connection.execute(update(clock).where(*early).values(look_at=clock.c.next_at))


def next_instant(connection: Connection) -> datetime | None:
    """When the next rung of any case is looked at; None while none is waiting."""
    query = (
        select(clock.c.look_at)
        .where(clock.c.look_at.is_not(None))
        .order_by(clock.c.look_at)
        .limit(1)
    )
    return connection.execute(query).scalar_one_or_none()


def overdue(connection: Connection, before: datetime) -> tuple[datetime, int] | None:
    """Since when rungs wait that were due before an instant, and of how many cases."""
    query = select(
        func.min(clock.c.look_at), func.count(clock.c.case_number.distinct())
    ).where(clock.c.look_at < before)
    since, count = connection.execute(query).one()
    return None if since is None else (since, count)
