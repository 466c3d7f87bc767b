"""``dramatiq bench._peers.stock``: Dramatiq as it comes, with its own RedisBroker, consumer and middleware.

BENCH_HEARTBEAT_MS and BENCH_MAINTENANCE change the two settings that decide when a dead worker's messages return.
"""

from __future__ import annotations

import os
import time

import dramatiq
import redis
from dramatiq.brokers.redis import RedisBroker

from bench._services import REDIS_PEERS, REDIS_REPORTS
from blog_order.settings import get_settings

QUEUE = "default"
STARTED = "stock:started"
RELEASED = "stock:released"


def make_stock_broker(namespace: str = "stock") -> RedisBroker:
    """All defaults, unless the environment says otherwise."""
    options = {}
    if "BENCH_HEARTBEAT_MS" in os.environ:
        options["heartbeat_timeout"] = int(os.environ["BENCH_HEARTBEAT_MS"])
        options["maintenance_chance"] = int(os.environ["BENCH_MAINTENANCE"])
    url = get_settings().redis_database_url(REDIS_PEERS)
    return RedisBroker(url=url, namespace=namespace, **options)  # type: ignore[no-untyped-call]


broker = make_stock_broker(os.environ.get("BENCH_NAMESPACE", "stock"))
dramatiq.set_broker(broker)
reports = redis.Redis.from_url(get_settings().redis_database_url(REDIS_REPORTS), decode_responses=True)


@dramatiq.actor
def nothing(number: int) -> None:
    """Do nothing."""


@dramatiq.actor
def report(number: int) -> None:
    """Say when it began."""
    began = time.monotonic_ns()
    reports.rpush(STARTED, f"{number} {began}")


@dramatiq.actor
def hold(name: str) -> None:
    """Say who runs it, and keep the thread until told."""
    reports.rpush(f"{STARTED}:{name}", f"{os.getpid()} {time.monotonic_ns()}")
    while not reports.sismember(RELEASED, name):
        time.sleep(0.1)
