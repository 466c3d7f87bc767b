"""Work that lasts as long as the process: listeners, and the slow clock that makes good what they miss."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable

from blog_order.logs import get_logger
from blog_order.settings import get_settings

log = get_logger(__name__)


async def for_ever(work: Callable[[], Awaitable[None]]) -> None:
    """Begin ``work`` again a second after it ended, however it did; nothing ends this but its cancellation."""
    while True:
        try:
            await work()
        except Exception as error:
            log.exception("push.failed", error=repr(error))
        await asyncio.sleep(1)


async def refresh_slowly(tokens: Callable[[], list[str]], refresh: Callable[[str], None]) -> None:
    """Refresh each open page once in a while, each at its own moment: never all of them at once."""
    period = get_settings().page_refresh_seconds
    loop = asyncio.get_running_loop()
    while True:
        for token in tokens():
            loop.call_later(random.uniform(0, period / 2), refresh, token)
        await asyncio.sleep(period)
