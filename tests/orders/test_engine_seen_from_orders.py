"""What the job engine owes an order: a trail through the logs of web and worker, no connection held while waiting."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
import sqlalchemy as sa
import structlog
from sqlmodel import select

from blog_order.database import engine, transaction
from blog_order.job_kinds import ARTICLE_GENERATION
from blog_order.models import Job
from blog_order.queue.execution import run_job
from blog_order.settings import get_settings
from tests.support.orders import drain, order_row
from tests.support.shop import Shop
from tests.support.waiting import wait_until

AT_ONCE = 12
HELD = """
    SELECT count(*) FROM pg_stat_activity
    WHERE state <> 'idle' AND xact_start < now() - interval '500 milliseconds' AND pid <> pg_backend_pid()
"""


def article_job(order_id: str) -> str:
    with transaction() as session:
        return session.exec(select(Job.id).where(Job.order_id == order_id, Job.kind == ARTICLE_GENERATION)).one()


def test_logs_name_the_order_by_its_number_and_the_job_from_payment_to_version(shop: Shop) -> None:
    order_id = str(shop.order()["orderId"])
    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as said:
        assert shop.send(shop.paid_event(order_id)).status_code == 200
        drain(order_id)
    number, job_id = order_row(order_id).public_number, article_job(order_id)
    trail = [line["event"] for line in said if line.get("order") == number and line.get("job") == job_id]
    assert trail[0] == "job.enqueued"
    assert trail.count("job.started") == trail.count("job.completed") == 1
    assert "draft.checked" in trail
    assert "order.paid" in [line["event"] for line in said if line.get("order") == number]
    # The id is the customer's key
    assert order_id not in repr(said)


def test_no_connection_is_held_while_a_model_writes(shop: Shop) -> None:
    # Given more articles at once than the process has connections
    own, pool = get_settings().embedded, engine().pool
    assert own is not None and isinstance(pool, sa.QueuePool)
    assert pool.size() < AT_ONCE
    standins = httpx.Client(base_url=own.standins_url, trust_env=False)
    orders = [str(shop.order()["orderId"]) for _ in range(AT_ONCE)]
    for order_id in orders:
        assert shop.send(shop.paid_event(order_id)).status_code == 200
    standins.post("/openai/control/pace", json={"words_per_second": 5}).raise_for_status()

    def active() -> int:
        return int(standins.get("/openai/control/calls").json()["active"])

    def held() -> int:
        with engine().connect() as connection:
            return int(connection.execute(sa.text(HELD)).scalar_one())

    with ThreadPoolExecutor(AT_ONCE) as threads:
        done = [threads.submit(run_job, article_job(order_id)) for order_id in orders]
        try:
            # When all of them are being streamed, then the pool is idle but for short looks, and no transaction open
            wait_until(lambda: active() == AT_ONCE, describe=lambda: f"{active()} are being written")
            wait_until(lambda: pool.checkedout() == 0 and active() == AT_ONCE, every=0.01)
            wait_until(lambda: held() == 0 and active() == AT_ONCE, every=0.01)
        finally:
            pace = get_settings().demo_writer_words_per_second
            standins.post("/openai/control/pace", json={"words_per_second": pace}).raise_for_status()
        for each in done:
            each.result()
