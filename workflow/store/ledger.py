"""Cases and their histories, range by range, for whoever sums up whose time it was."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from workflow.domain.decision import Entry
from workflow.store.history import entry_from
from workflow.store.tables import cases, history

_ROWS = 500
"""Entries that are fetched together, however long a history is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """A case, the digest of its definition, and whether it is open."""

    number: int
    definition: str
    is_open: bool


def lived(connection: Connection, since: datetime, until: datetime) -> int:
    """How many cases may have been open between two instants."""
    query = select(func.count()).select_from(cases).where(_lived(since, until))
    found: int = connection.execute(query).scalar_one()
    return found


def next_lived(
    connection: Connection, since: datetime, until: datetime, after: int, limit: int
) -> list[Pinned]:
    """The next cases by number that may have been open between two instants."""
    query: Select[Any] = (
        select(cases.c.number, cases.c.definition, cases.c.final)
        .where(cases.c.number > after, _lived(since, until))
        .order_by(cases.c.number)
        .limit(limit)
    )
    return [
        Pinned(number=row.number, definition=row.definition, is_open=not row.final)
        for row in connection.execute(query)
    ]


def stories(
    connection: Connection, numbers: Sequence[int]
) -> Iterator[tuple[int, Iterator[Entry]]]:
    """The histories of some cases in the order of their numbers, read as they go.

    Each has to be read to its end before the next one is asked for.
    """
    query = (
        select(history)
        .where(history.c.case_number.in_(list(numbers)))
        .order_by(history.c.case_number, history.c.number)
    )
    streamed = connection.execution_options(yield_per=_ROWS)
    rows = streamed.execute(query)
    for number, found in groupby(rows, key=lambda row: row.case_number):
        yield int(number), (entry_from(row) for row in found)


def _lived(since: datetime, until: datetime) -> ColumnElement[bool]:
    """A case that has ended was changed last when it ended, or later."""
    ended_later = or_(cases.c.final == "", cases.c.changed_at > since)
    return and_(cases.c.opened_at < until, ended_later)
