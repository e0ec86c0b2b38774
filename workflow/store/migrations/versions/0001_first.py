"""The first schema: cases with their clocks, their history and what they send."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = sa.Text()
WHOLE = sa.Integer()
ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
FLAG = sa.Boolean().with_variant(sa.Integer(), "sqlite")

BY_NUMBER: dict[str, Any] = {"sqlite_strict": True}
BY_KEY: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}
REWRITTEN: dict[str, Any] = {"postgresql_with": {"fillfactor": 70}}

Column = sa.Column[Any]


def upgrade() -> None:
    """Create every table, those that others refer to first."""
    _content()
    _cases()
    _history()
    _messages()
    _keys()
    _reports()
    _processes()


def columns(kind: sa.types.TypeEngine[Any], *names: str) -> list[Column]:
    """Columns of one kind that are never NULL."""
    return [
        sa.Column(name, kind, nullable=False, autoincrement=False) for name in names
    ]


def optional(kind: sa.types.TypeEngine[Any], *names: str) -> list[Column]:
    """Columns of one kind that may be NULL."""
    return [sa.Column(name, kind, nullable=True) for name in names]


def table(
    name: str,
    key: tuple[str, ...],
    found: Iterable[Column],
    references: tuple[tuple[str, str], ...] = (),
    **options: Any,  # noqa: ANN401 - what Table takes
) -> None:
    """One table with its key and what it refers to."""
    op.create_table(
        name,
        *found,
        sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"),
        *(
            sa.ForeignKeyConstraint([column], [target], name=f"fk_{name}_{column}")
            for column, target in references
        ),
        **options,
    )


def index(name: str, of: str, keys: list[str], where: str = "") -> None:
    """One index, over some of the rows where `where` says so."""
    rows: dict[str, Any] = (
        {}
        if not where
        else {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)}
    )
    op.create_index(name, of, keys, **rows)


OF_CASE = (("case_number", "cases.number"),)


def _content() -> None:
    table(
        "definition",
        ("digest",),
        [
            *columns(TEXT, "digest", "name", "document", "status"),
            *columns(INSTANT, "published_at"),
            *columns(TEXT, "published_by", "reason"),
        ],
        **BY_KEY,
    )
    table(
        "reference",
        ("revision",),
        [
            sa.Column("revision", WHOLE, nullable=False, autoincrement=True),
            *columns(TEXT, "kind", "digest", "document"),
            *columns(INSTANT, "imported_at"),
            *columns(TEXT, "imported_by"),
        ],
        **BY_NUMBER,
    )
    index("ix_reference_kind", "reference", ["kind", "revision"])


def _cases() -> None:
    table(
        "cases",
        ("number",),
        [
            *columns(BIG, "number"),
            *columns(WHOLE, "version"),
            *columns(
                TEXT,
                "head",
                "definition",
                "workflow",
                "state",
                "final",
                "owner",
                "place",
                "category",
                "condition",
                "desk",
                "channel",
            ),
            *columns(INSTANT, "opened_at", "entered_at", "changed_at"),
            *optional(INSTANT, "due_at"),
            *columns(TEXT, "body"),
        ],
        (("definition", "definition.digest"),),
        **BY_NUMBER,
        **REWRITTEN,
    )
    index("ix_cases_inbox", "cases", ["desk", "due_at", "number"], "final = ''")
    table(
        "clock",
        ("case_number", "name", "subject", "cycle"),
        [
            *columns(BIG, "case_number"),
            *columns(TEXT, "name", "subject"),
            *columns(WHOLE, "cycle"),
            *columns(TEXT, "calendar", "measure"),
            *columns(BIG, "budget", "consumed"),
            *columns(TEXT, "outcome"),
            *columns(INSTANT, "started_at"),
            *optional(INSTANT, "running_since", "due_at", "stopped_at"),
            *columns(TEXT, "source", "limit"),
            *columns(FLAG, "provisional"),
            *columns(TEXT, "fired", "next_rung"),
            *optional(INSTANT, "next_at"),
        ],
        OF_CASE,
        **BY_KEY,
        **REWRITTEN,
    )
    index("ix_clock_next", "clock", ["next_at"], "next_at IS NOT NULL")


def _history() -> None:
    table(
        "history",
        ("case_number", "number"),
        [
            *columns(BIG, "case_number"),
            *columns(WHOLE, "number"),
            *columns(TEXT, "kind"),
            *columns(INSTANT, "at"),
            *columns(TEXT, "actor", "action", "request", "effects", "hash"),
        ],
        OF_CASE,
        **BY_KEY,
    )
    table(
        "firing",
        ("case_number", "clock", "subject", "cycle", "rung", "occurrence"),
        [
            *columns(BIG, "case_number"),
            *columns(TEXT, "clock", "subject"),
            *columns(WHOLE, "cycle"),
            *columns(TEXT, "rung"),
            *columns(WHOLE, "occurrence"),
            *columns(INSTANT, "due_at", "fired_at"),
            *columns(WHOLE, "entry"),
        ],
        OF_CASE,
        **BY_KEY,
    )


def _messages() -> None:
    table(
        "message",
        ("id",),
        [
            *columns(ID, "id"),
            *columns(BIG, "case_number"),
            *columns(TEXT, "definition", "template", "recipient"),
            *columns(FLAG, "to_reporter"),
            *columns(TEXT, "post", "language", "facts", "status"),
            *columns(WHOLE, "attempts"),
            *optional(INSTANT, "next_try_at"),
            *columns(INSTANT, "created_at"),
            *optional(INSTANT, "sent_at"),
            *columns(TEXT, "channel", "error"),
        ],
        OF_CASE,
        **BY_KEY,
    )
    index("ix_message_next_try", "message", ["next_try_at"], "next_try_at IS NOT NULL")


def _keys() -> None:
    table(
        "request_key",
        ("key",),
        [
            *columns(TEXT, "key", "content"),
            *columns(BIG, "case_number"),
            *columns(WHOLE, "entry"),
            *columns(INSTANT, "at"),
        ],
        OF_CASE,
        **BY_KEY,
    )
    table(
        "source_step",
        ("source", "external_id", "step"),
        [
            *columns(TEXT, "source", "external_id", "step"),
            *columns(BIG, "case_number"),
            *columns(WHOLE, "entry"),
        ],
        OF_CASE,
        **BY_KEY,
    )
    table(
        "refusal",
        ("id",),
        [
            sa.Column("id", WHOLE, nullable=False, autoincrement=True),
            *columns(INSTANT, "at"),
            *optional(BIG, "case_number"),
            *columns(TEXT, "action", "actor", "blockers", "via"),
        ],
        **BY_NUMBER,
    )
    index("ix_refusal_case", "refusal", ["case_number"])


def _reports() -> None:
    table(
        "report",
        ("id",),
        [
            *columns(ID, "id"),
            *columns(BIG, "case_number", "behind"),
            *columns(TEXT, "channel"),
            *columns(INSTANT, "at"),
        ],
        (("behind", "cases.number"), ("case_number", "cases.number")),
        **BY_KEY,
    )
    table(
        "personal",
        ("case_number", "entry", "field"),
        [
            *columns(BIG, "case_number"),
            *columns(WHOLE, "entry"),
            *columns(TEXT, "field", "value", "salt"),
        ],
        OF_CASE,
        **BY_KEY,
    )
    table(
        "attachment",
        ("case_number", "entry", "field", "position"),
        [
            *columns(BIG, "case_number"),
            *columns(WHOLE, "entry"),
            *columns(TEXT, "field"),
            *columns(WHOLE, "position"),
            *columns(TEXT, "digest", "media_type"),
            *columns(BIG, "size"),
            *columns(TEXT, "name"),
        ],
        OF_CASE,
        **BY_KEY,
    )


def _processes() -> None:
    table("day_sequence", ("day",), [*columns(WHOLE, "day", "last")], **BY_NUMBER)
    table(
        "worker",
        ("id",),
        [
            *columns(TEXT, "id", "host"),
            *columns(WHOLE, "pid"),
            *columns(INSTANT, "started_at"),
            *optional(INSTANT, "swept_at", "delivered_at"),
        ],
        **BY_KEY,
    )
