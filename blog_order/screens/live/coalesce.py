"""Runs an async call per key: never two of one key at a time, and bursts become one more run at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Any

from blog_order.logs import get_logger

log = get_logger(__name__)


class Coalesced:
    """Requests for the work of a key.

    ``work`` runs for each key at most once at a time; a request that comes while it runs leads to exactly one more
    run after it, which therefore sees everything that was true when the request came. Failures are logged.
    """

    def __init__(self, work: Callable[[Any], Awaitable[None]]) -> None:
        self._work = work
        self._wanted: set[Hashable] = set()
        self._running: dict[Hashable, asyncio.Task[None]] = {}

    def request(self, key: Hashable) -> None:
        """Have the work of ``key`` done soon. Call it on the event loop."""
        self._wanted.add(key)
        if key not in self._running:
            # Kept in the table, or the loop's weak reference would let the task be collected.
            self._running[key] = asyncio.get_running_loop().create_task(self._run(key))

    async def _run(self, key: Hashable) -> None:
        try:
            while key in self._wanted:
                self._wanted.discard(key)
                try:
                    await self._work(key)
                except Exception as error:
                    log.warning("page.not_refreshed", error=repr(error))
        finally:
            self._running.pop(key, None)
            self._wanted.discard(key)
