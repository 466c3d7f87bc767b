"""What became of a mail

Revision: 0003, after 0002; 2026-11-23 19:04:58.659022
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("email", sa.Column("delivery", sa.Text(), nullable=False, server_default=""))
    op.alter_column("email", "delivery", server_default=None)


def downgrade() -> None:
    """Revert."""
    op.drop_column("email", "delivery")
