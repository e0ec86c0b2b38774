"""A key knows where its answer begins, and who has ended is remembered."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Add both columns; the answer to an older key is its last entry alone."""
    zero = sa.text("0")
    first = sa.Column("first_entry", sa.Integer(), server_default=zero, nullable=False)
    op.add_column("request_key", first)
    op.execute("UPDATE request_key SET first_entry = entry")
    op.add_column("worker", sa.Column("ended_at", _INSTANT, nullable=True))
