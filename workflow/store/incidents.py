"""What could not be done: kept until it is, or until a person says what to do."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    func,
    insert,
    select,
    update,
)

from workflow.domain.incidents import (
    OPEN,
    Incident,
    IncidentKind,
    IncidentStatus,
    Trouble,
    given_up,
)
from workflow.store.tables import incident

IS_OPEN = incident.c.closed_at.is_(None)
"""Whether a row is still there, as the index of the open ones has it."""


def give_up(
    connection: Connection,
    message: tuple[str, int, datetime],
    error: str,
    now: datetime,
) -> None:
    """Note that a message, given as id, case and when it was written, was given up."""
    identity, case, created_at = message
    trouble = given_up(error)
    mine = (incident.c.case_number == case, incident.c.message == identity, IS_OPEN)
    again = {
        "status": IncidentStatus.WAITING.value,
        "attempts": incident.c.attempts + 1,
        "last_at": now,
        "next_try_at": None,
        "error_zh": trouble.zh,
        "error_en": trouble.en,
    }
    if connection.execute(update(incident).where(*mine).values(again)).rowcount:
        return
    about = {"clock": "", "subject": "", "cycle": 0, "rung": "", "message": identity}
    connection.execute(
        insert(incident).values(
            kind=IncidentKind.MESSAGE.value,
            case_number=case,
            **about,
            due_at=created_at,
            first_at=now,
            last_at=now,
            attempts=1,
            error_zh=trouble.zh,
            error_en=trouble.en,
            status=IncidentStatus.WAITING.value,
            closed_by="",
            reason="",
        )
    )


def settle_message(
    connection: Connection, case: int, message: str, now: datetime
) -> None:
    """Close the incident of a message that has come through after all, if any."""
    mine = (incident.c.case_number == case, incident.c.message == message, IS_OPEN)
    connection.execute(
        update(incident).where(*mine).values(closed(IncidentStatus.SETTLED, now))
    )


def settle_vacancies(connection: Connection, case: int, now: datetime) -> None:
    """Close the incidents of what a case says to nobody on purpose."""
    vacancy = incident.c.kind == IncidentKind.VACANCY.value
    connection.execute(
        update(incident)
        .where(incident.c.case_number == case, vacancy, IS_OPEN)
        .values(closed(IncidentStatus.SETTLED, now))
    )


def try_message_again(
    connection: Connection, case: int, message: str, now: datetime
) -> None:
    """Note that a message which was given up waits to be sent again."""
    mine = (incident.c.case_number == case, incident.c.message == message, IS_OPEN)
    connection.execute(update(incident).where(*mine).values(retried(now)))


def settle_one(connection: Connection, identity: int, now: datetime) -> None:
    """Close an incident because what had failed was done."""
    _close(connection, identity, closed(IncidentStatus.SETTLED, now))


def dismiss(
    connection: Connection, identity: int, now: datetime, by: str, reason: str
) -> bool:
    """Close an incident without what had failed; False if it was closed already."""
    values = closed(IncidentStatus.DISMISSED, now)
    return _close(connection, identity, {**values, "closed_by": by, "reason": reason})


def _close(connection: Connection, identity: int, values: dict[str, Any]) -> bool:
    mine = (incident.c.id == identity, IS_OPEN)
    return connection.execute(update(incident).where(*mine).values(values)).rowcount > 0


def find(
    connection: Connection, identity: int, *, lock: bool = False
) -> Incident | None:
    """The incident of this number, or None.

    With `lock` nobody else writes it until the transaction ends.
    """
    query = select(incident).where(incident.c.id == identity)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else incident_from(row)


def listing(
    connection: Connection,
    statuses: Sequence[IncidentStatus] = OPEN,
    *,
    limit: int = 100,
) -> list[Incident]:
    """The incidents that stand so, the newest first."""
    wanted: list[ColumnElement[bool]] = [
        incident.c.status.in_([each.value for each in statuses])
    ]
    if set(statuses) <= set(OPEN):
        # So that the few open ones are found among all that ever were.
        wanted.append(IS_OPEN)
    query = select(incident).where(*wanted).order_by(incident.c.id.desc()).limit(limit)
    return [incident_from(row) for row in connection.execute(query)]


def counts(connection: Connection) -> dict[IncidentKind, int]:
    """How many open incidents there are of each kind."""
    query = select(incident.c.kind, func.count()).where(IS_OPEN)
    rows = connection.execute(query.group_by(incident.c.kind))
    found = {row[0]: row[1] for row in rows}
    return {kind: found.get(kind.value, 0) for kind in IncidentKind}


def closed(status: IncidentStatus, now: datetime) -> dict[str, Any]:
    """What an incident says once it is closed."""
    return {"status": status.value, "closed_at": now, "next_try_at": None}


def retried(now: datetime) -> dict[str, Any]:
    """What an incident says when it is to be tried again now."""
    return {"status": IncidentStatus.RETRYING.value, "next_try_at": now}


def incident_from(row: Row[Any]) -> Incident:
    """The incident of a row with every column."""
    return Incident(
        id=row.id,
        kind=IncidentKind(row.kind),
        case=row.case_number,
        clock=row.clock,
        subject=row.subject,
        cycle=row.cycle,
        rung=row.rung,
        message=row.message,
        due_at=row.due_at,
        first_at=row.first_at,
        last_at=row.last_at,
        attempts=row.attempts,
        trouble=Trouble(zh=row.error_zh, en=row.error_en),
        status=IncidentStatus(row.status),
        next_try_at=row.next_try_at,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        reason=row.reason,
    )
