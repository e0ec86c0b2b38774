"""Joint meetings, their agendas and resolutions, and who signed their minutes."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Add four tables; no meeting has been held so far."""
    op.create_table(
        "meeting",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_meeting"),
        sqlite_strict=True,
    )
    op.create_index("ix_meeting_name", "meeting", ["name", "number"])
    op.create_table(
        "agenda_item",
        sa.Column("meeting", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("meeting", "number", name="pk_agenda_item"),
        _of_meeting("agenda_item"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "resolution",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=True),
        sa.Column("meeting", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("case_number", BIG, nullable=True),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_resolution"),
        _of_meeting("resolution"),
        sa.ForeignKeyConstraint(
            ["case_number"], ["cases.number"], name="fk_resolution_case_number"
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_resolution_meeting", "resolution", ["meeting", "number"])
    op.create_table(
        "meeting_fact",
        sa.Column("meeting", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("meeting", "kind", "subject", name="pk_meeting_fact"),
        _of_meeting("meeting_fact"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    # What the next agenda asks for: disputes that nobody could settle.
    unsettled = sa.text("status = 'unresolved'")
    op.create_index(
        "ix_dispute_unresolved",
        "dispute",
        ["closed_at"],
        sqlite_where=unsettled,
        postgresql_where=unsettled,
    )


def _of_meeting(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["meeting"], ["meeting.number"], name=f"fk_{table}_meeting"
    )
