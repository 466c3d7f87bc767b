"""A ledger of a million jobs in a schema of its own, and what its statements cost there by PostgreSQL's own word."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from blog_order import database
from blog_order.models import Order, Product, Site
from blog_order.settings import PROJECT_ROOT

JOBS = 1_000_000
SCHEMA = "at_scale"

FILL_ORDERS = """
INSERT INTO "order"
SELECT (jsonb_populate_record(o, jsonb_build_object('id', lpad(i::text, 32, '0'), 'number', 10000 + i))).*
FROM "order" o, generate_series(1, 50000) i
"""
FILL_JOBS = """
INSERT INTO job (id, kind, queue, order_id, arguments, state, priority, attempts, max_attempts, fence, lease_expires_at,
  deadline_at, time_limit_seconds, worker, step, progress, error_class, error_message, due_at, send_at, created_at,
  started_at, finished_at, retries, trimmed_at)
SELECT lpad(i::text, 32, '0'), kind, queue, lpad((1 + i % 50000)::text, 32, '0'), '{"email_id": "x"}', state,
  0, 1, 3, 1,
  CASE state WHEN 'active' THEN clock_timestamp() + interval '1 h' END,
  CASE state WHEN 'active' THEN clock_timestamp() + interval '1 h' END, 600, 'house:1:1', '', 0,
  CASE state WHEN 'failed' THEN 'Failure' ELSE '' END, CASE state WHEN 'failed' THEN 'It broke off.' ELSE '' END,
  CASE state WHEN 'delayed' THEN clock_timestamp() + interval '1 h' ELSE at END,
  CASE state WHEN 'delayed' THEN clock_timestamp() ELSE at END + interval '1 h',
  at, at, CASE WHEN state IN ('completed', 'failed', 'cancelled') THEN at + interval '9 s' END,
  0, CASE WHEN i < :jobs - 30000 AND state IN ('completed', 'failed', 'cancelled') THEN at + interval '1 d' END
FROM (
  SELECT i, clock_timestamp() - (:jobs - i) * interval '5 s' AS at,
    (ARRAY['send_email', 'generate_article', 'revise_article', 'integrate_backlink', 'refund_order'])[1 + i % 5]
      AS kind,
    (ARRAY['email', 'article-generation', 'article-revision', 'backlink-integration', 'payments'])[1 + i % 5] AS queue,
    CASE WHEN i > :jobs - 3000 THEN 'waiting' WHEN i > :jobs - 3100 THEN 'active' WHEN i > :jobs - 3600 THEN 'delayed'
      WHEN i % 97 = 0 THEN 'failed' WHEN i % 389 = 0 THEN 'cancelled' ELSE 'completed' END AS state
  FROM generate_series(1, :jobs) i
) made ORDER BY i
"""
FILL_ATTEMPTS = """
INSERT INTO job_attempt (job_id, fence, kind, worker, due_at, started_at, finished_at, outcome, error, model,
  input_tokens, output_tokens)
SELECT id, 1, kind, worker, due_at, started_at, finished_at,
  CASE state WHEN 'active' THEN '' ELSE state END, '', '', 0, 0
FROM job WHERE state NOT IN ('waiting', 'delayed') ORDER BY created_at
"""

INDEXES = """
SELECT indexname, indexdef FROM pg_indexes
WHERE schemaname = :schema AND tablename IN ('job', 'job_attempt') AND indexname LIKE 'ix_%'
"""


@contextlib.contextmanager
def million_jobs() -> Iterator[None]:
    """This process works on a ledger of a million jobs."""
    pid, usual = os.getpid(), database.engine()
    with usual.begin() as connection:
        connection.execute(sa.text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))
        connection.execute(sa.text(f"CREATE SCHEMA {SCHEMA}"))
    url = usual.url.update_query_dict({"options": f"-csearch_path={SCHEMA} -ctimezone=UTC"})
    config = Config(PROJECT_ROOT / "alembic.ini")
    config.attributes["url"] = url
    command.upgrade(config, "head")
    database._engines[pid] = sa.create_engine(url, pool_size=8)
    try:
        _fill()
        yield
    finally:
        database._engines.pop(pid).dispose()
        database._engines[pid] = usual
        with usual.begin() as connection:
            connection.execute(sa.text(f"DROP SCHEMA {SCHEMA} CASCADE"))


def _fill() -> None:
    with database.transaction() as session:
        site = Site(slug="scale", name="Scale", topic="scale", article_price=1, backlink_price=1)
        session.add(site)
        session.flush()
        session.add(
            Order(
                product=Product.ARTICLE,
                site_id=site.id,
                email="a@example.com",
                target_url="https://example.com",
                anchor_text="a",
                amount=1,
                currency="usd",
            )
        )
    with database.engine().begin() as connection:
        indexes = connection.execute(sa.text(INDEXES), {"schema": SCHEMA}).all()
        # A million rows one by one into a dozen indexes and two foreign keys would take minutes.
        connection.execute(sa.text("ALTER TABLE job DROP CONSTRAINT fk_job_order_id_order"))
        connection.execute(sa.text("ALTER TABLE job_attempt DROP CONSTRAINT fk_job_attempt_job_id_job"))
        for name, _ in indexes:
            connection.execute(sa.text(f"DROP INDEX {name}"))
        for statement in (FILL_ORDERS, FILL_JOBS, FILL_ATTEMPTS):
            connection.execute(sa.text(statement.replace(":jobs", str(JOBS))))
        for _, definition in indexes:
            connection.execute(sa.text(definition))
    with database.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM ANALYZE job, job_attempt"))
        connection.execute(sa.text('ANALYZE "order"'))


Statement = tuple[str, Any]


def statements_of(call: Callable[[], object]) -> list[Statement]:
    """Run ``call`` and return each statement on the ledger that it sent, with its parameters."""
    found: dict[str, Any] = {}

    def note(_c: object, _cursor: object, statement: str, parameters: Any, _x: object, many: bool) -> None:
        if "job" in statement and not statement.startswith("EXPLAIN"):
            found.setdefault(statement, parameters[0] if many else parameters)

    sa.event.listen(database.engine(), "before_cursor_execute", note)
    try:
        call()
    finally:
        sa.event.remove(database.engine(), "before_cursor_execute", note)
    return list(found.items())


def nodes_of(statement: Statement) -> list[dict[str, Any]]:
    """The nodes of its plan; of a SELECT also what it really read (it is run once more)."""
    text, parameters = statement
    measured = text.lstrip().startswith(("SELECT", "WITH")) and "FOR UPDATE" not in text
    how = "ANALYZE, BUFFERS, FORMAT JSON" if measured else "FORMAT JSON"
    with database.engine().connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN ({how}) {text}", parameters).scalar_one()
        connection.rollback()
    found: list[dict[str, Any]] = []

    def walk(node: dict[str, Any]) -> None:
        found.append(node)
        for child in node.get("Plans", ()):
            walk(child)

    walk(plan[0]["Plan"])
    return found
