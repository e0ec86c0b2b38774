"""Reference data: what the city is like, in revisions that are only added."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, Select, func, insert, select, text

from workflow.store.tables import reference

# Every report asks, so it is put together once.
_NEWEST = select(func.coalesce(func.max(reference.c.revision), 0))
# Without this a later revision might be seen before an earlier one is committed,
# and a process that has read it would never notice the earlier one.
_ONE_IMPORT_AT_A_TIME = text("LOCK TABLE reference IN SHARE ROW EXCLUSIVE MODE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One import of one kind of reference data."""

    revision: int
    kind: str
    digest: str
    imported_at: datetime
    imported_by: str


def add(
    connection: Connection, documents: Mapping[str, str], *, at: datetime, by: str
) -> dict[str, int]:
    """Add the documents, given by kind, that differ from the current ones.

    Tells the new revision of each kind that changed.
    """
    lock(connection)
    known = {each.kind: each.digest for each in _newest(connection)}
    added = {}
    for kind, document in documents.items():
        digest = sha256(document.encode()).hexdigest()
        if known.get(kind) == digest:
            continue
        added[kind] = note(connection, kind, document, at=at, by=by)
    return added


def note(
    connection: Connection, kind: str, document: str, *, at: datetime, by: str
) -> int:
    """Add a document whatever came before, and tell its revision.

    The caller holds the lock.
    """
    digest = sha256(document.encode()).hexdigest()
    row = insert(reference).values(
        kind=kind, digest=digest, document=document, imported_at=at, imported_by=by
    )
    return int(connection.execute(row.returning(reference.c.revision)).scalar_one())


def lock(connection: Connection) -> None:
    """Keep other imports and rulings out until the transaction ends.

    A writer on SQLite does so anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_ONE_IMPORT_AT_A_TIME)


def current(connection: Connection) -> tuple[int, dict[str, str]]:
    """The city's revision, 0 before any import, and its documents by kind."""
    query = select(reference.c.revision, reference.c.kind, reference.c.document)
    rows = connection.execute(
        query.where(reference.c.revision.in_(_newest_ids()))
    ).all()
    return max((row.revision for row in rows), default=0), {
        row.kind: row.document for row in rows
    }


def newest(connection: Connection) -> int:
    """The city's revision, 0 before any import."""
    return int(connection.execute(_NEWEST).scalar_one())


def revisions(connection: Connection) -> list[Revision]:
    """Every import, the newest first."""
    return _revisions(connection, every=True)


def document(connection: Connection, revision: int) -> str | None:
    """The document that came with a revision, or None."""
    query = select(reference.c.document).where(reference.c.revision == revision)
    return connection.execute(query).scalar_one_or_none()


def _newest_ids() -> Select[tuple[int]]:
    return select(func.max(reference.c.revision)).group_by(reference.c.kind)


def _newest(connection: Connection) -> list[Revision]:
    return _revisions(connection, every=False)


def _revisions(connection: Connection, *, every: bool) -> list[Revision]:
    query = select(reference).order_by(reference.c.revision.desc())
    if not every:
        query = query.where(reference.c.revision.in_(_newest_ids()))
    return [
        Revision(
            revision=row.revision,
            kind=row.kind,
            digest=row.digest,
            imported_at=row.imported_at,
            imported_by=row.imported_by,
        )
        for row in connection.execute(query)
    ]
