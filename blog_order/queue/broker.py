"""The Dramatiq broker, for workers and for processes that only send.

Dramatiq's own retries, results, age limit and delays are off: the ledger owns them (docs/architecture/jobs.md).
A message is named by the wait it is for (the job and its fence), so the same wait is on Redis once, however often it
is sent.
"""

from __future__ import annotations

import os
import threading
import time
from typing import Any

import redis
from dramatiq import Broker, Message, Middleware, Worker
from dramatiq.brokers.redis import RedisBroker
from redis.backoff import NoBackoff
from redis.retry import Retry

from blog_order.job_kinds import Lane, queue_names
from blog_order.queue.consumer import WaitingConsumer
from blog_order.queue.free_threads import FreeThreads
from blog_order.settings import REDIS_JOBS, get_settings

HEARTBEAT_TIMEOUT_MS = 5_000
MAINTENANCE_SECONDS = 2
"""How often each consumer looks for messages that a dead worker had fetched."""

ENQUEUE_ONCE = """
if redis.call('hsetnx', KEYS[1], ARGV[1], ARGV[2]) == 1 then redis.call('rpush', KEYS[2], ARGV[1]) end
"""

_senders: dict[int, JobBroker] = {}
_lock = threading.Lock()


class JobBroker(RedisBroker):
    """Dramatiq's Redis broker with consumers that wait, one message a wait, and no delayed messages."""

    def __init__(self, client: redis.Redis, middleware: list[Middleware]) -> None:
        self.free_threads = FreeThreads()
        super().__init__(  # type: ignore[no-untyped-call]
            client=client, middleware=[_CountsThreads(), *middleware], heartbeat_timeout=HEARTBEAT_TIMEOUT_MS
        )
        self._enqueue_once = client.register_script(ENQUEUE_ONCE)
        self._maintained = threading.local()

    def consume(self, queue_name: str, prefetch: int = 1, timeout: int = 5000) -> WaitingConsumer:
        """A consumer of one queue, which waits for ``timeout`` milliseconds at most at each look."""
        return WaitingConsumer(self, queue_name, self.free_threads, timeout / 1000)

    def declare_queue(self, queue_name: str) -> None:
        """Make a queue known, without the second one for delayed messages."""
        if queue_name not in self.queues:
            self.emit_before("declare_queue", queue_name)
            self.queues.add(queue_name)
            self.emit_after("declare_queue", queue_name)

    def enqueue(self, message: Message[Any], *, delay: int | None = None) -> Message[Any]:
        """Put a message on Redis, unless one of the same id is there already.

        Raises:
            redis.RedisError: Redis did not take it.
            ValueError: for a delay, which is the ledger's to keep.
        """
        if delay is not None:
            raise ValueError("Delays are kept by the ledger, not by Redis.")
        message.options["redis_message_id"] = message.message_id
        waiting = f"{self.namespace}:{message.queue_name}"
        self.emit_before("enqueue", message, delay)
        self._enqueue_once(keys=[f"{waiting}.msgs", waiting], args=[message.message_id, message.encode()])
        self.emit_after("enqueue", message, delay)
        return message

    def _should_do_maintenance(self, command: str) -> int:
        # By the clock, where Dramatiq throws dice for each command: a consumer that waits sends few of them.
        if command != "fetch" or time.monotonic() < getattr(self._maintained, "next", 0):
            return 0
        self._maintained.next = time.monotonic() + MAINTENANCE_SECONDS
        return 1


class _CountsThreads(Middleware):
    """Tells the consumers how many threads the worker has."""

    def before_worker_boot(self, broker: Broker, worker: Worker) -> None:
        assert isinstance(broker, JobBroker)
        served = worker.consumer_whitelist or broker.queues
        broker.free_threads.open(worker.worker_threads, served, [queue_names(Lane.DRAFTS), queue_names(Lane.REVISIONS)])

    def before_worker_shutdown(self, broker: Broker, worker: Worker) -> None:
        assert isinstance(broker, JobBroker)
        broker.free_threads.close()


def make_broker(middleware: list[Middleware] | None = None) -> JobBroker:
    """A broker on the jobs database whose calls give up quickly when Redis is away."""
    pool = redis.ConnectionPool.from_url(
        get_settings().redis_database_url(REDIS_JOBS),
        socket_connect_timeout=1,
        socket_timeout=5,
        health_check_interval=15,
        retry=Retry(NoBackoff(), 1),  # once, for a connection that went stale
    )
    return JobBroker(redis.Redis(connection_pool=pool), middleware or [])


def get_sending_broker() -> JobBroker:
    """The broker with which this process sends, made at first use and never shared across a fork."""
    pid = os.getpid()
    with _lock:
        if pid not in _senders:
            _senders[pid] = make_broker()
        return _senders[pid]
