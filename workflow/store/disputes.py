"""Disputes as they are stored: what waits on a desk, and those of a time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from workflow.domain.dispute import Dispute, DisputeStatus, dispute_from
from workflow.store.encoding import decode
from workflow.store.tables import dispute

PAGE = 200
"""Disputes of one list; a desk that has more is not read to its end anyway."""


def waiting(
    connection: Connection, desks: Sequence[str] | None = None, *, limit: int = PAGE
) -> list[tuple[int, Dispute]]:
    """The open disputes on these desks, or on all, the first due first."""
    query = select(dispute).where(dispute.c.status == DisputeStatus.OPEN.value)
    if desks is not None:
        query = query.where(dispute.c.desk.in_(list(desks)))
    query = query.order_by(
        dispute.c.due_at.asc().nulls_last(), dispute.c.case_number, dispute.c.number
    )
    rows = connection.execute(query.limit(limit))
    return [(row.case_number, dispute_from_row(row)) for row in rows]


def settled(
    connection: Connection, since: datetime, until: datetime, *, limit: int = PAGE
) -> list[tuple[int, Dispute]]:
    """The disputes opened from `since` on and before `until`, the oldest first."""
    query = select(dispute).where(
        dispute.c.opened_at >= since, dispute.c.opened_at < until
    )
    query = query.order_by(dispute.c.opened_at, dispute.c.case_number)
    rows = connection.execute(query.limit(limit))
    return [(row.case_number, dispute_from_row(row)) for row in rows]


def of_case(connection: Connection, number: int) -> list[Dispute]:
    """All disputes of a case, in the order in which they were opened."""
    query = select(dispute).where(dispute.c.case_number == number)
    rows = connection.execute(query.order_by(dispute.c.number))
    return [dispute_from_row(row) for row in rows]


def dispute_from_row(row: Row[Any]) -> Dispute:
    """The dispute of a row with every column; its body says all of it."""
    return dispute_from(decode(row.body))
