"""The tables. A column is NOT NULL unless a comment says what its absence means."""

from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, Table, Text, text
from sqlalchemy.types import TypeEngine

from workflow.store.columns import BIG, Flag, Instant

REVISIONS = ("0001",)
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
_BY_KEY: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}
_BY_NUMBER: dict[str, Any] = {"sqlite_strict": True}
# Rows that every step rewrites find room for the new version on their own page.
_REWRITTEN: dict[str, Any] = {"postgresql_with": {"fillfactor": 70}}


def _text(name: str, **options: Any) -> Column[str]:  # noqa: ANN401 - what Column takes
    return Column(name, Text, **{"nullable": False, **options})


def _id(name: str = "id") -> Column[str]:
    # Bytes decide the order on both databases, so that a prefix is a range.
    kind = Text().with_variant(Text(collation="C"), "postgresql")
    return Column(name, kind, primary_key=True, nullable=False)


def _whole(
    name: str,
    kind: TypeEngine[int] | type[TypeEngine[int]] = Integer,
    **options: Any,  # noqa: ANN401 - what Column takes
) -> Column[int]:
    return Column(name, kind, **{"nullable": False, **options})


def _instant(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, Instant, nullable=nullable)


def _key_number(name: str) -> Column[int]:
    return _whole(name, primary_key=True, autoincrement=False)


def _of_case(name: str = "case_number", *, key: bool = False) -> Column[int]:
    return Column(
        name,
        BIG,
        ForeignKey("cases.number"),
        primary_key=key,
        autoincrement=False,
        nullable=False,
    )


definition = Table(
    "definition",
    metadata,
    _text("digest", primary_key=True),
    _text("name"),
    _text("document"),
    _text("status"),
    _instant("published_at"),
    _text("published_by"),
    _text("reason"),
    **_BY_KEY,
)

reference = Table(
    "reference",
    metadata,
    _whole("revision", primary_key=True, autoincrement=True),
    _text("kind"),
    _text("digest"),
    _text("document"),
    _instant("imported_at"),
    _text("imported_by"),
    **_BY_NUMBER,
)
Index("ix_reference_kind", reference.c.kind, reference.c.revision)

# The number starts with the date, so that months are ranges of the key.
cases = Table(
    "cases",
    metadata,
    _whole("number", BIG, primary_key=True, autoincrement=False),
    _whole("version"),
    _text("head"),
    Column("definition", Text, ForeignKey("definition.digest"), nullable=False),
    _text("workflow"),
    _text("state"),
    _text("final"),
    _text("owner"),
    _text("place"),
    _text("category"),
    _text("condition"),
    _text("desk"),
    _text("channel"),
    _instant("opened_at"),
    _instant("entered_at"),
    _instant("changed_at"),
    _instant("due_at", nullable=True),  # None while the promise does not run
    _text("body"),
    **_BY_NUMBER,
    **_REWRITTEN,
)
_OPEN = text("final = ''")
Index(
    "ix_cases_inbox",
    cases.c.desk,
    cases.c.due_at,
    cases.c.number,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)

clock = Table(
    "clock",
    metadata,
    _of_case(key=True),
    _text("name", primary_key=True),
    _text("subject", primary_key=True),
    _key_number("cycle"),
    _text("calendar"),
    _text("measure"),
    _whole("budget", BIG),
    _whole("consumed", BIG),
    _text("outcome"),
    _instant("started_at"),
    _instant("running_since", nullable=True),  # None while it does not run
    _instant("due_at", nullable=True),  # None while paused before its due instant
    _instant("stopped_at", nullable=True),  # None until its cycle has ended
    _text("source"),
    _text("limit"),
    Column("provisional", Flag, nullable=False),
    _text("fired"),
    _text("next_rung"),
    _instant("next_at", nullable=True),  # None while time does nothing to it
    **_BY_KEY,
    **_REWRITTEN,
)
_WAITS = text("next_at IS NOT NULL")
Index("ix_clock_next", clock.c.next_at, sqlite_where=_WAITS, postgresql_where=_WAITS)

history = Table(
    "history",
    metadata,
    _of_case(key=True),
    _key_number("number"),
    _text("kind"),
    _instant("at"),
    _text("actor"),
    _text("action"),
    _text("request"),
    _text("effects"),
    _text("hash"),
    **_BY_KEY,
)

message = Table(
    "message",
    metadata,
    _id(),
    _of_case(),
    _text("definition"),
    _text("template"),
    _text("recipient"),
    Column("to_reporter", Flag, nullable=False),
    _text("post"),
    _text("language"),
    _text("facts"),
    _text("status"),
    _whole("attempts"),
    _instant("next_try_at", nullable=True),  # None once it waits no longer
    _instant("created_at"),
    _instant("sent_at", nullable=True),  # None until a channel took it over
    _text("channel"),
    _text("error"),
    **_BY_KEY,
)
_TO_SEND = text("next_try_at IS NOT NULL")
Index(
    "ix_message_next_try",
    message.c.next_try_at,
    sqlite_where=_TO_SEND,
    postgresql_where=_TO_SEND,
)

firing = Table(
    "firing",
    metadata,
    _of_case(key=True),
    _text("clock", primary_key=True),
    _text("subject", primary_key=True),
    _key_number("cycle"),
    _text("rung", primary_key=True),
    _key_number("occurrence"),
    _instant("due_at"),
    _instant("fired_at"),
    _whole("entry"),
    **_BY_KEY,
)

request_key = Table(
    "request_key",
    metadata,
    _text("key", primary_key=True),
    _text("content"),
    _of_case(),
    _whole("entry"),
    _instant("at"),
    **_BY_KEY,
)

source_step = Table(
    "source_step",
    metadata,
    _text("source", primary_key=True),
    _text("external_id", primary_key=True),
    _text("step", primary_key=True),
    _of_case(),
    _whole("entry"),
    **_BY_KEY,
)

refusal = Table(
    "refusal",
    metadata,
    _whole("id", primary_key=True, autoincrement=True),
    _instant("at"),
    # None when a report was refused: it opened no case. No foreign key either, so
    # that a request for a case that is not here can be recorded too.
    _whole("case_number", BIG, nullable=True),
    _text("action"),
    _text("actor"),
    _text("blockers"),
    _text("via"),
    **_BY_NUMBER,
)
Index("ix_refusal_case", refusal.c.case_number)

report = Table(
    "report",
    metadata,
    _id(),
    _of_case(),
    _of_case("behind"),
    _text("channel"),
    _instant("at"),
    **_BY_KEY,
)

personal = Table(
    "personal",
    metadata,
    _of_case(key=True),
    _key_number("entry"),
    _text("field", primary_key=True),
    _text("value"),
    _text("salt"),
    **_BY_KEY,
)

attachment = Table(
    "attachment",
    metadata,
    _of_case(key=True),
    _key_number("entry"),
    _text("field", primary_key=True),
    _key_number("position"),
    _text("digest"),
    _text("media_type"),
    _whole("size", BIG),
    _text("name"),
    **_BY_KEY,
)

day_sequence = Table(
    "day_sequence",
    metadata,
    _key_number("day"),
    _whole("last"),
    **_BY_NUMBER,
)

worker = Table(
    "worker",
    metadata,
    _text("id", primary_key=True),
    _text("host"),
    _whole("pid"),
    _instant("started_at"),
    _instant("swept_at", nullable=True),  # None until its first sweep
    _instant("delivered_at", nullable=True),  # None until its first delivery
    **_BY_KEY,
)
