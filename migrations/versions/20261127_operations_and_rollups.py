"""Operations and roll-ups: pauses, who did what, sums over attempts, and an index for each statement of the ledger

Revision: 0009, after 0008; 2026-11-27 16:20:00.000000
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

JOB_INDEXES = (
    ("ix_job_living", ["queue", "state", "created_at"], "state IN ('waiting', 'active', 'delayed')"),
    ("ix_job_queue", ["queue", "created_at", "id"], None),
    ("ix_job_kind", ["kind", "created_at", "id"], None),
    ("ix_job_created", ["created_at", "id"], None),
    ("ix_job_order", ["order_id", "created_at"], None),
    ("ix_job_given_up", ["state", "created_at", "id"], "state IN ('failed', 'cancelled')"),
    ("ix_job_error", ["created_at", "id"], "error_class <> ''"),
    ("ix_job_completed", ["kind", "finished_at"], "state = 'completed'"),
    ("ix_job_whole", ["queue", "state", "finished_at"], "finished_at IS NOT NULL AND trimmed_at IS NULL"),
)
OLD_INDEXES = (
    ("ix_job_created_at", ["created_at"]),
    ("ix_job_order_id", ["order_id"]),
    ("ix_job_queue_state", ["queue", "state", "created_at"]),
)
SUMS = ("completed", "failed", "retried", "released", "cancelled", "input_tokens", "output_tokens", "cost_micros")


def time_column(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def figures() -> list[sa.Column]:
    return [
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in SUMS),
        *(sa.Column(name, sa.Float(), nullable=False) for name in ("waiting_seconds", "running_seconds")),
        *(sa.Column(name, postgresql.ARRAY(sa.BigInteger()), nullable=False) for name in ("waiting", "running")),
    ]


def upgrade() -> None:
    """Apply."""
    op.add_column("job", sa.Column("retries", sa.Integer(), nullable=False, server_default="0"))
    op.alter_column("job", "retries", server_default=None)
    op.add_column("job", time_column("trimmed_at", nullable=True))
    for name, _ in OLD_INDEXES:
        op.drop_index(name, table_name="job")
    for name, columns, where in JOB_INDEXES:
        op.create_index(name, "job", columns, postgresql_where=sa.text(where) if where else None)
    for name, kind in (("kind", sa.Text()), ("model", sa.Text())):
        op.add_column("job_attempt", sa.Column(name, kind, nullable=False, server_default=""))
        op.alter_column("job_attempt", name, server_default=None)
    for name in ("input_tokens", "output_tokens"):
        op.add_column("job_attempt", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        op.alter_column("job_attempt", name, server_default=None)
    op.add_column("job_attempt", sa.Column("cost_micros", sa.BigInteger(), nullable=True))
    op.add_column("job_attempt", time_column("due_at", nullable=True))
    op.execute(
        "UPDATE job_attempt SET kind = job.kind, due_at = job_attempt.started_at"
        " FROM job WHERE job.id = job_attempt.job_id"
    )
    op.alter_column("job_attempt", "due_at", nullable=False)
    op.create_index(
        "ix_job_attempt_finished",
        "job_attempt",
        ["finished_at"],
        postgresql_using="brin",
        postgresql_with={"autosummarize": "true", "pages_per_range": "16"},
    )
    op.create_table(
        "queue_pause",
        sa.Column("queue", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("paused_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        time_column("paused_at"),
        sa.PrimaryKeyConstraint("queue", name=op.f("pk_queue_pause")),
    )
    op.create_table(
        "queue_operation",
        sa.Column("id", sa.Integer(), nullable=False),
        time_column("at"),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("job_id", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "act IN ('retry', 'cancel', 'promote', 'pause', 'resume', 'drain')", name=op.f("ck_queue_operation_act")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_queue_operation_job_id_job")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_operation")),
    )
    op.create_index(op.f("ix_queue_operation_at"), "queue_operation", ["at"])
    op.create_index(op.f("ix_queue_operation_job_id"), "queue_operation", ["job_id"])
    op.create_table(
        "job_rollup",
        *figures(),
        time_column("hour"),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("hour", "kind", name=op.f("pk_job_rollup")),
    )
    op.create_table(
        "job_total",
        *figures(),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_job_total")),
    )
    op.create_table(
        "rollup_mark",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        time_column("until"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollup_mark")),
    )
    op.create_table(
        "outage",
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        time_column("began_at"),
        time_column("ended_at", nullable=True),
        time_column("told_at", nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_outage")),
    )


def downgrade() -> None:
    """Revert."""
    for table in ("outage", "rollup_mark", "job_total", "job_rollup", "queue_operation", "queue_pause"):
        op.drop_table(table)
    op.drop_index("ix_job_attempt_finished", table_name="job_attempt")
    for name in ("due_at", "cost_micros", "output_tokens", "input_tokens", "model", "kind"):
        op.drop_column("job_attempt", name)
    for name, _, _ in JOB_INDEXES:
        op.drop_index(name, table_name="job")
    for name, columns in OLD_INDEXES:
        op.create_index(name, "job", columns)
    for name in ("trimmed_at", "retries"):
        op.drop_column("job", name)
