"""Applications as they are stored: what waits on a desk, and those of a case."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from workflow.domain.answer import Answer
from workflow.domain.case import Application
from workflow.store.encoding import decode
from workflow.store.tables import application

PAGE = 200
"""Applications of one list; a desk that has more is not read to its end anyway."""


def waiting(
    connection: Connection, desks: Sequence[str], *, limit: int = PAGE
) -> list[tuple[int, Application]]:
    """Those to be decided on these desks, the first due first, with their cases."""
    query = (
        select(application)
        .where(
            application.c.status == Answer.PENDING.value,
            application.c.desk.in_(list(desks)),
        )
        .order_by(
            application.c.due_at.asc().nulls_last(),
            application.c.case_number,
            application.c.number,
        )
    )
    rows = connection.execute(query.limit(limit))
    return [(row.case_number, application_from_row(row)) for row in rows]


def of_case(connection: Connection, number: int) -> list[Application]:
    """All applications of a case, in the order in which they were made."""
    query = select(application).where(application.c.case_number == number)
    rows = connection.execute(query.order_by(application.c.number))
    return [application_from_row(row) for row in rows]


def application_from_row(row: Row[Any]) -> Application:
    """The application of a row with every column."""
    return Application(
        number=row.number,
        action=row.action,
        approval=row.approval,
        state=row.state,
        asker=row.asker,
        asked_at=row.asked_at,
        values=decode(row.given),
        desk=row.desk,
        due_at=row.due_at,
        status=Answer(row.status),
        agreed=tuple(decode(row.agreed)),
        closed_at=row.closed_at,
    )
