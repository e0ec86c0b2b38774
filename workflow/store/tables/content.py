"""What was published and imported."""

from sqlalchemy import Index, Table

from workflow.store.tables.ground import (
    BY_KEY,
    BY_NUMBER,
    instant,
    metadata,
    text_column,
    whole,
)

definition = Table(
    "definition",
    metadata,
    text_column("digest", primary_key=True),
    text_column("name"),
    text_column("document"),
    text_column("status"),
    instant("published_at"),
    text_column("published_by"),
    text_column("reason"),
    **BY_KEY,
)

reference = Table(
    "reference",
    metadata,
    whole("revision", primary_key=True, autoincrement=True),
    text_column("kind"),
    text_column("digest"),
    text_column("document"),
    instant("imported_at"),
    text_column("imported_by"),
    **BY_NUMBER,
)
Index("ix_reference_kind", reference.c.kind, reference.c.revision)
