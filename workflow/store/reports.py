"""Reports and the personal values given with them, which can be erased."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from workflow.domain.decision import Personal
from workflow.store.tables import personal, report


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReport:
    """A report, the case that it opened and the case that it stands behind now."""

    id: str
    opened: int
    behind: int
    channel: str
    at: datetime


def find(connection: Connection, identity: str) -> StoredReport | None:
    """The report of this id, or None."""
    found = named(connection, [identity])
    return found[0] if found else None


def named(connection: Connection, identities: Sequence[str]) -> list[StoredReport]:
    """The reports of these ids, such as those of a case, in the order of their ids."""
    query = select(report).where(report.c.id.in_(list(identities)))
    return [
        StoredReport(
            id=row.id,
            opened=row.case_number,
            behind=row.behind,
            channel=row.channel,
            at=row.at,
        )
        for row in connection.execute(query.order_by(report.c.id))
    ]


def personal_values(connection: Connection, number: int) -> list[Personal]:
    """The personal values of a case that were not erased, entry by entry."""
    query = select(personal).where(personal.c.case_number == number)
    return [
        Personal(entry=row.entry, field=row.field, value=row.value, salt=row.salt)
        for row in connection.execute(
            query.order_by(personal.c.entry, personal.c.field)
        )
    ]
