"""Threads for everything that blocks: reads of the database, and calls to Stripe, which must not keep reads waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from blog_order.errors import Unavailable

P = ParamSpec("P")
T = TypeVar("T")

READ_SECONDS = 8.0
"""A database that answers later than this counts as away: the visitor is told so instead of waiting."""

# Made before the fork, but without a thread until a process uses them.
_readers = ThreadPoolExecutor(8, thread_name_prefix="page-read")
_callers = ThreadPoolExecutor(8, thread_name_prefix="page-call")


async def read_in_thread(read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What ``read`` returns.

    Raises:
        Unavailable: it takes too long.
    """
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(READ_SECONDS):
            return await loop.run_in_executor(_readers, lambda: read(*args, **kwargs))
    except TimeoutError:
        raise Unavailable("Our database does not answer. Please try again in a moment.") from None


async def call_in_thread(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What ``call`` returns; it has a time limit of its own."""
    return await asyncio.get_running_loop().run_in_executor(_callers, lambda: call(*args, **kwargs))
