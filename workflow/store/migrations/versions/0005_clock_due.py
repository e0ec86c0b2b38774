"""Open clocks are found by their due instants."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_OPEN = "outcome IN ('running', 'paused') AND due_at IS NOT NULL"


def upgrade() -> None:
    """Index what is open and due, in the order in which it is listed."""
    op.create_index(
        "ix_clock_due",
        "clock",
        ["due_at", "case_number"],
        sqlite_where=sa.text(_OPEN),
        postgresql_where=sa.text(_OPEN),
    )
