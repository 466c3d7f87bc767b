"""Takes the README's pictures anew: ``python -m tests.journeys.screenshots`` (about two minutes).

A whole product with the demonstration writer is started for it, and stopped again.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from blog_order.settings import PROJECT_ROOT
from tests.support.browser import CHROMIUM_FLAGS, find_chromium
from tests.support.house import House
from tests.support.journeys import sign_in, submit_latest
from tests.support.ports import free_port

IMAGES = PROJECT_ROOT / "docs" / "images"
ORDERS = (
    ("crumb-and-co", "How small bakeries keep sourdough starters alive", "sourdough starter", "a simple starter kit"),
    ("trail-notes", "Planning a three day walk without a car", "three day walk", "timetables for walkers"),
    ("small-stack", "Restoring a backup before you need it", "restore a backup", "a restore checklist"),
)


def order(house: House, number: int) -> str:
    """Order and pay one of the demonstration articles."""
    slug, topic, keyword, anchor = ORDERS[number]
    sites = house.http.get("/api/v1/catalogue/sites").json()["data"]["sites"]
    site = next(site for site in sites if site["slug"] == slug)
    changes = {"topic": topic, "keyword": keyword, "anchorText": anchor, "niche": "", "siteId": site["id"]}
    return house.order_and_pay(notes="", **changes)


def shoot(page: Page, name: str) -> None:
    """Save what is on the screen."""
    page.wait_for_timeout(400)
    page.screenshot(path=IMAGES / f"{name}.png")


def take(house: House, new_page: Callable[[], Page]) -> None:
    """The three pictures."""
    page = new_page()
    first = order(house, 0)
    page.goto(f"{house.origin}/order-status/{first}")
    expect(page.get_by_test_id("article-body").locator("h3, h2").first).to_be_visible(timeout=30_000)
    time.sleep(4)
    shoot(page, "order-writing")
    house.wait_for(first, "QUALITY_CHECK", 90)
    expect(page.get_by_test_id("headline")).to_contain_text("ready to read", timeout=30_000)
    shoot(page, "order-review")
    others = [order(house, 1), order(house, 2)]
    for order_id in others:
        house.wait_for(order_id, "QUALITY_CHECK", 90)
    for order_id in (first, *others):
        submit_latest(house, order_id)
    editor = new_page()
    sign_in(house, editor)
    expect(editor.get_by_test_id("queue").locator("[data-number]")).to_have_count(3, timeout=30_000)
    editor.get_by_test_id("queue").locator("[data-number]").first.click()
    expect(editor.get_by_test_id("desk-article")).to_be_visible()
    shoot(editor, "desk")


def main() -> None:
    """Start, take, stop."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="blog-order-pictures-"))
    house = House(
        folder, free_port(), DEMO_WRITER_WORDS_PER_SECOND="60", OPENAI_TIMEOUT_SECONDS="30", SUBMIT_UNDO_SECONDS="4"
    )
    house.start()
    try:
        with sync_playwright() as playwright:
            browser: Browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
            take(house, lambda: browser.new_page(viewport={"width": 1280, "height": 800}))
            browser.close()
    finally:
        house.stop()


if __name__ == "__main__":
    main()
