"""What the migrations make is what the models say: columns, constraints, indexes and sequences alike."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlmodel import SQLModel

from blog_order.database import engine
from blog_order.settings import PROJECT_ROOT

pytestmark = pytest.mark.usefixtures("services")

CATALOGUE = {
    "columns": """SELECT table_name, column_name, data_type, is_nullable,
        regexp_replace(column_default, '"?[a-z_]+"?\\.', '', 'g') FROM information_schema.columns
        WHERE table_schema = :schema""",
    "constraints": """SELECT conname, regexp_replace(pg_get_constraintdef(oid), '[a-z]+_models\\.|public\\.', '', 'g')
        FROM pg_constraint WHERE connamespace = CAST(:schema AS regnamespace)""",
    "indexes": """SELECT indexname, regexp_replace(indexdef, '(from_models|public)\\.', '', 'g') FROM pg_indexes
        WHERE schemaname = :schema""",
    "sequences": "SELECT sequencename, start_value FROM pg_sequences WHERE schemaname = :schema",
}


def catalogue(connection: sa.Connection, schema: str, what: str) -> set[tuple[object, ...]]:
    rows = connection.execute(sa.text(CATALOGUE[what]), {"schema": schema})
    return {tuple(row) for row in rows if "alembic" not in str(row)}


def test_migrations_and_models_make_the_same_database() -> None:
    with engine().connect() as connection:
        connection.execute(sa.text("DROP SCHEMA IF EXISTS from_models CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA from_models"))
        connection.execute(sa.text("SET LOCAL search_path TO from_models"))
        SQLModel.metadata.create_all(connection)
        for what in CATALOGUE:
            assert catalogue(connection, "public", what) == catalogue(connection, "from_models", what), what
        connection.rollback()


def test_every_migration_can_be_reverted_and_applied_again() -> None:
    # in a schema of its own: the other tests' rows stay
    with engine().begin() as connection:
        connection.execute(sa.text("DROP SCHEMA IF EXISTS reverted CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA reverted"))
    config = Config(PROJECT_ROOT / "alembic.ini")
    config.attributes["url"] = engine().url.update_query_dict({"options": "-csearch_path=reverted"})
    command.upgrade(config, "head")
    command.downgrade(config, "base")
    with engine().connect() as connection:
        left = connection.execute(sa.text("SELECT tablename FROM pg_tables WHERE schemaname = 'reverted'")).scalars()
        assert list(left) == ["alembic_version"]
    command.upgrade(config, "head")
    command.check(config)
    with engine().begin() as connection:
        connection.execute(sa.text("DROP SCHEMA reverted CASCADE"))
