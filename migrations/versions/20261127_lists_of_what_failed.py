"""Lists of what failed, of one queue or one kind, in order

Revision: 0012, after 0011; 2026-11-27 20:35:00.000000
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

GIVEN_UP = sa.text("state IN ('failed', 'cancelled')")


def upgrade() -> None:
    """Apply."""
    for column in ("queue", "kind"):
        columns = [column, "state", "created_at", "id"]
        op.create_index(f"ix_job_given_up_{column}", "job", columns, postgresql_where=GIVEN_UP)


def downgrade() -> None:
    """Revert."""
    for column in ("queue", "kind"):
        op.drop_index(f"ix_job_given_up_{column}", table_name="job")
