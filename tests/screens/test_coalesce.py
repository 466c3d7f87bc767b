"""Refreshing open pages: bursts become one more refresh, failures stop nothing, and pages that left are forgotten."""

from __future__ import annotations

import asyncio

from blog_order.screens.live.coalesce import Coalesced
from tests.support.waiting import soon


async def test_a_burst_during_a_run_leads_to_one_more_run() -> None:
    runs: list[str] = []
    started, go_on = asyncio.Event(), asyncio.Event()

    async def work(key: str) -> None:
        runs.append(key)
        started.set()
        await go_on.wait()

    calls = Coalesced(work)
    calls.request("a")
    await started.wait()
    for _ in range(50):
        calls.request("a")
    go_on.set()
    await at_rest(calls)

    assert runs == ["a", "a"]


async def test_one_key_never_runs_twice_at_a_time_and_keys_do_not_wait_for_each_other() -> None:
    running: dict[str, int] = {"a": 0, "b": 0}
    most: dict[str, int] = {"a": 0, "b": 0}
    go_on = asyncio.Event()

    async def work(key: str) -> None:
        running[key] += 1
        most[key] = max(most[key], running[key])
        await go_on.wait()
        running[key] -= 1

    calls = Coalesced(work)
    for _ in range(5):
        calls.request("a")
        calls.request("b")
        await asyncio.sleep(0)
    await soon(lambda: running == {"a": 1, "b": 1})
    go_on.set()
    await at_rest(calls)

    assert most == {"a": 1, "b": 1}


async def test_a_failure_is_not_the_end() -> None:
    runs: list[str] = []

    async def work(key: str) -> None:
        runs.append(key)
        if len(runs) == 1:
            raise ConnectionError("Redis is away")

    calls = Coalesced(work)
    calls.request("a")
    await at_rest(calls)
    calls.request("a")
    await at_rest(calls)

    assert runs == ["a", "a"]


async def at_rest(calls: Coalesced) -> None:
    """Wait until all that was requested is done."""
    await soon(lambda: not calls._running)
