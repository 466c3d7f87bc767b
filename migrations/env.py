"""Alembic's environment: the address comes from the settings, the target from the models."""

import sqlalchemy as sa
from alembic import context
from sqlmodel import SQLModel

import blog_order.models  # noqa: F401  (registers the tables)
from blog_order.database import engine
from blog_order.models.columns import EnumText

MIGRATION_LOCK = 4_201_042
"""Two processes that migrate at once wait for each other on this PostgreSQL advisory lock."""


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Enums are text in the database, whatever Python makes of them."""
    return "sa.Text()" if kind == "type" and isinstance(item, EnumText) else False


def run() -> None:
    """Apply migrations on one connection; a caller may name another database (the tests do)."""
    url = context.config.attributes.get("url")
    with (sa.create_engine(url, poolclass=sa.NullPool) if url else engine()).connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            compare_type=True,
            compare_server_default=True,
            render_item=render_item,
            transaction_per_migration=True,
        )
        connection.execute(sa.text(f"SELECT pg_advisory_lock({MIGRATION_LOCK})"))
        connection.commit()
        try:
            with context.begin_transaction():
                context.run_migrations()
        finally:
            connection.execute(sa.text(f"SELECT pg_advisory_unlock({MIGRATION_LOCK})"))
            connection.commit()


run()
