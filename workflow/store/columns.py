"""Types of columns that SQLite and PostgreSQL hold differently."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, DateTime, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from workflow.domain.case import check_aware
from workflow.domain.effects import instant_from, instant_text

BIG = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits on both: a strict table of SQLite knows no BIGINT."""


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC: timestamptz, or text of fixed width on SQLite.

    The text is the one that history hashes, so it sorts as the instants do.
    Binding a naive time is a ValueError.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite, timestamptz elsewhere."""
        return dialect.type_descriptor(
            Text() if dialect.name == "sqlite" else DateTime(timezone=True)
        )

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | str | None:
        """What the driver gets."""
        if value is None:
            return None
        instant = check_aware(value)
        return instant_text(instant) if dialect.name == "sqlite" else instant

    def process_result_value(
        self,
        value: Any | None,  # noqa: ANN401 - what the driver gives, text or an instant
        dialect: Dialect,  # noqa: ARG002 - the signature is SQLAlchemy's
    ) -> datetime | None:
        """What the caller gets, always in UTC."""
        if isinstance(value, str):
            return instant_from(value)
        return None if value is None else check_aware(value)


class Flag(TypeDecorator[bool]):
    """True or false; 1 or 0 in a strict table of SQLite."""

    impl = Boolean
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """An integer on SQLite, boolean elsewhere."""
        return dialect.type_descriptor(
            Integer() if dialect.name == "sqlite" else Boolean()
        )

    def process_result_value(
        self,
        value: Any | None,  # noqa: ANN401 - what the driver gives, 0 and 1 or a bool
        dialect: Dialect,  # noqa: ARG002 - the signature is SQLAlchemy's
    ) -> bool | None:
        """What the caller gets."""
        return None if value is None else bool(value)
