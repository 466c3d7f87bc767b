"""The articles of the start page: found by words in the address, and a link placed in one by form."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.house import House
from tests.ordering import backlink_fields


def shoot(page: Page, name: str) -> None:
    """Keep a picture where SCREENSHOTS says, for eyes."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_a_link_is_placed_from_the_list_to_the_payment_page(house: House, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(house.origin)
    articles = page.get_by_test_id("articles").locator("li")
    expect(articles).to_have_count(10)
    shoot(page, "start")

    # Searching, sorting and paging stand in the address, and come back with it
    page.locator("#q").fill("starter")
    page.locator("#q").press("Enter")
    page.wait_for_url(re.compile("q=starter"))
    expect(page.get_by_test_id("found")).to_contain_text(re.compile(r"^\d+ articles?$"))
    expect(page.locator("#q")).to_have_value("starter")
    expect(articles.first).to_contain_text("starter", ignore_case=True)
    page.goto(f"{house.origin}/?sort=title&free=1")
    first = "A backup is a restore you have not tried yet"
    expect(articles.first).to_contain_text(first)
    page.get_by_test_id("more-articles").click()
    page.wait_for_url(re.compile("cursor="))
    expect(articles.first).not_to_contain_text(first)
    page.go_back()
    expect(articles.first).to_contain_text(first)
    page.goto(f"{house.origin}/?q=nothingiscalledso")
    expect(page.get_by_test_id("found")).to_contain_text("No article fits")

    # The article's page says what is wrong, keeps what was typed, and opens the payment page
    page.goto(f"{house.origin}/?free=1&sort=title")
    expect(articles.first).to_contain_text(first)
    title = articles.nth(1).locator("h3").inner_text()
    articles.nth(1).get_by_role("link", name=re.compile("Place your link")).click()
    expect(page.get_by_test_id("catalogue-article")).to_contain_text(title)
    shoot(page, "article")
    page.locator("#targetUrl").fill("javascript:alert(1)")
    page.locator("#anchorText").fill("a small kit")
    page.get_by_test_id("place-link").click()
    expect(page.get_by_test_id("problem-targetUrl")).to_contain_text("https://")
    expect(page.get_by_test_id("problem-email")).not_to_be_empty()
    expect(page.locator("#anchorText")).to_have_value("a small kit")
    shoot(page, "article-problems")
    address = page.url
    page.locator("#targetUrl").fill("https://example.com/kit")
    page.locator("#keyword").fill("small kits")
    page.locator("#email").fill("catalogue@example.com")
    page.get_by_test_id("place-link").click()
    page.wait_for_url("**/stripe/**", timeout=20_000)

    # Somebody else sees that it is taken
    other = new_page()
    other.goto(address)
    expect(other.get_by_test_id("taken")).to_be_visible()
    expect(other.get_by_test_id("place-link")).to_be_hidden()
    shoot(other, "article-taken")
    page.get_by_test_id("pay").click()
    page.wait_for_url("**/order-status/**")
    expect(page.get_by_test_id("proof-verdict")).to_be_visible(timeout=30_000)
    shoot(page, "order-proof")


def test_a_place_taken_while_somebody_types_is_told_before_paying(house: House, new_page: Callable[..., Page]) -> None:
    listed = house.http.get("/api/v1/catalogue/articles", params={"available": "true", "limit": 1}).json()["data"]
    article = listed["articles"][0]
    page = new_page()
    page.goto(f"{house.origin}/sites/{article['site']['slug']}/{article['url'].rsplit('/', 1)[1]}")
    page.locator("#targetUrl").fill("https://example.com/slow")
    page.locator("#anchorText").fill("a slow typist")
    page.locator("#keyword").fill("typing")
    page.locator("#email").fill("slow@example.com")
    house.http.post("/api/v1/purchase/checkout", json=backlink_fields(article["id"])).raise_for_status()
    page.get_by_test_id("place-link").click()
    expect(page.get_by_test_id("taken").or_(page.get_by_test_id("form-message")).first).to_contain_text(
        re.compile("taken|Somebody else")
    )
    assert "/sites/" in page.url


def test_an_unknown_article_says_so(house: House, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(f"{house.origin}/sites/crumb-and-co/no-such-article")
    expect(page.get_by_test_id("article-unknown")).to_be_visible()
