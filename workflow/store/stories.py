"""The histories of many cases, one after the other, for figures over a period."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from sqlalchemy import ColumnElement, Connection, select

from workflow.domain.decision import Entry
from workflow.store.history import entry_from
from workflow.store.tables import history

_AT_ONCE = 200
"""Cases read together: few enough to hold, many enough to be quick."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From `since` on and before `until`; without them everything."""

    since: datetime | None = None
    until: datetime | None = None


def stories(
    connection: Connection, period: Period
) -> Iterator[tuple[int, tuple[Entry, ...]]]:
    """The cases of which history tells something in the period, by number.

    Each comes with its entries from the first on, also those before the period, but
    with none behind it.
    """
    after = 0
    while numbers := _next_numbers(connection, period, after):
        query = select(history).where(
            history.c.case_number.in_(numbers), *_before(period.until)
        )
        rows = connection.execute(
            query.order_by(history.c.case_number, history.c.number)
        )
        for number, of_case in groupby(rows, key=attrgetter("case_number")):
            yield number, tuple(entry_from(row) for row in of_case)
        after = numbers[-1]


def _next_numbers(connection: Connection, period: Period, after: int) -> list[int]:
    since = [] if period.since is None else [history.c.at >= period.since]
    query = (
        select(history.c.case_number)
        .where(history.c.case_number > after, *since, *_before(period.until))
        .distinct()
        .order_by(history.c.case_number)
        .limit(_AT_ONCE)
    )
    return list(connection.scalars(query))


def _before(until: datetime | None) -> list[ColumnElement[bool]]:
    return [] if until is None else [history.c.at < until]
