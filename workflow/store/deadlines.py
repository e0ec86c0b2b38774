"""Open clocks in the order in which they are due, page by page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, select, tuple_

from workflow.store.tables import OPEN_AND_DUE, cases, clock

PAGE = 50
"""Clocks of one page unless more are asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A clock that goes on, and when it is due: its place in the list as well."""

    due_at: datetime
    case: int
    name: str
    subject: str


def deadlines(
    connection: Connection,
    *,
    owner: str = "",
    due_before: datetime | None = None,
    after: Deadline | None = None,
    limit: int = PAGE,
) -> list[Deadline]:
    """The open clocks that have a due instant, the first due first.

    Those due before an instant, and of the cases of one owner, if these are given;
    `after` is the last one seen. A paused clock has no due instant unless it is late.
    """
    keys = (clock.c.due_at, clock.c.case_number, clock.c.name, clock.c.subject)
    wanted: list[ColumnElement[bool]] = []
    if due_before is not None:
        wanted.append(clock.c.due_at < due_before)
    if after is not None:
        # The first condition alone is what an index can start from.
        wanted.append(clock.c.due_at >= after.due_at)
        last = (after.due_at, after.case, after.name, after.subject)
        wanted.append(tuple_(*keys) > tuple_(*last, types=[key.type for key in keys]))
    if owner:
        # Not a join, so that the words of the index stand in the query as they are.
        owned = select(cases.c.number).where(cases.c.owner == owner)
        wanted.append(clock.c.case_number.in_(owned))
    query: Select[Any] = select(*keys).where(OPEN_AND_DUE, *wanted)
    found = connection.execute(query.order_by(*keys).limit(limit))
    return [_deadline(row) for row in found]


def deadline(
    connection: Connection, case: int, name: str, subject: str
) -> Deadline | None:
    """One open clock as it stands in the list, or None."""
    query: Select[Any] = select(
        clock.c.due_at, clock.c.case_number, clock.c.name, clock.c.subject
    ).where(
        OPEN_AND_DUE,
        clock.c.case_number == case,
        clock.c.name == name,
        clock.c.subject == subject,
    )
    row = connection.execute(query).first()
    return None if row is None else _deadline(row)


def _deadline(row: Row[Any]) -> Deadline:
    return Deadline(
        due_at=row.due_at, case=row.case_number, name=row.name, subject=row.subject
    )
