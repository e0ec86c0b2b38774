"""Disputes about whose case it is."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Add a table of disputes; no case so far has had one."""
    op.create_table(
        "dispute",
        sa.Column("case_number", BIG, nullable=False, autoincrement=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("ladder", "level", "ground", "disputer", "status", "desk")
        ),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("case_number", "number", name="pk_dispute"),
        sa.ForeignKeyConstraint(
            ["case_number"], ["cases.number"], name="fk_dispute_case_number"
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    waits = sa.text("status = 'open'")
    op.create_index(
        "ix_dispute_desk",
        "dispute",
        ["desk", "due_at"],
        sqlite_where=waits,
        postgresql_where=waits,
    )
    op.create_index("ix_dispute_opened", "dispute", ["opened_at"])
