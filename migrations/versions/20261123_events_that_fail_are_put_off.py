"""Events that fail are put off

Revision: 0004, after 0003; 2026-11-23 19:29:24.412380
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("stripe_event", sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
    op.alter_column("stripe_event", "attempts", server_default=None)
    op.add_column(
        "stripe_event", sa.Column("try_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())
    )
    op.alter_column("stripe_event", "try_at", server_default=None)
    op.create_index(
        "ix_stripe_event_waiting",
        "stripe_event",
        ["try_at"],
        unique=False,
        postgresql_where=sa.text("handled_at IS NULL"),
    )


def downgrade() -> None:
    """Revert."""
    op.drop_index("ix_stripe_event_waiting", table_name="stripe_event", postgresql_where=sa.text("handled_at IS NULL"))
    op.drop_column("stripe_event", "try_at")
    op.drop_column("stripe_event", "attempts")
