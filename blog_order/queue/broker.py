"""The Dramatiq broker, for workers and for processes that only send.

Dramatiq's own retries, results, age limit and delays are off: the ledger owns them (docs/architecture.md). A dead
worker's messages return after 15 s instead of many minutes, although the sweep does not depend on it.
"""

from __future__ import annotations

import os
import threading

import redis
from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import Middleware

from blog_order.settings import REDIS_JOBS, get_settings

HEARTBEAT_TIMEOUT_MS = 15_000
MAINTENANCE_PER_MILLION = 20_000
"""About one command in fifty also looks for dead workers."""

_senders: dict[int, RedisBroker] = {}
_lock = threading.Lock()


def make_broker(middleware: list[Middleware] | None = None) -> RedisBroker:
    """A broker on the jobs database whose calls give up quickly when Redis is away."""
    pool = redis.ConnectionPool.from_url(
        get_settings().redis_database_url(REDIS_JOBS),
        socket_connect_timeout=1,
        socket_timeout=5,
        health_check_interval=15,
    )
    return RedisBroker(  # type: ignore[no-untyped-call]
        client=redis.Redis(connection_pool=pool),
        middleware=middleware or [],
        heartbeat_timeout=HEARTBEAT_TIMEOUT_MS,
        maintenance_chance=MAINTENANCE_PER_MILLION,
    )


def get_sending_broker() -> RedisBroker:
    """The broker with which this process sends, made at first use and never shared across a fork."""
    pid = os.getpid()
    with _lock:
        if pid not in _senders:
            _senders[pid] = make_broker()
        return _senders[pid]
