"""Fetches a queue's messages the moment they arrive, where Dramatiq's own consumer sleeps between looks.

It waits on the queue's own list by a blocking move of the first element to where it is (``BLMOVE q q LEFT LEFT``): a
look that takes nothing. So no wake-up can be lost or eaten: a list that is not empty wakes every waiting process, and
again at each look; one of them fetches. A process without a free thread does not wait there at all.

Redis away never ends a consumer. It looks again within a second, and takes back what an answer was lost for.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import redis
from dramatiq import Consumer, Message, MessageProxy
from dramatiq.brokers.redis import RedisBroker
from dramatiq.errors import ConnectionClosed

from blog_order.logs import get_logger
from blog_order.queue.free_threads import FreeThreads

log = get_logger(__name__)

FETCH_AT_MOST = 4
"""At once: small, so that processes share a burst."""
FIRST_RETRY_SECONDS, LAST_RETRY_SECONDS = 0.1, 1.0


PUT_BACK = "put_back"


def put_back(message: MessageProxy) -> None:
    """Have a fetched message go back to its queue, where it would be forgotten."""
    message.options[PUT_BACK] = True


class WaitingConsumer(Consumer):
    """One queue's consumer in one process, with one connection that waits."""

    def __init__(self, broker: RedisBroker, queue_name: str, free_threads: FreeThreads, timeout_seconds: float) -> None:
        self._broker, self._queue, self._timeout_seconds = broker, queue_name, timeout_seconds
        self._free_threads = free_threads
        self._list = f"{broker.namespace}:{queue_name}"
        self._acks = f"{broker.namespace}:__acks__.{broker.broker_id}.{queue_name}"
        self._fetched: list[bytes | None] = []
        self._empty = False
        """The last look left nothing behind, so the next one waits first."""
        self._adrift = True
        """Redis may count messages as ours that never reached us."""
        self._retry_seconds = 0.0

    def __next__(self) -> MessageProxy | None:
        """The next message, or None when none came within the time-out."""
        try:
            if not self._fetched:
                self._fetch()
            if self._retry_seconds:
                self._retry_seconds = 0
                log.info("consumer.redis_is_back", queue=self._queue)
        except redis.RedisError as error:
            self._wait_for_redis(error)
        return self._next_fetched()

    def ack(self, message: MessageProxy) -> None:
        """Let Redis forget a message. It does not matter when it cannot: the ledger knows what became of the job."""
        try:
            if message.options.get(PUT_BACK):
                self._broker.do_requeue(self._queue, message.message_id)
            else:
                self._broker.do_ack(self._queue, message.message_id)
        except redis.RedisError:
            self._adrift = True
        finally:
            self._free_threads.release(self._queue, message.message_id)

    nack = ack
    """No dead letters either: the ledger sends again what still waits."""

    def requeue(self, messages: Iterable[MessageProxy]) -> None:
        """Put messages back at shutdown.

        Raises:
            ConnectionClosed: Redis is away; the sweep sends them again.
        """
        ids = [message.message_id for message in messages]
        try:
            if ids:
                self._broker.do_requeue(self._queue, *ids)
        except redis.RedisError as error:
            raise ConnectionClosed(error) from error  # type: ignore[no-untyped-call]
        finally:
            for each in ids:
                self._free_threads.release(self._queue, each)

    def close(self) -> None:
        """Put back what was fetched and not handed on."""
        self._free_threads.give_back(len(self._fetched))
        self._fetched = []
        try:
            self._requeue_lost()
        except redis.RedisError as error:
            raise ConnectionClosed(error) from error  # type: ignore[no-untyped-call]

    def _fetch(self) -> None:
        if self._adrift:
            self._requeue_lost()
            self._adrift = False
        if self._empty:
            self._broker.client.blmove(self._list, self._list, max(1, round(self._timeout_seconds)), "LEFT", "LEFT")
        free = self._free_threads.take(self._queue, FETCH_AT_MOST, self._timeout_seconds)
        if not free:
            self._broker.do_fetch(self._queue, 0)  # fetches nothing, and says that this process lives
            return
        try:
            self._fetched = self._broker.do_fetch(self._queue, free)
        finally:
            self._free_threads.give_back(free - len(self._fetched))
        self._empty = len(self._fetched) < free

    def _next_fetched(self) -> MessageProxy | None:
        while self._fetched:
            data = self._fetched.pop(0)
            try:
                message = MessageProxy(Message.decode(data or b""))
            except Exception as error:
                self._free_threads.give_back(1)
                log.warning("consumer.message_unreadable", queue=self._queue, error=repr(error))
                continue
            self._free_threads.hold(self._queue, message.message_id)
            return message
        return None

    def _requeue_lost(self) -> None:
        members: Any = self._broker.client.smembers(self._acks)
        ours = {str(each, "ascii", "replace") for each in members}
        if lost := ours - self._free_threads.held(self._queue):
            self._broker.do_requeue(self._queue, *lost)
            log.info("consumer.took_back", queue=self._queue, messages=len(lost))

    def _wait_for_redis(self, error: redis.RedisError) -> None:
        if not self._retry_seconds:
            log.warning("consumer.redis_away", queue=self._queue, error=type(error).__name__)
        self._adrift = True
        self._retry_seconds = min(LAST_RETRY_SECONDS, max(FIRST_RETRY_SECONDS, self._retry_seconds * 2))
        time.sleep(self._retry_seconds)
