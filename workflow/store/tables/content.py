"""What was published, imported and ruled for all cases."""

from sqlalchemy import Index, Table, text

from workflow.store.columns import BIG
from workflow.store.tables.ground import (
    BY_KEY,
    BY_NUMBER,
    instant,
    key_number,
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

precedent = Table(
    "precedent",
    metadata,
    key_number("number"),
    text_column("category"),
    text_column("condition"),
    text_column("place"),
    text_column("scope"),
    text_column("lead"),
    text_column("assisting"),
    text_column("reason"),
    text_column("basis"),
    # Where it was made, or 0 by hand; so there is no foreign key.
    whole("case_number", BIG),
    whole("dispute"),
    text_column("ruled_by"),
    instant("made_at"),
    text_column("made_on"),
    text_column("expires", nullable=True),  # None where it has no end
    text_column("review_on", nullable=True),  # None where nobody is to look again
    instant("retired_at", nullable=True),  # None until somebody retires it
    text_column("retired_by"),
    text_column("retired_reason"),
    **BY_NUMBER,
)
_MADE_IN_A_CASE = text("case_number > 0")
Index(
    "ix_precedent_case",
    precedent.c.case_number,
    sqlite_where=_MADE_IN_A_CASE,
    postgresql_where=_MADE_IN_A_CASE,
)
