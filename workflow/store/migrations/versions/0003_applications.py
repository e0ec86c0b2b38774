"""Applications for actions that need approval, and what they do to clocks."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
FLAG = sa.Boolean().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add a table of applications; clocks so far were given nothing."""
    for name, kind, default in (
        ("extended", BIG, "0"),
        ("carried", BIG, "0"),
        ("held", FLAG, sa.false()),
        ("exempt", FLAG, sa.false()),
    ):
        column = sa.Column(name, kind, nullable=False, server_default=default)
        op.add_column("clock", column)
    op.create_table(
        "application",
        sa.Column("case_number", BIG, nullable=False, autoincrement=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("action", "approval", "state", "asker")
        ),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("given", sa.Text(), nullable=False),
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("agreed", sa.Text(), nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("case_number", "number", name="pk_application"),
        sa.ForeignKeyConstraint(
            ["case_number"], ["cases.number"], name="fk_application_case_number"
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    pending = sa.text("status = 'pending'")
    op.create_index(
        "ix_application_desk",
        "application",
        ["desk", "due_at"],
        sqlite_where=pending,
        postgresql_where=pending,
    )
