"""The text while it is being written: kept in Redis with a time to live, shown on the order page, lost without harm."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

import redis

from blog_order import live
from blog_order.settings import get_settings

SECONDS_BETWEEN_PUSHES = 0.2
"""At most five pushes a second: reading is no faster, and each push re-reads a view for every open page."""


@dataclass(frozen=True)
class LiveDraft:
    """What has been written so far. ``num`` is the draft's number within its job, from 1."""

    num: int
    markdown: str


class DraftStream:
    """Where the writer's growing text goes; throttled, and silent when Redis is away."""

    def __init__(self, order_id: str, num: int) -> None:
        self.order_id, self.num = order_id, num
        self._last_push = 0.0

    def show(self, markdown: str) -> None:
        """Replace the shown text with ``markdown``."""
        now = time.monotonic()
        if now - self._last_push < SECONDS_BETWEEN_PUSHES:
            return
        self._last_push = now
        value = json.dumps({"num": self.num, "markdown": markdown})
        try:
            # Together: a hundred articles at a time are four hundred states a second.
            with live.live_redis().pipeline(transaction=False) as pipe:
                pipe.set(_key(self.order_id), value, ex=get_settings().draft_ttl_seconds)
                pipe.publish(live.CHANNEL, self.order_id)
                pipe.execute()
        except redis.RedisError:
            return


def read_live_draft(order_id: str) -> LiveDraft | None:
    """The text so far, or None when there is none or Redis is away."""
    try:
        value = live.live_redis().get(_key(order_id))
    except redis.RedisError:
        return None
    return LiveDraft(**json.loads(value)) if isinstance(value, str) else None


def drop_live_draft(order_id: str) -> None:
    """Forget the text: a version has replaced it, or the job failed."""
    try:
        live.live_redis().delete(_key(order_id))
    except redis.RedisError:
        return


def _key(order_id: str) -> str:
    return f"blog_order:draft:{order_id}"
