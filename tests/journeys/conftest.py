"""One product and one browser for all journeys; each test gets fresh browser contexts, and leaves no fault behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.support.browser import chromium
from tests.support.environment import TEST_ROOT
from tests.support.house import House
from tests.support.ports import free_port
from tests.support.waiting import PATIENCE_MS


@pytest.fixture(scope="session")
def whole_house() -> Iterator[House]:
    """The running product."""
    house = House(TEST_ROOT / "house", free_port())
    house.start()
    yield house
    house.stop()


@pytest.fixture
def house(whole_house: House) -> Iterator[House]:
    """The running product; faults are cleared after the test."""
    yield whole_house
    whole_house.clear_faults()


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Playwright itself; it keeps an event loop running, so it must be gone before an asynchronous test elsewhere."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium."""
    with chromium(playwright) as running:
        yield running


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Makes pages, each in a browser context of its own. Any error in a page's console fails the test."""
    contexts, errors = [], []

    def make(**options: object) -> Page:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda message: errors.append(message.text) if "Content Security Policy" in message.text else None,
        )
        return page

    yield make
    for context in contexts:
        context.close()
    assert errors == []
