"""A backlink on the running product: two customers want the last place, and one sees it through to the blog."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
from playwright.sync_api import Page, expect

from tests.support.house import House
from tests.support.http import HTTP
from tests.support.journeys import link_in_mail, open_on_desk, send_to_editor, sign_in
from tests.support.ordering import backlink_fields


def a_free_article(house: House) -> dict[str, Any]:
    """An article of the catalogue with a place for a link."""
    page = house.http.get("/api/v1/catalogue/articles", params={"available": "true", "limit": 1}).json()["data"]
    return dict(house.http.get(f"/api/v1/catalogue/articles/{page['articles'][0]['id']}").json()["data"])


def session_of(house: House, order_id: str) -> str:
    return str(house.sql("SELECT stripe_session_id FROM checkout WHERE order_id = %s", order_id)[0][0])


def test_two_customers_one_place_and_the_link_on_the_blog(house: House, new_page: Callable[..., Page]) -> None:
    article = a_free_article(house)

    # Given two customers who want the last place of an article at the same instant
    def buy(name: str) -> httpx.Response:
        body = backlink_fields(article["id"], email=f"{name}-backlink@example.com", anchorText="a small field guide")
        return house.http.post("/api/v1/purchase/checkout", json=body)

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(buy, ("ada", "bob")))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    refused = next(answer for answer in answers if answer.status_code == 409).json()["error"]
    assert refused["code"] == "slot_taken"
    order_id = next(answer for answer in answers if answer.status_code == 200).json()["data"]["orderId"]
    email = house.sql('SELECT email FROM "order" WHERE id = %s', order_id)[0][0]
    number = house.status(order_id)["orderDetails"]["number"]

    # When the one who got it pays
    customer, editor = new_page(), new_page()
    sign_in(house, editor)
    customer.goto(house.sql("SELECT url FROM checkout WHERE order_id = %s", order_id)[0][0])
    customer.get_by_test_id("pay").click()
    customer.wait_for_url(f"**/order-status/{order_id}**")

    # Then the page shows the passage with the link, and that nothing else changed, without being loaded again
    expect(customer.get_by_test_id("headline")).to_contain_text("Your link is ready to read")
    proof = customer.get_by_test_id("proof")
    expect(proof.get_by_role("link", name="a small field guide")).to_be_visible()
    expect(customer.get_by_test_id("proof-verdict")).to_contain_text("Nothing else in the article changed")
    # and all of the article can be compared with the published one
    customer.get_by_test_id("compare-published").click()
    expect(customer.get_by_test_id("compare-old")).to_have_value("published")
    expect(customer.get_by_test_id("comparison-verdict")).to_contain_text("Nothing else in the article changed")
    comparison = customer.get_by_test_id("comparison")
    expect(comparison.locator(".changed-block, .whole-block").first).to_be_visible()
    expect(comparison.get_by_role("link", name="a small field guide")).to_have_count(1)
    customer.get_by_test_id("to-change").click()
    expect(comparison.locator("ins:focus, del:focus")).to_be_in_viewport()
    customer.get_by_test_id("version-tab").click()
    expect(proof).to_be_visible()
    version = house.status(order_id)["version"]
    placement = version["placement"]
    assert version["content"] == f"# {article['title']}\n\n" + article["content"].replace(
        placement["passage"], placement["replacement"]
    )
    assert HTTP.get(article["url"]).text.count("a small field guide") == 0

    # When it is revised, sent and approved
    customer.goto(link_in_mail(house, email, "your link is ready"))
    customer.get_by_test_id("request-changes").click()
    customer.locator("#revisionNotes").fill("Please move the link further down in the article.")
    customer.get_by_test_id("send-changes").click()
    expect(customer.get_by_test_id("headline")).to_contain_text("Version 2 is ready")
    send_to_editor(customer)
    house.end_undo(order_id)
    open_on_desk(editor, number)
    expect(editor.get_by_test_id("link-anchor")).to_have_text("a small field guide")
    editor.get_by_test_id("approve").click()
    expect(editor.get_by_test_id("undo-bar")).to_contain_text(number)
    house.end_undo(order_id)

    # Then the same address carries the link
    house.wait_for(order_id, "COMPLETED")
    assert house.status(order_id)["orderDetails"]["publishedUrl"] == article["url"]
    reader = new_page()
    reader.goto(article["url"])
    link = reader.get_by_role("link", name="a small field guide")
    expect(link).to_have_attribute("rel", re.compile("sponsored"))
    assert house.sql("SELECT count(*) FROM article_edition WHERE article_id = %s", article["id"]) == [(2,)]
    after = house.http.get(f"/api/v1/catalogue/articles/{article['id']}").json()["data"]
    assert (after["available"], after["availableLinks"]) == (False, 0)
    house.expect_mails(order_id, "request_received", "content_ready", "revision_ready", "submitted", "published")

    # When the editor brings the first edition back, having confirmed whose paid link goes
    editor.goto(f"{house.origin}/admin/orders/{number}")
    editor.get_by_test_id("to-editions").click()
    editor.get_by_test_id("editions").get_by_role("button", name="Edition 1").click()
    expect(editor.get_by_test_id("removed").first).to_contain_text(number)
    editor.get_by_test_id("compare").click()
    expect(editor.get_by_test_id("comparison").locator("del").first).to_be_visible()
    editor.get_by_test_id("open-restore").click()
    editor.get_by_test_id("aware").locator("input").check()
    editor.get_by_test_id("restore-submit").click()

    # Then its page, the customer's page and the public page say so
    expect(editor.locator("[data-current=yes]")).to_contain_text("Restored from edition 1")
    expect(editor.get_by_test_id("admin-notice")).to_contain_text("Edition 1 is back on the blog")
    expect(customer.get_by_test_id("headline")).to_contain_text("Your link is off the page")
    reader.reload()
    expect(reader.get_by_role("link", name="a small field guide")).to_have_count(0)


def test_an_order_given_up_on_its_page_frees_the_place(house: House, new_page: Callable[..., Page]) -> None:
    article = a_free_article(house)
    opened = house.http.post("/api/v1/purchase/checkout", json=backlink_fields(article["id"])).json()["data"]
    page = new_page()
    page.goto(f"{house.origin}/order-status/{opened['orderId']}")
    page.get_by_test_id("give-up").click()
    expect(page.get_by_test_id("headline")).to_contain_text("You gave this order up")
    after = house.http.get(f"/api/v1/catalogue/articles/{article['id']}").json()["data"]
    assert after["available"] is True
    page.goto(opened["checkoutUrl"])
    expect(page.get_by_test_id("pay")).to_have_count(0)
