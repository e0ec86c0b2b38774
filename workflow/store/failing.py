"""Rungs that fail: noted as incidents, and not looked at before their next try."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Text,
    and_,
    exists,
    insert,
    or_,
    select,
    type_coerce,
    update,
)

from workflow.domain.effects import instant_from, instant_text
from workflow.domain.incidents import (
    DueRung,
    Incident,
    IncidentKind,
    IncidentStatus,
    Trouble,
    next_try,
)
from workflow.store.damage import damaged
from workflow.store.incidents import (
    IS_OPEN,
    closed,
    incident_from,
    retried,
)
from workflow.store.tables import clock, incident


def first_due(connection: Connection, case: int, now: datetime) -> DueRung | None:
    """The rung that a sweep meets first on a case, read without the case itself."""
    # A damaged instant must not keep what is damaged from being noted.
    columns = (clock.c.name, clock.c.subject, clock.c.cycle, clock.c.next_rung)
    instant: ColumnElement[Any] = clock.c.next_at
    if connection.dialect.name == "sqlite":
        instant = type_coerce(instant, Text)
    row = connection.execute(
        select(*columns, instant)
        .where(
            clock.c.case_number == case,
            clock.c.look_at <= now,
            clock.c.next_at.is_not(None),
        )
        .order_by(clock.c.next_at, clock.c.name, clock.c.subject)
        .limit(1)
    ).first()
    if row is None:
        return None
    due = DueRung(
        case=case,
        clock=row[0],
        subject=row[1],
        cycle=row[2],
        rung=row[3],
        due_at=_instant(row[4]) or now,
    )
    # Else each try would be about another instant, and the first of its kind.
    known = None if _instant(row[4]) else _open(connection, due)
    return replace(due, due_at=known.due_at) if known else due


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
    if known is not None and known.due_at != due.due_at:
        # It fired meanwhile, and its next occurrence fails: that is another matter.
        mine = incident.c.id == known.id
        done = closed(IncidentStatus.SETTLED, now)
        connection.execute(update(incident).where(mine).values(done))
        known = None
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
    """Close the incidents of rungs that have fired, or are not to fire any more.

    The clocks of a case that no other incident holds back are looked at again.
    """
    same = and_(
        clock.c.case_number == incident.c.case_number,
        clock.c.name == incident.c.clock,
        clock.c.subject == incident.c.subject,
        clock.c.cycle == incident.c.cycle,
        clock.c.next_rung == incident.c.rung,
        or_(clock.c.next_at == incident.c.due_at, damaged(connection, clock.c.next_at)),
    )
    stale = (
        IS_OPEN,
        incident.c.kind == IncidentKind.RUNG.value,
        ~exists().where(same),
    )
    settled = connection.execute(
        update(incident)
        .where(*stale)
        .values(closed(IncidentStatus.SETTLED, now))
        .returning(incident.c.case_number)
    ).all()
    for number in sorted({row.case_number for row in settled}):
        if not _holds(connection, number):
            release(connection, number)
    return len(settled)


def _holds(connection: Connection, case: int) -> bool:
    """Whether a rung of the case waits for its next try, or for somebody."""
    mine = incident.c.case_number == case
    of_rung = incident.c.kind == IncidentKind.RUNG.value
    query = select(exists().where(mine, IS_OPEN, of_rung))
    return bool(connection.execute(query).scalar())


def any_open(connection: Connection) -> bool:
    """Whether any rung waits to be settled; takes no lock to look."""
    of_rung = incident.c.kind == IncidentKind.RUNG.value
    return bool(connection.execute(select(exists().where(IS_OPEN, of_rung))).scalar())


def try_rung_again(connection: Connection, found: Incident, now: datetime) -> None:
    """Have the next sweep look at a case whose rung failed."""
    held = (clock.c.case_number == found.case, clock.c.next_at <= now)
    connection.execute(update(clock).where(*held).values(look_at=now))
    mine = (incident.c.id == found.id, IS_OPEN)
    connection.execute(update(incident).where(*mine).values(retried(now)))


def release(connection: Connection, case: int) -> None:
    """Have every clock of a case looked at in time again."""
    waits = (
        clock.c.case_number == case,
        clock.c.next_at.is_not(None),
        ~damaged(connection, clock.c.next_at),
        clock.c.look_at.is_distinct_from(clock.c.next_at),
    )
    connection.execute(update(clock).where(*waits).values(look_at=clock.c.next_at))


def _open(connection: Connection, due: DueRung) -> Incident | None:
    query = select(incident).where(*_about(due), IS_OPEN)
    row = connection.execute(query).one_or_none()
    return None if row is None else incident_from(row)


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
    return incident_from(row)


def _count(
    connection: Connection, known: Incident, trouble: Trouble, now: datetime
) -> Incident:
    row = connection.execute(
        update(incident)
        .where(incident.c.id == known.id)
        .values(_failed(known.attempts + 1, trouble, now))
        .returning(incident)
    ).one()
    return incident_from(row)


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


def _instant(stored: Any) -> datetime | None:  # noqa: ANN401 - text or instant
    """The instant; None where it is damaged."""
    if isinstance(stored, datetime):
        return stored
    try:
        found = instant_from(stored)
    except (TypeError, ValueError):
        return None
    # One without its zone, or written another way, is no instant of ours either.
    return found if found.tzinfo and instant_text(found) == stored else None
