"""Cases get a priority, and their marks a column of their own, out of the body."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_AT_ONCE = 1000
"""Rows converted together."""


def upgrade() -> None:
    """Add the columns, move the marks into theirs, and order inboxes by priority."""
    op.add_column(
        "cases", sa.Column("priority", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column(
        "cases", sa.Column("marks", sa.Text(), server_default="", nullable=False)
    )
    _move_marks(op.get_bind())
    op.drop_index("ix_cases_inbox", "cases")
    order = ["desk", sa.text("priority DESC"), "due_at", "number"]
    _index("ix_cases_inbox", order, "final = ''")
    urgent = [sa.text("priority DESC"), sa.text("number DESC")]
    _index("ix_cases_urgent", urgent, "final = '' AND priority > 0")
    _index("ix_cases_marked", ["number"], "marks <> ''")


def _move_marks(connection: sa.Connection) -> None:
    """Every body loses its marks; they were names without a bar."""
    after = 0
    while rows := connection.execute(_NEXT, {"after": after, "limit": _AT_ONCE}).all():
        after = rows[-1].number
        connection.execute(_CHANGE, [_moved(row.number, row.body) for row in rows])


def _moved(number: int, text: str) -> dict[str, Any]:
    body = json.loads(text)
    marks = body.pop("marks", [])
    return {
        "number": number,
        "marks": f"|{'|'.join(marks)}|" if marks else "",
        "body": json.dumps(
            body, sort_keys=True, ensure_ascii=False, separators=(",", ":")
        ),
    }


_NEXT = sa.text(
    "SELECT number, body FROM cases WHERE number > :after ORDER BY number LIMIT :limit"
)
_CHANGE = sa.text(
    "UPDATE cases SET marks = :marks, body = :body WHERE number = :number"
)


def _index(name: str, keys: list[Any], where: str) -> None:
    op.create_index(
        name,
        "cases",
        keys,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )
