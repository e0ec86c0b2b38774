"""Which clocks time has something to do to, by the one indexed instant.

It is when a clock is looked at: when its next rung is due, or, while its case cannot
be decided on, at the next try.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, select

from workflow.store.tables import clock


def due_cases(
    connection: Connection,
    now: datetime,
    limit: int,
    *,
    without: Collection[int] = (),
) -> list[int]:
    """The cases with a rung that is due, the longest due first, each once.

    Reads at most `limit` clocks, so it may give fewer cases than are due; the
    clocks of the cases in `without` do not count.
    """
    query = (
        select(clock.c.case_number)
        .where(clock.c.look_at <= now)
        .order_by(clock.c.look_at)
        .limit(limit)
    )
    if without:
        query = query.where(clock.c.case_number.not_in(without))
    return list(dict.fromkeys(connection.execute(query).scalars()))


def next_instant(connection: Connection) -> datetime | None:
    """When the next rung of any case is looked at; None while none is waiting."""
    query = (
        select(clock.c.look_at)
        .where(clock.c.look_at.is_not(None))
        .order_by(clock.c.look_at)
        .limit(1)
    )
    return connection.execute(query).scalar_one_or_none()
