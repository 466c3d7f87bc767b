"""Places of publication

Revision: 0013, after 0012; 2026-11-30 05:30:00.000000
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLES = ("site", "article")


def upgrade() -> None:
    """Apply. What was published until now is on the built-in blog."""
    for table in TABLES:
        op.add_column(table, sa.Column("publishing_place", sa.Text(), nullable=False, server_default="builtin"))
        op.alter_column(table, "publishing_place", server_default=None)
        op.create_check_constraint(op.f(f"ck_{table}_publishing_place"), table, "publishing_place IN ('builtin')")
    for column in ("public_url", "place_reference"):
        op.add_column("article", sa.Column(column, sa.Text(), nullable=False, server_default=""))
        op.alter_column("article", column, server_default=None)


def downgrade() -> None:
    """Revert."""
    for column in ("place_reference", "public_url"):
        op.drop_column("article", column)
    for table in TABLES:
        op.drop_column(table, "publishing_place")
