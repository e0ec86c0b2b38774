"""What happened to a case, entry by entry; the table is only ever added to."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Text, select, type_coerce

from workflow.domain.decision import Entry, EntryKind
from workflow.domain.effects import instant_text
from workflow.store.chain import SealedEntry
from workflow.store.encoding import decode
from workflow.store.tables import cases, history


def entries(
    connection: Connection, number: int, *, after: int = 0, limit: int | None = None
) -> list[Entry]:
    """The entries of a case in order, from the one behind `after` on."""
    return [entry for entry, _ in chained(connection, number, after=after, limit=limit)]


def chained(
    connection: Connection, number: int, *, after: int = 0, limit: int | None = None
) -> list[tuple[Entry, str]]:
    """The entries of a case, each with its hash, as `effects.fold` takes them."""
    found = connection.execute(_query(number, after, limit))
    return [(entry_from(row), row.hash) for row in found]


def sealed(
    connection: Connection, number: int, *, after: int = 0, limit: int | None = None
) -> list[SealedEntry]:
    """The entries as their stored text, to check the chain of their hashes."""
    query = _query(number, after, limit).with_only_columns(*as_stored(connection))
    return [sealed_from(row) for row in connection.execute(query)]


def as_stored(connection: Connection) -> list[ColumnElement[Any]]:
    """The columns of history with the instant as SQLite keeps it: the hashed text.

    Reading it as an instant and writing it again would heal a changed letter.
    """
    if connection.dialect.name != "sqlite":
        return list(history.c)
    return [type_coerce(c, Text) if c.name == "at" else c for c in history.c]


def sealed_from(row: Row[Any]) -> SealedEntry:
    """The entry of a row of `as_stored`."""
    entry = SealedEntry(*tuple(row))
    at: str | datetime = entry.at
    return entry._replace(at=at if isinstance(at, str) else instant_text(at))


def heads(connection: Connection) -> Iterator[tuple[int, int, str]]:
    """Number, version and last hash of every case, in the order of their numbers."""
    query = select(cases.c.number, cases.c.version, cases.c.head)
    streamed = connection.execution_options(yield_per=1000)
    for row in streamed.execute(query.order_by(cases.c.number)):
        yield row.number, row.version, row.head


def _query(number: int, after: int, limit: int | None) -> Select[Any]:
    query = select(history).where(
        history.c.case_number == number, history.c.number > after
    )
    return query.order_by(history.c.number).limit(limit)


def entry_from(row: Row[Any]) -> Entry:
    """The entry of a row of the table."""
    return Entry(
        number=row.number,
        kind=EntryKind(row.kind),
        at=row.at,
        actor=row.actor,
        action=row.action,
        request=decode(row.request),
        effects=decode(row.effects),
    )
