"""Published definitions: content under its digest, never changed, never removed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, bindparam, func, insert, select, update

from workflow.store.tables import cases, definition


class DefinitionStatus(StrEnum):
    """Whether new cases may be opened under a definition."""

    PUBLISHED = "published"
    RETIRED = "retired"
    """Its cases go on under it; no new one begins."""


# Every report asks, so it is put together once.
_NEWEST = (
    select(definition.c.digest)
    .where(
        definition.c.name == bindparam("of_name"),
        definition.c.status == DefinitionStatus.PUBLISHED.value,
    )
    .order_by(definition.c.published_at.desc(), definition.c.digest)
    .limit(1)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One published definition: its name, and who published it when and why.

    `cases` counts the open cases that are pinned to it.
    """

    digest: str
    name: str
    status: DefinitionStatus
    published_at: datetime
    published_by: str
    reason: str
    cases: int = 0


def publish(connection: Connection, publication: Publication, document: str) -> bool:
    """Make a definition the newest of its name; tells whether it was new here.

    One that was published before keeps its document and becomes the newest again.
    """
    said = {
        "status": publication.status.value,
        "published_at": publication.published_at,
        "published_by": publication.published_by,
        "reason": publication.reason,
    }
    known = connection.execute(
        update(definition).where(definition.c.digest == publication.digest).values(said)
    ).rowcount
    if known:
        return False
    connection.execute(
        insert(definition).values(
            digest=publication.digest,
            name=publication.name,
            document=document,
            **said,
        )
    )
    return True


def retire(connection: Connection, digest: str) -> bool:
    """Open no more cases under a definition; False if it is not here."""
    changed = connection.execute(
        update(definition)
        .where(definition.c.digest == digest)
        .values(status=DefinitionStatus.RETIRED.value)
    )
    return changed.rowcount > 0


def document(connection: Connection, digest: str) -> str | None:
    """The canonical JSON of a definition, or None."""
    query = select(definition.c.document).where(definition.c.digest == digest)
    return connection.execute(query).scalar_one_or_none()


def newest(connection: Connection, name: str) -> str | None:
    """The digest of the definition of this name that new cases are opened under."""
    return connection.execute(_NEWEST, {"of_name": name}).scalar_one_or_none()


def listing(connection: Connection) -> list[Publication]:
    """Every definition, by name, the newest first, with the cases open under it."""
    pinned = (
        select(cases.c.definition, func.count().label("open"))
        .where(cases.c.final == "")
        .group_by(cases.c.definition)
        .subquery()
    )
    query = (
        select(definition, func.coalesce(pinned.c.open, 0).label("open"))
        .outerjoin(pinned, pinned.c.definition == definition.c.digest)
        .order_by(definition.c.name, definition.c.published_at.desc())
    )
    return [
        Publication(
            digest=row.digest,
            name=row.name,
            status=DefinitionStatus(row.status),
            published_at=row.published_at,
            published_by=row.published_by,
            reason=row.reason,
            cases=row.open,
        )
        for row in connection.execute(query)
    ]
