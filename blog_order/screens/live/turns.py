"""Turns for work that is better done a few at a time than all at once, and that may hang."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """A number of turns, given in the order in which they are asked for."""

    def __init__(self, count: int) -> None:
        self._free = asyncio.Semaphore(count)

    @asynccontextmanager
    async def take(self, seconds: float) -> AsyncIterator[None]:
        """Wait for a turn and have it for the block. After ``seconds`` it goes to the next one; the block goes on."""
        await self._free.acquire()
        over = asyncio.get_running_loop().call_later(seconds, self._free.release)
        try:
            yield
        finally:
            if not over.cancelled() and over.when() > asyncio.get_running_loop().time():
                over.cancel()
                self._free.release()
