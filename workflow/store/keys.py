"""Requests that came before: so that a repeat is answered, not done again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from workflow.store.tables import request_key, source_step


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestKey:
    """That a request with this key was carried out, as these entries of this case.

    They go from `first_entry`, which may be a rung that was due before, to `entry`.
    `content` is the digest of what was asked: the same key with other content is
    somebody's error.
    """

    key: str
    content: str
    case: int
    entry: int
    at: datetime
    first_entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStep:
    """That a step of a record of another system was taken over, for ever."""

    source: str
    external_id: str
    step: str
    case: int
    entry: int


def find(connection: Connection, key: str) -> RequestKey | None:
    """The request that had this key, or None."""
    row = connection.execute(
        select(request_key).where(request_key.c.key == key)
    ).one_or_none()
    if row is None:
        return None
    return RequestKey(
        key=row.key,
        content=row.content,
        case=row.case_number,
        entry=row.entry,
        at=row.at,
        first_entry=row.first_entry,
    )


def prune(connection: Connection, before: datetime) -> int:
    """Forget the keys that are older; tells how many they were."""
    return connection.execute(
        delete(request_key).where(request_key.c.at < before)
    ).rowcount


def taken_over(
    connection: Connection, source: str, external_ids: list[str]
) -> dict[tuple[str, str], int]:
    """The cases of these records, by external id and step, where they are known."""
    table = source_step
    rows = connection.execute(
        select(table.c.external_id, table.c.step, table.c.case_number).where(
            table.c.source == source, table.c.external_id.in_(external_ids)
        )
    )
    return {(row.external_id, row.step): row.case_number for row in rows}
