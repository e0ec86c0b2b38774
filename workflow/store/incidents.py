"""What could not be done: kept until it is, or until a person says what to do."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Text,
    and_,
    exists,
    func,
    insert,
    select,
    type_coerce,
    update,
)

from workflow.domain.effects import instant_from
from workflow.domain.incidents import (
    OPEN,
    DueRung,
    Incident,
    IncidentKind,
    IncidentStatus,
    Trouble,
    next_try,
)
from workflow.store.tables import clock, incident

_IS_OPEN = incident.c.closed_at.is_(None)


def first_due(connection: Connection, case: int, now: datetime) -> DueRung | None:
    """The rung that a sweep meets first on a case, read without the case itself."""
    # A damaged instant must not keep what is damaged from being noted.
    columns = (clock.c.name, clock.c.subject, clock.c.cycle, clock.c.next_rung)
    instant: ColumnElement[Any] = clock.c.next_at
    if connection.dialect.name == "sqlite":
        instant = type_coerce(instant, Text)
    row = connection.execute(
        select(*columns, instant)
        .where(clock.c.case_number == case, clock.c.look_at <= now)
        .order_by(clock.c.next_at, clock.c.name, clock.c.subject)
        .limit(1)
    ).first()
    if row is None:
        return None
    return DueRung(
        case=case,
        clock=row[0],
        subject=row[1],
        cycle=row[2],
        rung=row[3],
        due_at=_instant(row[4], now),
    )


def fail(
    connection: Connection, due: DueRung, trouble: Trouble, now: datetime
) -> Incident | None:
    """Note that a rung failed, and let nobody look at its case before the next try.

    Call it while the case is held. None means that another process has noted the
    same already.
    """
    looked = and_(clock.c.case_number == due.case, clock.c.look_at <= now)
    if not connection.execute(select(exists().where(looked))).scalar_one():
        return None
    known = _open(connection, due)
    if known is None:
        noted = _add(connection, due, trouble, now)
    elif known.next_try_at is not None and known.next_try_at <= now:
        noted = _count(connection, known, trouble, now)
    else:
        # Another clock of the case fell due meanwhile; that is no further try.
        noted = known
    connection.execute(update(clock).where(looked).values(look_at=noted.next_try_at))
    return noted


def settle(connection: Connection, now: datetime) -> int:
    """Close the incidents of rungs that have fired, or are not to fire any more."""
    same = and_(
        clock.c.case_number == incident.c.case_number,
        clock.c.name == incident.c.clock,
        clock.c.subject == incident.c.subject,
        clock.c.cycle == incident.c.cycle,
        clock.c.next_rung == incident.c.rung,
        clock.c.next_at == incident.c.due_at,
    )
    stale = (
        _IS_OPEN,
        incident.c.kind == IncidentKind.RUNG.value,
        ~exists().where(same),
    )
    return connection.execute(
        update(incident).where(*stale).values(_closed(IncidentStatus.SETTLED, now))
    ).rowcount


def any_open(connection: Connection) -> bool:
    """Whether any rung waits to be settled; takes no lock to look."""
    of_rung = incident.c.kind == IncidentKind.RUNG.value
    return bool(connection.execute(select(exists().where(_IS_OPEN, of_rung))).scalar())


def give_up(
    connection: Connection,
    message: tuple[str, int, datetime],
    error: str,
    now: datetime,
) -> None:
    """Note that a message, given as id, case and when it was written, was given up."""
    identity, case, created_at = message
    mine = (incident.c.case_number == case, incident.c.message == identity, _IS_OPEN)
    again = {
        "status": IncidentStatus.WAITING.value,
        "attempts": incident.c.attempts + 1,
        "last_at": now,
        "next_try_at": None,
        "error_zh": error,
        "error_en": error,
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
            error_zh=error,
            error_en=error,
            status=IncidentStatus.WAITING.value,
            closed_by="",
            reason="",
        )
    )


def settle_message(
    connection: Connection, case: int, message: str, now: datetime
) -> None:
    """Close the incident of a message that has come through after all, if any."""
    mine = (incident.c.case_number == case, incident.c.message == message, _IS_OPEN)
    connection.execute(
        update(incident).where(*mine).values(_closed(IncidentStatus.SETTLED, now))
    )


def settle_vacancies(connection: Connection, case: int, now: datetime) -> None:
    """Close the incidents of what a case says to nobody on purpose."""
    vacancy = incident.c.kind == IncidentKind.VACANCY.value
    connection.execute(
        update(incident)
        .where(incident.c.case_number == case, vacancy, _IS_OPEN)
        .values(_closed(IncidentStatus.SETTLED, now))
    )


def try_message_again(
    connection: Connection, case: int, message: str, now: datetime
) -> None:
    """Note that a message which was given up waits to be sent again."""
    mine = (incident.c.case_number == case, incident.c.message == message, _IS_OPEN)
    connection.execute(update(incident).where(*mine).values(_retried(now)))


def try_rung_again(connection: Connection, found: Incident, now: datetime) -> None:
    """Have the next sweep look at a case whose rung failed."""
    held = (clock.c.case_number == found.case, clock.c.next_at <= now)
    connection.execute(update(clock).where(*held).values(look_at=now))
    mine = (incident.c.id == found.id, _IS_OPEN)
    connection.execute(update(incident).where(*mine).values(_retried(now)))


def release(connection: Connection, case: int) -> None:
    """Have every clock of a case looked at in time again."""
    waits = (clock.c.case_number == case, clock.c.next_at.is_not(None))
    connection.execute(update(clock).where(*waits).values(look_at=clock.c.next_at))


def settle_one(connection: Connection, identity: int, now: datetime) -> None:
    """Close an incident because what had failed was done."""
    _close(connection, identity, _closed(IncidentStatus.SETTLED, now))


def dismiss(
    connection: Connection, identity: int, now: datetime, by: str, reason: str
) -> bool:
    """Close an incident without what had failed; False if it was closed already."""
    values = _closed(IncidentStatus.DISMISSED, now)
    return _close(connection, identity, {**values, "closed_by": by, "reason": reason})


def _close(connection: Connection, identity: int, values: dict[str, Any]) -> bool:
    mine = (incident.c.id == identity, _IS_OPEN)
    return connection.execute(update(incident).where(*mine).values(values)).rowcount > 0


def find(
    connection: Connection, identity: int, *, lock: bool = False
) -> Incident | None:
    """The incident of this number, or None.

    With `lock` nobody else writes it until the transaction ends.
    """
    query = select(incident).where(incident.c.id == identity)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else _incident(row)


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
        wanted.append(_IS_OPEN)
    query = select(incident).where(*wanted).order_by(incident.c.id.desc()).limit(limit)
    return [_incident(row) for row in connection.execute(query)]


def counts(connection: Connection) -> dict[IncidentKind, int]:
    """How many open incidents there are of each kind."""
    query = select(incident.c.kind, func.count()).where(_IS_OPEN)
    rows = connection.execute(query.group_by(incident.c.kind))
    found = {row[0]: row[1] for row in rows}
    return {kind: found.get(kind.value, 0) for kind in IncidentKind}


def _open(connection: Connection, due: DueRung) -> Incident | None:
    query = select(incident).where(*_about(due), _IS_OPEN)
    row = connection.execute(query).one_or_none()
    return None if row is None else _incident(row)


def _about(due: DueRung) -> tuple[ColumnElement[bool], ...]:
    return (
        incident.c.case_number == due.case,
        incident.c.clock == due.clock,
        incident.c.subject == due.subject,
        incident.c.cycle == due.cycle,
        incident.c.rung == due.rung,
        incident.c.message == "",
    )


def _add(
    connection: Connection, due: DueRung, trouble: Trouble, now: datetime
) -> Incident:
    row = connection.execute(
        insert(incident)
        .values(
            kind=IncidentKind.RUNG.value,
            case_number=due.case,
            clock=due.clock,
            subject=due.subject,
            cycle=due.cycle,
            rung=due.rung,
            message="",
            due_at=due.due_at,
            first_at=now,
            closed_by="",
            reason="",
            **_failed(1, trouble, now),
        )
        .returning(incident)
    ).one()
    return _incident(row)


def _count(
    connection: Connection, known: Incident, trouble: Trouble, now: datetime
) -> Incident:
    row = connection.execute(
        update(incident)
        .where(incident.c.id == known.id)
        .values(_failed(known.attempts + 1, trouble, now))
        .returning(incident)
    ).one()
    return _incident(row)


def _failed(attempts: int, trouble: Trouble, now: datetime) -> dict[str, Any]:
    again = next_try(attempts, now)
    status = IncidentStatus.WAITING if again is None else IncidentStatus.RETRYING
    return {
        "attempts": attempts,
        "last_at": now,
        "error_zh": trouble.zh,
        "error_en": trouble.en,
        "status": status.value,
        "next_try_at": again,
    }


def _closed(status: IncidentStatus, now: datetime) -> dict[str, Any]:
    return {"status": status.value, "closed_at": now, "next_try_at": None}


def _retried(now: datetime) -> dict[str, Any]:
    return {"status": IncidentStatus.RETRYING.value, "next_try_at": now}


def _instant(stored: Any, now: datetime) -> datetime:  # noqa: ANN401 - text or instant
    if isinstance(stored, datetime):
        return stored
    try:
        return instant_from(stored)
    except (TypeError, ValueError):
        return now


def _incident(row: Row[Any]) -> Incident:
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
