"""Says "this order changed" on Redis, or "this article", and yields the ids of those that did. Knows nothing of pages.

Pub/sub is a hint: it may be lost with Redis, so a listener is told to re-read everything whenever it (re)connects.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncIterator

import redis
import redis.asyncio

from blog_order.logs import get_logger
from blog_order.settings import REDIS_LIVE, get_settings

log = get_logger(__name__)

CHANNEL = "blog_order:orders"
CATALOGUE_CHANNEL = "blog_order:catalogue"
EVERYTHING = ""
"""Yielded instead of an id when anything may have changed unseen."""

_clients: dict[int, redis.Redis] = {}
_lock = threading.Lock()


def live_redis() -> redis.Redis:
    """This process's client of the live database; its calls give up within a second."""
    pid = os.getpid()
    with _lock:
        if pid not in _clients:
            _clients[pid] = redis.Redis.from_url(
                get_settings().redis_database_url(REDIS_LIVE),
                socket_connect_timeout=0.5,
                socket_timeout=1,
                decode_responses=True,
            )
        return _clients[pid]


def order_changed(order_id: str) -> None:
    """Tell all web processes; silently nothing when Redis is away, since pages refresh by themselves too."""
    _publish(CHANNEL, order_id)


def catalogue_changed(article_id: str) -> None:
    """Tell all web processes that an article of the catalogue, or what is free in it, changed; as above."""
    _publish(CATALOGUE_CHANNEL, article_id)


def _publish(channel: str, changed_id: str) -> None:
    try:
        live_redis().publish(channel, changed_id)
    except redis.RedisError as error:
        log.debug("live.not_published", error=type(error).__name__)


def order_changes() -> AsyncIterator[str]:
    """Yield order ids as they change, and ``EVERYTHING`` after each (re)connection; never ends, never raises."""
    return _changes(CHANNEL)


def catalogue_changes() -> AsyncIterator[str]:
    """Yield ids of articles of the catalogue as they change, and ``EVERYTHING``, as :func:`order_changes` does."""
    return _changes(CATALOGUE_CHANNEL)


async def _changes(channel_name: str) -> AsyncIterator[str]:
    pause = 0.1
    while True:
        client = redis.asyncio.Redis.from_url(
            get_settings().redis_database_url(REDIS_LIVE),
            socket_connect_timeout=2,
            socket_timeout=None,
            health_check_interval=15,
            decode_responses=True,
        )
        try:
            async with client.pubsub(ignore_subscribe_messages=True) as channel:
                await channel.subscribe(channel_name)
                yield EVERYTHING
                pause = 0.1
                while True:
                    message = await channel.get_message(timeout=10)
                    if message is not None:
                        yield message["data"]
        except (redis.RedisError, OSError) as error:
            log.warning("live.reconnecting", error=type(error).__name__, pause_seconds=pause)
        finally:
            await client.aclose()
        await asyncio.sleep(pause)
        pause = min(pause * 2, 2.0)
