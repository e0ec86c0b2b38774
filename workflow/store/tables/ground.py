"""What all tables are made of: kinds of columns, and how rows lie."""

from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, MetaData, Text
from sqlalchemy.types import TypeEngine

from workflow.store.columns import BIG, Instant

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009")
"""The migrations that this program knows, oldest first; the last is its schema."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

# Rows that are found by their key alone lie in the key's own tree on SQLite, so
# that a step touches one page per table instead of two.
BY_KEY: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}
BY_NUMBER: dict[str, Any] = {"sqlite_strict": True}
# Rows that every step rewrites find room for the new version on their own page.
REWRITTEN: dict[str, Any] = {"postgresql_with": {"fillfactor": 70}}


def text_column(name: str, **options: Any) -> Column[str]:  # noqa: ANN401 - what Column takes
    """A text that is always there."""
    return Column(name, Text, **{"nullable": False, **options})


def id_column(name: str = "id") -> Column[str]:
    """A text that identifies a row."""
    # Bytes decide the order on both databases, so that a prefix is a range.
    kind = Text().with_variant(Text(collation="C"), "postgresql")
    return Column(name, kind, primary_key=True, nullable=False)


def whole(
    name: str,
    kind: TypeEngine[int] | type[TypeEngine[int]] = Integer,
    **options: Any,  # noqa: ANN401 - what Column takes
) -> Column[int]:
    """A whole number."""
    return Column(name, kind, **{"nullable": False, **options})


def instant(name: str, *, nullable: bool = False) -> Column[Any]:
    """An instant in UTC."""
    return Column(name, Instant, nullable=nullable)


def key_number(name: str) -> Column[int]:
    """A whole number that is part of the key."""
    return whole(name, primary_key=True, autoincrement=False)


def of_case(name: str = "case_number", *, key: bool = False) -> Column[int]:
    """The number of the case that a row belongs to."""
    return Column(
        name,
        BIG,
        ForeignKey("cases.number"),
        primary_key=key,
        autoincrement=False,
        nullable=False,
    )
