"""From the start page to the customer's review, in Chromium, with two browsers watching."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.house import House
from tests.support.http import HTTP
from tests.support.journeys import link_in_mail
from tests.support.waiting import PATIENCE_SECONDS, wait_until

TOPIC = "How small bakeries keep sourdough starters alive"
ANCHOR, TARGET = "a simple starter kit", "https://example.com/starter-kit?from=blog"


def fill_order_form(page: Page, email: str) -> None:
    """What the customer types."""
    for name, text in {
        "topic": TOPIC,
        "niche": "small bakeries",
        "keyword": "sourdough starter",
        "targetUrl": TARGET,
        "anchorText": ANCHOR,
        "notes": "Please mention rye flour.",
        "email": email,
    }.items():
        page.locator(f"[name={name}]").fill(text)


def order_id_of(page: Page) -> str:
    """The id in the order page's address."""
    found = re.search(r"/order-status/([0-9a-f]{32})", page.url)
    assert found, page.url
    return found[1]


def test_from_the_start_page_to_the_review(house: House, new_page: Callable[..., Page]) -> None:
    customer, email = new_page(), "journey@example.com"

    # Given a visitor who chooses a site and types an order, with a mistake first
    customer.goto(house.origin)
    sites = customer.get_by_test_id("sites").locator("li")
    expect(sites).to_have_count(3)
    expect(sites.first).to_contain_text("$")
    customer.get_by_test_id("order-crumb-and-co").click()
    expect(customer.get_by_test_id("order-form")).to_be_visible()
    fill_order_form(customer, email)
    customer.locator("[name=targetUrl]").fill("http://localhost/")
    customer.get_by_test_id("to-review").click()
    expect(customer.get_by_test_id("problem-targetUrl")).to_contain_text("public internet")
    expect(customer.locator("[name=targetUrl]")).to_have_attribute("aria-invalid", "true")
    expect(customer.locator("[name=topic]")).to_have_value(TOPIC)
    customer.locator("[name=targetUrl]").fill(TARGET)
    customer.get_by_test_id("to-review").click()

    # When they review it, see the price of the database, and pay on Stripe's page
    review = customer.get_by_test_id("review")
    expect(review).to_contain_text(TOPIC)
    price = house.sql("SELECT article_price FROM site WHERE slug = 'crumb-and-co'")[0][0]
    expect(customer.get_by_test_id("price")).to_contain_text(f"${price / 100:.2f}")
    customer.get_by_test_id("pay").click()
    customer.wait_for_url("**/stripe/pay/**")
    house.write_at(20)
    customer.get_by_test_id("pay").click()

    # Then the order's page says so at once, and shows the text as it is written
    customer.wait_for_url("**/order-status/**")
    order_id = order_id_of(customer)
    expect(customer.get_by_test_id("order-topic")).to_have_text(TOPIC)
    expect(customer.get_by_test_id("article-body")).to_have_attribute("data-writing", "yes")
    expect(customer.get_by_test_id("demonstration-writer")).to_be_visible()

    # and the same in a second browser that comes from the link in the mail
    friend = new_page()
    friend.goto(link_in_mail(house, email, "we have your order"))
    expect(friend.get_by_test_id("article-body")).to_have_attribute("data-writing", "yes")
    blocks = "[data-testid=article-body] > *"
    wait_until(lambda: customer.locator(blocks).count() > 3)
    before = customer.evaluate(
        f"() => {{ const nodes = [...document.querySelectorAll('{blocks}')].slice(0, 3);"
        "nodes.forEach((node, i) => node.marked = i); return nodes.map(n => n.textContent) }"
    )
    count = customer.locator(blocks).count()
    wait_until(lambda: customer.locator(blocks).count() > count + 2)
    after = customer.evaluate(
        f"() => [...document.querySelectorAll('{blocks}')].slice(0, 3).map(n => [n.marked, n.textContent])"
    )
    assert after == [[i, text] for i, text in enumerate(before)], "finished blocks must keep their nodes"

    # and both end at the review, with the report, without a reload
    house.write_at(1000)
    for page in (customer, friend):
        expect(page.get_by_test_id("headline")).to_contain_text("ready to read")
        expect(page.get_by_test_id("report-summary")).to_contain_text("link exact")
        link = page.locator(f"[data-testid=article-body] a:text-is('{ANCHOR}')")
        expect(link).to_have_attribute("href", TARGET)
        expect(link).to_have_attribute("rel", re.compile("sponsored"))
    assert customer.evaluate("performance.getEntriesByType('navigation').length") == 1

    # with one version, one mail an event, and a page behind the second mail's link
    assert house.status(order_id)["version"]["versionNum"] == 1
    house.expect_mails(order_id, "request_received", "content_ready")
    reader = new_page()
    reader.goto(link_in_mail(house, email, "ready"))
    expect(reader.get_by_test_id("headline")).to_contain_text("ready to read")
    assert order_id not in house.http.get("/").text


@pytest.mark.long
def test_the_page_survives_a_lost_redis_a_killed_web_process_and_a_cold_start(
    house: House, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    with house.without("writers"):
        order_id = house.order_and_pay()
        page.goto(f"{house.origin}/order-status/{order_id}")
        expect(page.get_by_test_id("live-dot")).to_have_attribute("data-state", "live")
        expect(page.get_by_test_id("words")).to_be_visible()
        for number in (0, 1, 2):
            house.redis(number).flushall()
        house.stack.restart("redis")
        house.kill_and_wait("web")
    house.wait_for(order_id, "QUALITY_CHECK")
    expect(page.get_by_test_id("headline")).to_contain_text("ready to read")


def test_a_late_webhook_does_not_keep_the_customer_waiting(house: House, new_page: Callable[..., Page]) -> None:
    control = f"{house.own.standins_url}/stripe/control/delivery"
    HTTP.post(control, json={"mode": "never", "events": 1}).raise_for_status()
    order_id, _ = house.order()
    page = new_page()
    payment_url = house.sql("SELECT url FROM checkout WHERE order_id = %s", order_id)[0][0]
    page.goto(payment_url)
    page.get_by_test_id("pay").click()
    page.wait_for_url(f"**/order-status/{order_id}**")
    # the webhook never comes: the page asks Stripe itself and carries on
    expect(page.get_by_test_id("headline")).to_contain_text("ready to read")
    house.expect_mails(order_id, "request_received", "content_ready")


def test_not_paying_and_paying_later(house: House, new_page: Callable[..., Page]) -> None:
    order_id, _ = house.order()
    page = new_page()
    page.goto(house.sql("SELECT url FROM checkout WHERE order_id = %s", order_id)[0][0])
    page.get_by_test_id("decline").click()
    expect(page.get_by_test_id("message")).to_be_visible()
    page.get_by_test_id("cancel").click()
    page.wait_for_url(f"**/order-status/{order_id}**")
    expect(page.get_by_test_id("words")).to_contain_text("othing was charged")
    page.get_by_role("link", name=re.compile("payment", re.IGNORECASE)).click()
    page.wait_for_url("**/stripe/pay/**")
    page.get_by_test_id("pay").click()
    page.wait_for_url(f"**/order-status/{order_id}**")
    expect(page.get_by_test_id("headline")).to_contain_text("ready to read")


def test_a_failed_order_says_so_with_its_number_and_what_happens_next(
    house: House, new_page: Callable[..., Page]
) -> None:
    house.fault("openai", "invalid_key", 1)
    order_id = house.order_and_pay()
    number = house.wait_for(order_id, "FAILED")["orderDetails"]["number"]
    page = new_page()
    page.goto(f"{house.origin}/order-status/{order_id}")
    words = page.get_by_test_id("words")
    expect(words).to_contain_text("person")
    expect(page.locator("main")).to_contain_text(number)
    expect(words).not_to_contain_text("key")


def test_unknown_orders_and_pages_are_helpful(house: House, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(f"{house.origin}/order-status/{'0' * 32}")
    expect(page.get_by_test_id("order-unknown")).to_be_visible()
    page.goto(f"{house.origin}/nothing/here")
    expect(page.get_by_test_id("not-found")).to_be_visible()
    assert house.http.get("/nothing/here").status_code == 404


def test_order_pages_keep_their_key_to_themselves(house: House) -> None:
    order_id, _ = house.order()
    answer = house.http.get(f"/order-status/{order_id}")
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in answer.headers["x-robots-tag"]
    policy = answer.headers["content-security-policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in scripts
    assert "sha256-" in scripts
    logs = (house.settings.data_dir / "logs").glob("*.log")
    assert not [log.name for log in logs if order_id in log.read_text(errors="replace")]


def test_a_websocket_from_another_page_is_refused(house: House) -> None:
    from websockets.exceptions import InvalidStatus
    from websockets.sync.client import connect

    address = f"ws://localhost:{house.settings.port}/_event/?EIO=4&transport=websocket&token=x"
    options: dict[str, Any] = {"open_timeout": PATIENCE_SECONDS, "proxy": None}
    with connect(address, origin=house.origin, **options):  # type: ignore[arg-type]
        pass
    with pytest.raises(InvalidStatus) as refused, connect(address, origin="https://evil.example", **options):  # type: ignore[arg-type]
        pass
    assert refused.value.response.status_code in (400, 403)
    polling = house.http.get("/_event/?EIO=4&transport=polling", headers={"origin": "https://evil.example"})
    assert polling.status_code in (400, 403)
