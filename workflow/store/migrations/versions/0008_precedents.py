"""Rulings with scope, which later cases follow."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")

_TEXTS = ("category", "condition", "place", "scope", "lead", "assisting", "reason")


def upgrade() -> None:
    """Add a table of precedents, and find those of a case."""
    op.create_table(
        "precedent",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in (*_TEXTS, "basis")),
        sa.Column("case_number", BIG, nullable=False),
        sa.Column("dispute", sa.Integer(), nullable=False),
        sa.Column("ruled_by", sa.Text(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_on", sa.Text(), nullable=False),
        sa.Column("expires", sa.Text(), nullable=True),
        sa.Column("review_on", sa.Text(), nullable=True),
        sa.Column("retired_at", INSTANT, nullable=True),
        sa.Column("retired_by", sa.Text(), nullable=False),
        sa.Column("retired_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_precedent"),
        sqlite_strict=True,
    )
    made_in_a_case = sa.text("case_number > 0")
    op.create_index(
        "ix_precedent_case",
        "precedent",
        ["case_number"],
        sqlite_where=made_in_a_case,
        postgresql_where=made_in_a_case,
    )
