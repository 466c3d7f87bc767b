"""Revisions, decisions, refunds, admins

Revision: 0002, after 0001; 2026-11-23 17:58:01.181501
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "admin",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admin")),
        sa.UniqueConstraint("name", name=op.f("uq_admin_name")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index(op.f("ix_sign_in_attempt_address"), "sign_in_attempt", ["address"], unique=False)
    op.create_index(op.f("ix_sign_in_attempt_at"), "sign_in_attempt", ["at"], unique=False)
    op.create_index(op.f("ix_sign_in_attempt_name"), "sign_in_attempt", ["name"], unique=False)
    op.create_table(
        "admin_session",
        sa.Column("token_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("admin_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["admin_id"], ["admin.id"], name=op.f("fk_admin_session_admin_id_admin")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_admin_session")),
    )
    op.create_index(op.f("ix_admin_session_admin_id"), "admin_session", ["admin_id"], unique=False)
    op.create_table(
        "refund",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("order_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("stripe_refund_id", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("cause IN ('expired', 'refunded', 'rejected', 'disputed')", name=op.f("ck_refund_cause")),
        sa.CheckConstraint("state IN ('pending', 'succeeded', 'refused')", name=op.f("ck_refund_state")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_refund_order_id_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund")),
        sa.UniqueConstraint("stripe_refund_id", name=op.f("uq_refund_stripe_refund_id")),
    )
    op.create_index(op.f("ix_refund_order_id"), "refund", ["order_id"], unique=False)
    op.create_index(
        "uq_refund_open", "refund", ["order_id"], unique=True, postgresql_where=sa.text("state <> 'refused'")
    )
    op.create_table(
        "decision",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("order_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("version_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("job_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("editor", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('approve', 'send_back', 'reject')", name=op.f("ck_decision_kind")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_decision_job_id_job")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_decision_order_id_order")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["article_version.id"], name=op.f("fk_decision_version_id_article_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("job_id", name=op.f("uq_decision_job_id")),
    )
    op.create_index(op.f("ix_decision_order_id"), "decision", ["order_id"], unique=False)
    op.create_index(
        "uq_decision_open",
        "decision",
        ["order_id"],
        unique=True,
        postgresql_where=sa.text("undone_at IS NULL AND applied_at IS NULL"),
    )
    op.create_table(
        "revision",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("order_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("base_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("job_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["base_id"], ["article_version.id"], name=op.f("fk_revision_base_id_article_version")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_revision_job_id_job")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_revision_order_id_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("job_id", name=op.f("uq_revision_job_id")),
    )
    op.create_index(op.f("ix_revision_order_id"), "revision", ["order_id"], unique=False)
    op.add_column(
        "article_version",
        sa.Column("not_followed", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="[]"),
    )
    op.alter_column("article_version", "not_followed", server_default=None)
    op.add_column("order", sa.Column("submitted_version_id", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column("order", sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("order", sa.Column("editor_note", sa.Text(), nullable=False, server_default=""))
    op.alter_column("order", "editor_note", server_default=None)
    op.create_index(op.f("ix_order_submitted_at"), "order", ["submitted_at"], unique=False)
    op.create_foreign_key("fk_order_submitted_version", "order", "article_version", ["submitted_version_id"], ["id"])
    op.drop_constraint(op.f("ck_email_state"), "email")
    op.create_check_constraint(op.f("ck_email_state"), "email", "state IN ('queued', 'sent', 'failed', 'withdrawn')")


def downgrade() -> None:
    """Revert."""
    op.drop_constraint(op.f("ck_email_state"), "email")
    op.create_check_constraint(op.f("ck_email_state"), "email", "state IN ('queued', 'sent', 'failed')")
    op.drop_constraint("fk_order_submitted_version", "order", type_="foreignkey")
    op.drop_index(op.f("ix_order_submitted_at"), table_name="order")
    op.drop_column("order", "editor_note")
    op.drop_column("order", "submitted_at")
    op.drop_column("order", "submitted_version_id")
    op.drop_column("article_version", "not_followed")
    op.drop_index(op.f("ix_revision_order_id"), table_name="revision")
    op.drop_table("revision")
    op.drop_index(
        "uq_decision_open", table_name="decision", postgresql_where=sa.text("undone_at IS NULL AND applied_at IS NULL")
    )
    op.drop_index(op.f("ix_decision_order_id"), table_name="decision")
    op.drop_table("decision")
    op.drop_index("uq_refund_open", table_name="refund", postgresql_where=sa.text("state <> 'refused'"))
    op.drop_index(op.f("ix_refund_order_id"), table_name="refund")
    op.drop_table("refund")
    op.drop_index(op.f("ix_admin_session_admin_id"), table_name="admin_session")
    op.drop_table("admin_session")
    op.drop_index(op.f("ix_sign_in_attempt_name"), table_name="sign_in_attempt")
    op.drop_index(op.f("ix_sign_in_attempt_at"), table_name="sign_in_attempt")
    op.drop_index(op.f("ix_sign_in_attempt_address"), table_name="sign_in_attempt")
    op.drop_table("sign_in_attempt")
    op.drop_table("admin")
