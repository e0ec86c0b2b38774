"""How long after their due instants rungs fired."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, extract, func, select

from workflow.store.tables import firing

BUCKETS = tuple(
    timedelta(seconds=seconds) for seconds in (0.5, 1, 2, 5, 15, 60, 300, 3600)
)
"""Upper bounds of the histogram; what is later still comes behind the last."""

_SECONDS_PER_DAY = 86_400.0
_TO_THE_MILLISECOND = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Lateness:
    """How punctual the rungs were that fired since an instant.

    `counts` has one number for each of `BUCKETS` and one more for the rest. The
    percentiles are of the nearest rank, None while nothing has fired.
    """

    since: datetime
    counts: tuple[int, ...]
    p50: timedelta | None
    p95: timedelta | None
    p99: timedelta | None

    @property
    def fired(self) -> int:
        """How many rungs fired."""
        return sum(self.counts)


def lateness(connection: Connection, since: datetime) -> Lateness:
    """The histogram of what fired from an instant on, found by its index."""
    seconds = _seconds(connection)
    window = firing.c.fired_at >= since
    bounds = [bound.total_seconds() for bound in BUCKETS]
    sums = [func.sum(case((seconds <= bound, 1), else_=0)) for bound in bounds]
    row = connection.execute(select(func.count(), *sums).where(window)).one()
    total = int(row[0])
    up_to = [0, *(int(each or 0) for each in row[1:]), total]
    percentiles = _percentiles(connection, seconds, window, total)
    return Lateness(
        since=since,
        counts=tuple(b - a for a, b in pairwise(up_to)),
        p50=percentiles[0],
        p95=percentiles[1],
        p99=percentiles[2],
    )


def _seconds(connection: Connection) -> ColumnElement[Any]:
    if connection.dialect.name == "sqlite":
        days = func.julianday(firing.c.fired_at) - func.julianday(firing.c.due_at)
        return func.round(days * _SECONDS_PER_DAY, _TO_THE_MILLISECOND)
    return extract("epoch", firing.c.fired_at - firing.c.due_at)


def _percentiles(
    connection: Connection,
    seconds: ColumnElement[Any],
    window: ColumnElement[bool],
    total: int,
) -> Sequence[timedelta | None]:
    if not total:
        return (None, None, None)
    ordered = select(seconds).where(window).order_by(seconds).limit(1)
    ranks = [max(ceil(total * percent / 100), 1) for percent in (50, 95, 99)]
    return [
        timedelta(
            seconds=float(connection.execute(ordered.offset(rank - 1)).scalar_one())
        )
        for rank in ranks
    ]
