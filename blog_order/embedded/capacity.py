"""The connection pools of all processes together must fit into PostgreSQL's max_connections."""

from __future__ import annotations

from blog_order.embedded import postgresql
from blog_order.embedded.errors import StackError
from blog_order.settings import Settings

SPARE = 5
"""For migrations, the command line and a person with psql."""


def pooled_connections(settings: Settings) -> int:
    """The most connections that all processes together can hold."""
    workers = settings.writer_processes + settings.priority_processes + 1  # and the scheduler
    return settings.web_processes * settings.web_db_pool + workers * settings.worker_db_pool + SPARE


def check(settings: Settings) -> None:
    """Compare with the database's limit.

    Raises:
        StackError: when they could run out of connections.
    """
    wanted, limit = pooled_connections(settings), available(settings)
    if wanted > limit:
        raise StackError(
            f"The connection pools add up to {wanted} and PostgreSQL gives {limit}: lower WEB_PROCESSES, WEB_DB_POOL, "
            "WRITER_PROCESSES, PRIORITY_PROCESSES or WORKER_DB_POOL, or raise max_connections."
        )


def available(settings: Settings) -> int:
    """max_connections less what is kept for superusers.

    Raises:
        StackError: when a DATABASE_URL does not answer.
    """
    if settings.embeds_postgres:
        return postgresql.MAX_CONNECTIONS - postgresql.SUPERUSER_RESERVED
    import psycopg  # here: the embedded case does without, and the launcher stays small

    address = settings.sqlalchemy_url.replace("postgresql+psycopg://", "postgresql://", 1)
    query = "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int"
    try:
        with psycopg.connect(address, connect_timeout=5) as connection:
            row = connection.execute(query).fetchone()
    except psycopg.OperationalError as error:
        raise StackError(f"DATABASE_URL does not answer: {str(error).strip().splitlines()[0]}") from error
    assert row is not None
    return int(row[0])
