"""Incidents: what failed, when it is looked at again, and how punctual the rest was."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXT = sa.Text()
WHOLE = sa.Integer()
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
ZERO = sa.text("0")


def upgrade() -> None:
    """Let each clock say when it is looked at, and make room for incidents."""
    _clocks()
    _processes()
    _incidents()
    _take_over()


def _clocks() -> None:
    op.add_column("clock", sa.Column("look_at", INSTANT, nullable=True))
    op.execute("UPDATE clock SET look_at = next_at WHERE next_at IS NOT NULL")
    op.drop_index("ix_clock_next", "clock")
    waits = sa.text("look_at IS NOT NULL")
    op.create_index(
        "ix_clock_look",
        "clock",
        ["look_at"],
        sqlite_where=waits,
        postgresql_where=waits,
    )
    op.create_index("ix_firing_fired", "firing", ["fired_at"])


def _processes() -> None:
    op.add_column("worker", sa.Column("seen_at", INSTANT, nullable=True))
    for name in ("sweeps", "truncated"):
        op.add_column(
            "worker", sa.Column(name, WHOLE, nullable=False, server_default=ZERO)
        )


def _incidents() -> None:
    def text(*names: str) -> list[sa.Column[str]]:
        return [sa.Column(name, TEXT, nullable=False) for name in names]

    def instants(*names: str, nullable: bool) -> list[sa.Column[object]]:
        return [sa.Column(name, INSTANT, nullable=nullable) for name in names]

    op.create_table(
        "incident",
        sa.Column("id", WHOLE, nullable=False, autoincrement=True),
        *text("kind"),
        sa.Column("case_number", BIG, nullable=False, autoincrement=False),
        *text("clock", "subject"),
        sa.Column("cycle", WHOLE, nullable=False),
        *text("rung", "message"),
        *instants("due_at", "first_at", "last_at", nullable=False),
        sa.Column("attempts", WHOLE, nullable=False),
        *text("error_zh", "error_en", "status"),
        *instants("next_try_at", "closed_at", nullable=True),
        *text("closed_by", "reason"),
        sa.PrimaryKeyConstraint("id", name="pk_incident"),
        sa.ForeignKeyConstraint(
            ["case_number"], ["cases.number"], name="fk_incident_case_number"
        ),
        sqlite_strict=True,
    )
    is_open = sa.text("closed_at IS NULL")
    op.create_index(
        "ix_incident_open",
        "incident",
        ["case_number", "clock", "subject", "cycle", "rung", "message"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def _take_over() -> None:
    """What was given up, or had nobody to go to, before incidents were kept."""
    op.execute(
        """
        INSERT INTO incident (kind, case_number, clock, subject, cycle, rung, message,
            due_at, first_at, last_at, attempts, error_zh, error_en, status,
            closed_by, reason)
        SELECT CASE status WHEN 'failed' THEN 'message' ELSE 'vacancy' END,
            case_number, '', '', 0, '', id, created_at, created_at, created_at, 1,
            CASE status WHEN 'failed' THEN '消息已放弃：' || error
                ELSE '岗位 ' || post || ' 无人在岗，无人可通知。' END,
            CASE status WHEN 'failed' THEN 'The message was given up: ' || error
                ELSE 'Nobody was on duty in ' || post || ', so nobody was told.' END,
            'waiting', '', ''
        FROM message
        WHERE status = 'failed'
            OR (status = 'no_recipient' AND recipient = '' AND error = '')
        ORDER BY created_at, id
        """
    )
