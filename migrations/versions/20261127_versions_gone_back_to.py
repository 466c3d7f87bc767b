"""Versions gone back to

Revision: 0008, after 0007; 2026-11-27 16:30:00.000000
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("order", sa.Column("chosen_version_id", sa.String(), nullable=True))
    op.create_foreign_key("fk_order_chosen_version", "order", "article_version", ["chosen_version_id"], ["id"])


def downgrade() -> None:
    """Revert."""
    op.drop_constraint("fk_order_chosen_version", "order", type_="foreignkey")
    op.drop_column("order", "chosen_version_id")
