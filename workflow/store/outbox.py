"""Messages that wait to leave: claimed, sent, put off or given up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from workflow.store import incidents
from workflow.store.encoding import decode
from workflow.store.tables import message

LEASE = timedelta(minutes=2)
"""For how long a claimed message is left to the process that claimed it."""

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
"""The waits between tries; a message that fails after the last is given up."""


class MessageStatus(StrEnum):
    """How a message stands."""

    WAITING = "waiting"
    SENT = "sent"
    """A channel has taken it over."""
    FAILED = "failed"
    """Given up; a person may have it tried again."""
    NO_RECIPIENT = "no_recipient"
    """The post was vacant, or the reporter gave no address: nobody could be told."""
    PASSED_ON = "passed_on"
    """The post was vacant; whoever holds it by now was told in another message."""
    DISMISSED = "dismissed"
    """A person decided that nobody need be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message as it is stored: what to render, for whom, and how it fares.

    `attempts` counts the tries begun. `next_try_at` is None once it waits no
    longer, `sent_at` until it has left.
    """

    id: str
    case: int
    definition: str
    template: str
    recipient: str
    to_reporter: bool
    post: str
    language: str
    facts: Mapping[str, str]
    status: MessageStatus
    attempts: int
    next_try_at: datetime | None
    created_at: datetime
    sent_at: datetime | None
    channel: str
    error: str


def claim(
    connection: Connection, now: datetime, limit: int, *, lease: timedelta = LEASE
) -> list[Outgoing]:
    """Take the messages that are due, the longest due first, for one try each.

    Commit before sending: until the lease ends nobody else takes them, and if this
    process dies only those it had claimed are tried again.
    """
    due = (
        select(message.c.id)
        .where(message.c.next_try_at <= now)
        .order_by(
            message.c.next_try_at,
            message.c.case_number,
            func.length(message.c.id),
            message.c.id,
        )
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = connection.execute(
        update(message)
        .where(message.c.id.in_(list(connection.execute(due).scalars())))
        .values(next_try_at=now + lease, attempts=message.c.attempts + 1)
        .returning(message)
    )
    return sorted(
        (_outgoing(row) for row in taken),
        key=lambda each: (each.created_at, each.case, _position(each.id)),
    )


def is_due(connection: Connection, now: datetime) -> bool:
    """Whether any message waits to be sent by now; takes no lock to look."""
    query = select(message.c.id).where(message.c.next_try_at <= now).limit(1)
    return connection.execute(query).first() is not None


def mark_sent(
    connection: Connection, claimed: Outgoing, channel: str, at: datetime
) -> None:
    """A channel has taken the message over."""
    marked = _mark(
        connection,
        claimed,
        status=MessageStatus.SENT,
        next_try_at=None,
        sent_at=at,
        channel=channel,
        error="",
    )
    # Only one that met trouble before can be somebody's incident.
    if marked and claimed.error:
        incidents.settle_message(connection, claimed.case, claimed.id, at)


def mark_failed(
    connection: Connection, claimed: Outgoing, now: datetime, channel: str, error: str
) -> None:
    """Trying again is of no use: a person has to see to it."""
    marked = _mark(
        connection,
        claimed,
        status=MessageStatus.FAILED,
        next_try_at=None,
        channel=channel,
        error=error,
    )
    if marked:
        about = (claimed.id, claimed.case, claimed.created_at)
        incidents.give_up(connection, about, error, now)


def mark_nobody(connection: Connection, claimed: Outgoing, error: str) -> None:
    """There is nobody who could be told."""
    status = MessageStatus.NO_RECIPIENT
    _mark(connection, claimed, status=status, next_try_at=None, error=error)


def tell_nobody(connection: Connection, case: int, error: str, now: datetime) -> None:
    """Let nothing leave that a case is about to say, as when its past is replayed."""
    incidents.settle_vacancies(connection, case, now)
    of_case = (message.c.case_number == case, message.c.next_try_at.is_not(None))
    values = {"status": MessageStatus.NO_RECIPIENT.value, "next_try_at": None}
    connection.execute(update(message).where(*of_case).values(**values, error=error))


def vacant_posts(connection: Connection) -> int:
    """How many messages were for a post that nobody held."""
    query = select(func.count()).where(
        message.c.status == MessageStatus.NO_RECIPIENT.value,
        message.c.recipient == "",
    )
    return int(connection.execute(query).scalar_one())


def put_off(
    connection: Connection, claimed: Outgoing, now: datetime, channel: str, error: str
) -> MessageStatus:
    """Try again after a while that grows with the tries; after the last, give up."""
    if claimed.attempts > len(BACK_OFF):
        mark_failed(connection, claimed, now, channel, error)
        return MessageStatus.FAILED
    wait = BACK_OFF[max(claimed.attempts, 1) - 1]
    _mark(connection, claimed, next_try_at=now + wait, channel=channel, error=error)
    return MessageStatus.WAITING


def retry(connection: Connection, identity: str, now: datetime) -> bool:
    """Have a message that was given up tried again; False if it was not."""
    changed = connection.execute(
        update(message)
        .where(message.c.id == identity, message.c.status == MessageStatus.FAILED.value)
        .values(status=MessageStatus.WAITING.value, next_try_at=now, attempts=0)
        .returning(message.c.case_number)
    ).scalar_one_or_none()
    if changed is None:
        return False
    incidents.try_message_again(connection, changed, identity, now)
    return True


def put_away(connection: Connection, identity: str, status: MessageStatus) -> None:
    """Have a message count as passed on or dismissed, which was told to nobody."""
    connection.execute(
        update(message)
        .where(message.c.id == identity)
        .values(status=status.value, next_try_at=None)
    )


def hold(connection: Connection, identity: str) -> None:
    """Keep everybody else from writing a message until the transaction ends."""
    row = select(message.c.id).where(message.c.id == identity).with_for_update()
    connection.execute(row)


def find(connection: Connection, identity: str) -> Outgoing | None:
    """The message of this id, or None."""
    query = select(message).where(message.c.id == identity)
    row = connection.execute(query).one_or_none()
    return None if row is None else _outgoing(row)


def waiting(
    connection: Connection,
) -> tuple[int, datetime | None, datetime | None]:
    """How many messages wait, when the first was written and since when one is due.

    The instants are None while none waits.
    """
    query = select(
        func.count(), func.min(message.c.created_at), func.min(message.c.next_try_at)
    ).where(message.c.next_try_at.is_not(None))
    count, oldest, due = connection.execute(query).one()
    return int(count), oldest, due


def listing(
    connection: Connection,
    statuses: Sequence[MessageStatus] = tuple(MessageStatus),
    *,
    limit: int = 100,
) -> list[Outgoing]:
    """The messages that stand so, the newest first."""
    query = (
        select(message)
        .where(message.c.status.in_([each.value for each in statuses]))
        .order_by(message.c.created_at.desc(), message.c.id.desc())
        .limit(limit)
    )
    return [_outgoing(row) for row in connection.execute(query)]


def of_case(connection: Connection, prefix: str) -> list[Outgoing]:
    """The messages of a case, given its number as people read it, in their order."""
    query = select(message).where(
        message.c.id >= f"{prefix}/", message.c.id < f"{prefix}0"
    )
    found = [_outgoing(row) for row in connection.execute(query)]
    return sorted(found, key=lambda each: _position(each.id))


def counts(connection: Connection) -> dict[MessageStatus, int]:
    """How many messages stand how."""
    query = select(message.c.status, func.count()).group_by(message.c.status)
    found = {row[0]: row[1] for row in connection.execute(query)}
    return {status: found.get(status.value, 0) for status in MessageStatus}


def _position(identity: str) -> tuple[int, ...]:
    return tuple(int(part) for part in identity.split("/")[1:])


def _mark(connection: Connection, claimed: Outgoing, **values: Any) -> bool:  # noqa: ANN401 - columns
    """Write what became of a try, unless its lease ran out and another has begun."""
    mine = (message.c.id == claimed.id, message.c.attempts == claimed.attempts)
    waits = message.c.status == MessageStatus.WAITING.value
    marked = connection.execute(update(message).where(*mine, waits).values(values))
    return marked.rowcount > 0


def _outgoing(row: Row[Any]) -> Outgoing:
    return Outgoing(
        id=row.id,
        case=row.case_number,
        definition=row.definition,
        template=row.template,
        recipient=row.recipient,
        to_reporter=row.to_reporter,
        post=row.post,
        language=row.language,
        facts=decode(row.facts),
        status=MessageStatus(row.status),
        attempts=row.attempts,
        next_try_at=row.next_try_at,
        created_at=row.created_at,
        sent_at=row.sent_at,
        channel=row.channel,
        error=row.error,
    )
