"""Slots and editions

Revision: 0005, after 0004; 2026-11-24 11:42:24.407175
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


REASONS = ("expired", "refunded", "rejected", "disputed")

FIRST_EDITIONS = """
    INSERT INTO article_edition
        (id, article_id, num, cause, title, description, tags, content, order_id, made_by, created_at)
    SELECT md5(id || 'edition'), id, 1, 'published', title, description, tags, content, order_id, 'blog', published_at
    FROM article
"""
SOLD_WITH_THE_ARTICLE = """
    INSERT INTO slot_claim (id, article_id, num, order_id, email, state, created_at, ended_why)
    SELECT md5(article.id || 'slot'), article.id, 1, bought.id, lower(bought.email), 'sold', article.published_at, ''
    FROM article JOIN "order" AS bought ON bought.id = article.order_id
"""
"""An article that was bought carries its customer's link already."""


def _allow_reasons(*reasons: str) -> None:
    listed = ", ".join(f"'{reason}'" for reason in reasons)
    for table, column in (("order", "cancel_reason"), ("refund", "cause")):
        name = op.f(f"ck_{table}_{column}")
        op.drop_constraint(name, table)
        op.create_check_constraint(name, table, f"{column} IN ({listed})")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "article_edition",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("article_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("num", sa.Integer(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("tags", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("order_id", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("restored_num", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("cause IN ('published', 'backlink', 'restored')", name=op.f("ck_article_edition_cause")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_article_edition_article_id_article"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_article_edition_order_id_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_edition")),
        sa.UniqueConstraint("article_id", "num", name=op.f("uq_article_edition_article_id_num")),
    )
    op.create_index(op.f("ix_article_edition_order_id"), "article_edition", ["order_id"], unique=False)
    op.create_table(
        "slot_claim",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("article_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("num", sa.Integer(), nullable=False),
        sa.Column("order_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state = 'released') = (ended_at IS NOT NULL)", name=op.f("ck_slot_claim_released_has_end")
        ),
        sa.CheckConstraint("state IN ('held', 'sold', 'released')", name=op.f("ck_slot_claim_state")),
        sa.CheckConstraint("num > 0", name=op.f("ck_slot_claim_num")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_slot_claim_article_id_article"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_slot_claim_order_id_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot_claim")),
    )
    op.create_index(op.f("ix_slot_claim_article_id"), "slot_claim", ["article_id"], unique=False)
    op.create_index(
        "ix_slot_claim_held_until",
        "slot_claim",
        ["held_until"],
        unique=False,
        postgresql_where=sa.text("state = 'held'"),
    )
    op.create_index(op.f("ix_slot_claim_order_id"), "slot_claim", ["order_id"], unique=False)
    op.create_index(
        "uq_slot_claim_hold",
        "slot_claim",
        ["article_id", "email"],
        unique=True,
        postgresql_where=sa.text("state = 'held'"),
    )
    op.create_index(
        "uq_slot_claim_order", "slot_claim", ["order_id"], unique=True, postgresql_where=sa.text("state <> 'released'")
    )
    op.create_index(
        "uq_slot_claim_taken",
        "slot_claim",
        ["article_id", "num"],
        unique=True,
        postgresql_where=sa.text("state <> 'released'"),
    )
    op.add_column("article", sa.Column("paid_links", sa.Integer(), nullable=False, server_default="1"))
    op.alter_column("article", "paid_links", server_default=None)
    op.add_column("article", sa.Column("edition", sa.Integer(), nullable=False, server_default="1"))
    op.alter_column("article", "edition", server_default=None)
    op.add_column(
        "article",
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed("to_tsvector('simple', title || ' ' || description || ' ' || tags::text)", persisted=True),
            nullable=True,
        ),
    )
    op.create_index("ix_article_newest", "article", [sa.literal_column("published_at DESC"), "id"], unique=False)
    op.create_index("ix_article_search", "article", ["search"], unique=False, postgresql_using="gin")
    op.create_index(
        "ix_article_site_newest", "article", ["site_id", sa.literal_column("published_at DESC"), "id"], unique=False
    )
    op.add_column("article_version", sa.Column("edition", sa.Integer(), nullable=True))
    op.add_column(
        "article_version",
        sa.Column("placement", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="{}"),
    )
    op.alter_column("article_version", "placement", server_default=None)
    op.add_column(
        "draft", sa.Column("placement", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="{}")
    )
    op.alter_column("draft", "placement", server_default=None)
    op.create_index(op.f("ix_order_article_id"), "order", ["article_id"], unique=False)
    op.add_column("site", sa.Column("paid_links_per_article", sa.Integer(), nullable=False, server_default="1"))
    op.alter_column("site", "paid_links_per_article", server_default=None)
    op.create_check_constraint(op.f("ck_site_paid_links"), "site", "paid_links_per_article >= 0")
    op.create_check_constraint(op.f("ck_article_paid_links"), "article", "paid_links >= 0")
    op.create_check_constraint(op.f("ck_article_edition"), "article", "edition > 0")
    op.create_check_constraint(
        op.f("ck_order_backlink_has_article"), "order", "(product = 'backlink') = (article_id IS NOT NULL)"
    )
    _allow_reasons(*REASONS, "withdrawn", "sold_out")
    op.execute(FIRST_EDITIONS)
    op.execute(SOLD_WITH_THE_ARTICLE)


def downgrade() -> None:
    """Revert. Orders that ended for a reason of these times count as expired."""
    op.execute("UPDATE \"order\" SET cancel_reason = 'expired' WHERE cancel_reason IN ('withdrawn', 'sold_out')")
    op.execute("UPDATE refund SET cause = 'refunded' WHERE cause IN ('withdrawn', 'sold_out')")
    _allow_reasons(*REASONS)
    op.drop_constraint(op.f("ck_order_backlink_has_article"), "order")
    op.drop_constraint(op.f("ck_article_edition"), "article")
    op.drop_constraint(op.f("ck_article_paid_links"), "article")
    op.drop_constraint(op.f("ck_site_paid_links"), "site")
    op.drop_column("site", "paid_links_per_article")
    op.drop_index(op.f("ix_order_article_id"), table_name="order")
    op.drop_column("draft", "placement")
    op.drop_column("article_version", "placement")
    op.drop_column("article_version", "edition")
    op.drop_index("ix_article_site_newest", table_name="article")
    op.drop_index("ix_article_search", table_name="article", postgresql_using="gin")
    op.drop_index("ix_article_newest", table_name="article")
    op.drop_column("article", "search")
    op.drop_column("article", "edition")
    op.drop_column("article", "paid_links")
    op.drop_index("uq_slot_claim_taken", table_name="slot_claim", postgresql_where=sa.text("state <> 'released'"))
    op.drop_index("uq_slot_claim_order", table_name="slot_claim", postgresql_where=sa.text("state <> 'released'"))
    op.drop_index("uq_slot_claim_hold", table_name="slot_claim", postgresql_where=sa.text("state = 'held'"))
    op.drop_index(op.f("ix_slot_claim_order_id"), table_name="slot_claim")
    op.drop_index("ix_slot_claim_held_until", table_name="slot_claim", postgresql_where=sa.text("state = 'held'"))
    op.drop_index(op.f("ix_slot_claim_article_id"), table_name="slot_claim")
    op.drop_table("slot_claim")
    op.drop_index(op.f("ix_article_edition_order_id"), table_name="article_edition")
    op.drop_table("article_edition")
