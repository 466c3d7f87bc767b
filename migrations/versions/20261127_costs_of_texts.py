"""Costs of texts

Revision: 0007, after 0006; 2026-11-27 16:14:00.000000
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    for table in ("draft", "article_version"):
        op.add_column(table, sa.Column("cost_micros", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Revert."""
    for table in ("draft", "article_version"):
        op.drop_column(table, "cost_micros")
