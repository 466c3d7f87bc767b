"""Waiting for a condition, never for a time.

A deadline only ends a test that would otherwise hang. It is generous, because it says nothing about speed: what takes
how long is measured in bench/.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE_SECONDS = 90.0
"""The deadline of whatever must happen. Nothing takes that long unless it is broken, or the machine does other work."""
PATIENCE_MS = PATIENCE_SECONDS * 1000

T = TypeVar("T")


def wait_until(
    check: Callable[[], T],
    seconds: float = PATIENCE_SECONDS,
    describe: Callable[[], str] = lambda: "",
    every: float = 0.1,
) -> T:
    """Return the first true answer of ``check``.

    Raises:
        AssertionError: there is none within ``seconds``; says what is so instead.
    """
    deadline = time.monotonic() + seconds
    while True:
        if found := check():
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {describe()}")
        time.sleep(every)


async def soon(check: Callable[[], T], describe: Callable[[], str] = lambda: "") -> T:
    """Return the first true answer of ``check``, while the event loop goes on.

    Raises:
        AssertionError: there is none in time; says what is so instead.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        if found := check():
            return found
        assert time.monotonic() < deadline, describe()
        await asyncio.sleep(0.002)
