"""Refreshing open pages: bursts become one more refresh, failures stop nothing, and pages that went are forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from blog_order.screens.live import open_pages
from blog_order.screens.live.coalesce import Coalesced
from blog_order.screens.live.open_pages import Arrival, OpenPage


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
    await asyncio.sleep(0.02)

    assert runs == ["a", "a"]


async def test_one_key_never_runs_twice_at_a_time_and_keys_do_not_wait_for_each_other() -> None:
    running: dict[str, int] = {"a": 0, "b": 0}
    most: dict[str, int] = {"a": 0, "b": 0}

    async def work(key: str) -> None:
        running[key] += 1
        most[key] = max(most[key], running[key])
        await asyncio.sleep(0.005)
        running[key] -= 1

    calls = Coalesced(work)
    for _ in range(5):
        calls.request("a")
        calls.request("b")
        await asyncio.sleep(0.003)
    assert running == {"a": 1, "b": 1}
    await asyncio.sleep(0.05)

    assert most == {"a": 1, "b": 1}


async def test_a_failure_is_not_the_end() -> None:
    runs: list[str] = []

    async def work(key: str) -> None:
        runs.append(key)
        if len(runs) == 1:
            raise ConnectionError("Redis is away")

    calls = Coalesced(work)
    calls.request("a")
    await asyncio.sleep(0.01)
    calls.request("a")
    await asyncio.sleep(0.01)

    assert runs == ["a", "a"]


@pytest.fixture
def requested() -> Iterator[list[str]]:
    """The tokens whose refresh was asked for."""
    asked: list[str] = []
    open_pages.on_request(asked.append)
    yield asked
    for token in open_pages.tokens():
        open_pages.forget(token)
    open_pages._request = None


def test_all_pages_of_an_order_are_refreshed_and_no_others(requested: list[str]) -> None:
    open_pages.register("one", OpenPage("order-a"))
    open_pages.register("two", OpenPage("order-a"))
    open_pages.register("three", OpenPage("order-b"))
    requested.clear()

    open_pages.refresh_order("order-a")

    assert requested == ["one", "two"]


def test_a_token_shows_one_order_at_a_time(requested: list[str]) -> None:
    open_pages.register("one", OpenPage("order-a"))
    open_pages.register("one", OpenPage("order-b"))
    requested.clear()

    open_pages.refresh_order("order-a")

    assert requested == []


def test_news_about_a_payment_of_a_page_that_went_are_dropped(requested: list[str]) -> None:
    open_pages.arrived("gone", Arrival.PAID_LATE)

    assert requested == []
    assert open_pages.find("gone") is None
