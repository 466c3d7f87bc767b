"""The catalogue in Chromium: what is looked for stands in the address, what is free is live, and a link is ordered."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from reflex.utils.format import format_event_handler

from blog_order.screens.order_form.article.state import OrderFormState
from blog_order.screens.order_form.backlink.state import BacklinkFormState
from blog_order.screens.shop.article.state import CatalogueArticleState
from blog_order.screens.shop.site.state import SiteState
from blog_order.screens.shop.start.state import StartState
from tests.support.house import House
from tests.support.ordering import backlink_fields
from tests.support.sockets import PageSocket
from tests.support.waiting import wait_until

ALL = 27
"""Seeded articles; a page of the list shows 20."""
GERMAN = "Brot richtig aufbewahren"
GARBAGE: list[Any] = [None, "", 5, True, [], {}, {"topic": {"a": 1}}, "x" * 20_000, "\x00", "\ud800", ["email"]]


def lines(page: Page) -> Locator:
    """The articles on the list."""
    return page.get_by_test_id("articles").locator("> li")


def an_article(house: House, number: int, site: str = "crumb-and-co") -> dict[str, Any]:
    """One of a site's articles with a place free, as the API tells of it; ``number`` from the oldest, and
    ``path`` of its page in the catalogue.
    """
    query = {"available": "true", "siteId": site, "limit": 100, "sort": "oldest"}
    found = dict(house.http.get("/api/v1/catalogue/articles", params=query).json()["data"]["articles"][number])
    return found | {"path": f"/sites/{site}/{found['url'].rsplit('/', 1)[1]}", "site_slug": site}


def take(house: House, article: dict[str, Any]) -> str:
    """Somebody else opens a payment page for a link in it; the order's id."""
    answer = house.http.post("/api/v1/purchase/checkout", json=backlink_fields(article["id"]))
    assert answer.status_code == 200, answer.text
    return str(answer.json()["data"]["orderId"])


def free_again(house: House, order_id: str) -> None:
    """Somebody else gives their order up."""
    house.http.post("/api/v1/purchase/cancel", json={"orderId": order_id}).raise_for_status()


def fill_backlink_form(page: Page, email: str, target: str = "https://example.com/kit") -> None:
    """What the customer types."""
    entries = {"targetUrl": target, "anchorText": "a small kit", "keyword": "small kits", "email": email}
    for name, text in entries.items():
        page.locator(f"[name={name}]").fill(text)


def test_what_is_looked_for_stands_in_the_address(house: House, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(house.origin)
    found = page.get_by_test_id("found")
    expect(found).to_have_text(f"Articles 1–20 of {ALL}")
    expect(lines(page)).to_have_count(20)

    # Words are looked for while they are typed, without a button, a reload, or losing the entry
    search = page.get_by_test_id("search")
    search.press_sequentially("starter", delay=40)
    page.wait_for_url("**/?q=starter")
    expect(found).to_have_text(re.compile(r"^\d articles$"))
    expect(lines(page).first).to_contain_text("starter", ignore_case=True)
    expect(search).to_be_focused()
    search.press_sequentially(" alive", delay=40)
    page.wait_for_url("**/?q=starter+alive")
    expect(found).to_have_text("1 article")
    expect(search).to_have_value("starter alive")
    expect(search).to_be_focused()

    # Choices are added to it, and the page does not jump
    where = page.evaluate("scrollY")
    page.get_by_test_id("filter-site").select_option("trail-notes")
    expect(page.get_by_test_id("nothing-found")).to_be_visible()
    expect(found).to_have_text("No article found")
    assert page.evaluate("scrollY") == pytest.approx(where, abs=2)
    page.go_back()
    expect(found).to_have_text("1 article")
    expect(page.get_by_test_id("filter-site")).to_have_value("")
    page.go_back()  # a word that grew letter by letter is one step
    expect(found).to_have_text(f"Articles 1–20 of {ALL}")
    expect(search).to_have_value("")
    page.go_forward()
    expect(search).to_have_value("starter alive")
    expect(found).to_have_text("1 article")
    assert page.evaluate("performance.getEntriesByType('navigation').length") == 1

    # The address alone is enough: reloaded, or sent to a friend
    page.get_by_test_id("filter-sort").select_option("price")
    page.wait_for_url("**/?q=starter+alive&sort=price")
    address = page.url
    friend = new_page()
    for each in (page, friend):
        each.goto(address)
        expect(each.get_by_test_id("found")).to_have_text("1 article")
        expect(each.get_by_test_id("search")).to_have_value("starter alive")
        expect(each.get_by_test_id("filter-sort")).to_have_value("price")
    page.goto(f"{house.origin}/?site=crumb-and-co&lang=de&free=1")
    expect(found).to_have_text("1 article")
    expect(lines(page)).to_contain_text(GERMAN)
    expect(page.get_by_test_id("filter-site")).to_have_value("crumb-and-co")
    expect(page.get_by_test_id("filter-lang")).to_have_value("de")
    expect(page.get_by_test_id("filter-free")).to_be_checked()
    page.get_by_test_id("brand").click()
    expect(found).to_have_text(f"Articles 1–20 of {ALL}")
    expect(page.get_by_test_id("filter-free")).not_to_be_checked()
    expect(page.get_by_test_id("filter-site")).to_have_value("")


def test_nothing_found_says_what_to_do_and_leads_back(house: House, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(f"{house.origin}/?q=%25%27%3A*%F0%9F%A5%90")
    expect(page.get_by_test_id("nothing-found")).to_contain_text("fewer")
    page.get_by_role("link", name="Show all articles").click()
    expect(lines(page)).to_have_count(20)
    expect(page.get_by_test_id("search")).to_have_value("")
    page.goto(f"{house.origin}/?sort=title&after=half-a-curs")
    expect(page.get_by_test_id("list-lost")).to_be_visible()
    page.get_by_role("link", name="Begin at the first").click()
    expect(lines(page)).to_have_count(20)
    expect(page.get_by_test_id("filter-sort")).to_have_value("title")


def test_the_list_in_parts(house: House, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(f"{house.origin}/?sort=title")
    found = page.get_by_test_id("found")
    expect(found).to_have_text(f"Articles 1–20 of {ALL}")
    titles = lines(page).locator("h3").all_inner_texts()
    page.get_by_test_id("next-articles").click()
    expect(found).to_have_text(f"Articles 21–{ALL} of {ALL}")
    expect(page.locator("#articles")).to_be_focused()
    more = lines(page).locator("h3").all_inner_texts()
    assert [*titles, *more] == sorted([*titles, *more], key=str.lower)
    assert len({*titles, *more}) == ALL
    page.reload()
    expect(found).to_have_text(f"Articles 21–{ALL} of {ALL}")
    page.get_by_test_id("first-articles").click()
    expect(found).to_have_text(f"Articles 1–20 of {ALL}")


def test_what_is_free_is_live_everywhere(house: House, new_page: Callable[..., Page]) -> None:
    article = an_article(house, 0)
    listed, on_site, reader, typist = new_page(), new_page(), new_page(), new_page()
    listed.goto(f"{house.origin}/?sort=oldest&free=1&site=crumb-and-co")
    on_site.goto(f"{house.origin}/sites/crumb-and-co?sort=oldest")
    reader.goto(house.origin + article["path"])
    typist.goto(house.origin + article["path"].replace("/sites/", "/order/"))
    marks = [page.locator(f"[data-article='{article['id']}']") for page in (listed, on_site)]
    for mark in marks:
        expect(mark).to_contain_text("One place free")
    expect(reader.get_by_test_id("place-link")).to_be_visible()
    expect(typist.get_by_test_id("subject")).to_contain_text(article["title"])
    typist.locator("[name=anchorText]").fill("half typed")
    order = [line.get_attribute("data-article") for line in lines(listed).all()]

    # Taken by somebody else: every page says so by itself, nothing moves, and what is typed stays
    order_id = take(house, article)
    for mark in marks:
        expect(mark).to_contain_text("Taken at the moment")
        expect(mark.get_by_test_id("place-link")).to_have_count(0)
    assert [line.get_attribute("data-article") for line in lines(listed).all()] == order
    expect(reader.get_by_test_id("taken")).to_be_visible()
    expect(reader.get_by_test_id("place-link")).to_have_count(0)
    similar = reader.get_by_test_id("similar").locator("li")
    expect(similar).to_have_count(3)
    expect(typist.get_by_test_id("taken")).to_be_visible()
    expect(typist.get_by_test_id("similar").locator("li")).to_have_count(3)
    expect(typist.locator("[name=anchorText]")).to_have_value("half typed")

    # Given up: it is free again everywhere
    free_again(house, order_id)
    for mark in marks:
        expect(mark).to_contain_text("One place free")
    expect(reader.get_by_test_id("place-link")).to_be_visible()
    expect(typist.get_by_test_id("taken")).to_have_count(0)

    # A page that missed it, since Redis or its web process was away, catches up
    house.redis(2).flushall()
    house.kill_and_wait("web")
    order_id = take(house, article)
    expect(reader.get_by_test_id("taken")).to_be_visible(timeout=40_000)
    for page in (listed, on_site):  # a list of free places alone, read anew, is without it
        expect(page.locator(f"[data-article='{article['id']}'][data-free=yes]")).to_have_count(0)
    free_again(house, order_id)
    expect(reader.get_by_test_id("place-link")).to_be_visible()


def test_a_link_is_ordered(house: House, new_page: Callable[..., Page]) -> None:
    article = an_article(house, 1)
    page = new_page()
    page.goto(f"{house.origin}/sites/crumb-and-co?sort=oldest")

    # From the list to the article, as the blog shows it, and to the form
    page.locator(f"[data-article='{article['id']}']").get_by_test_id("place-link").click()
    expect(page.get_by_test_id("article-title")).to_have_text(article["title"])
    expect(page.get_by_test_id("catalogue-article").locator("h2, h3").first).to_be_visible()
    expect(page.get_by_test_id("public-page")).to_have_attribute("href", article["url"])
    expect(page).to_have_title(re.compile(re.escape(article["title"])))
    page.get_by_test_id("place-link").click()
    expect(page.get_by_test_id("subject")).to_contain_text(article["title"])

    # Mistakes are named at their fields, and the price of the database is in the review
    fill_backlink_form(page, "backlink@example.com", target="javascript:alert(1)")
    page.get_by_test_id("to-review").click()
    expect(page.get_by_test_id("problem-targetUrl")).to_contain_text("https://")
    expect(page.locator("[name=targetUrl]")).to_be_focused()
    expect(page.locator("[name=anchorText]")).to_have_value("a small kit")
    page.locator("[name=targetUrl]").fill("https://example.com/kit")
    page.get_by_test_id("to-review").hover()
    page.mouse.down()  # as slowly as people do: the mistake's line must not go meanwhile and take the button along
    page.wait_for_timeout(500)
    expect(page.get_by_test_id("problem-targetUrl")).to_be_visible()
    page.mouse.up()
    review = page.get_by_test_id("review")
    expect(review).to_contain_text(article["title"])
    expect(page.get_by_test_id("entered-anchorText")).to_have_text("a small kit")
    price = house.sql("SELECT backlink_price FROM site WHERE slug = 'crumb-and-co'")[0][0]
    expect(page.get_by_test_id("price")).to_have_text(f"${price / 100:.2f}")
    page.get_by_test_id("pay").click()
    page.wait_for_url("**/stripe/pay/**")
    page.get_by_test_id("pay").click()
    page.wait_for_url("**/order-status/**")
    expect(page.get_by_test_id("headline")).to_contain_text("ready to read")

    # The place is gone for everybody else
    other = new_page()
    other.goto(house.origin + article["path"])
    expect(other.get_by_test_id("taken")).to_be_visible()


def test_whoever_comes_second_is_told_before_paying_and_goes_on_with_another(
    house: House, new_page: Callable[..., Page]
) -> None:
    article = an_article(house, 0, "trail-notes")
    page = new_page()
    page.goto(house.origin + article["path"].replace("/sites/", "/order/"))
    fill_backlink_form(page, "second@example.com")
    page.get_by_test_id("to-review").click()
    expect(page.get_by_test_id("review")).to_be_visible()
    order_id = take(house, article)
    page.get_by_test_id("pay").click()
    expect(page.get_by_test_id("pay-message")).to_contain_text("You were not charged")
    assert "/order/trail-notes/" in page.url
    assert house.sql('SELECT count(*) FROM "order" WHERE email = %s', "second@example.com") == [(0,)]

    # Similar articles are at hand, and what was typed comes along
    page.get_by_test_id("similar").get_by_role("link").first.click()
    page.get_by_test_id("place-link").click()
    expect(page.get_by_test_id("order-form")).to_be_visible()
    expect(page.get_by_test_id("subject")).not_to_contain_text(article["title"])
    expect(page.locator("[name=targetUrl]")).to_have_value("https://example.com/kit")
    expect(page.locator("[name=email]")).to_have_value("second@example.com")
    free_again(house, order_id)


def test_addresses_that_lead_nowhere_say_so(house: House, new_page: Callable[..., Page]) -> None:
    page = new_page()
    for path, test_id in {
        "/sites/no-such-site": "site-unknown",
        "/sites/crumb-and-co/no-such-article": "article-unknown",
        "/order/crumb-and-co/no-such-article": "article-unknown",
        "/sites/%F0%9F%A5%90/x": "article-unknown",
    }.items():
        page.goto(house.origin + path)
        expect(page.get_by_test_id(test_id)).to_be_visible()


def test_without_the_database_the_catalogue_says_so_and_comes_back(house: House, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(house.origin)
    expect(lines(page)).to_have_count(20)
    with house.without("postgres"):
        page.get_by_test_id("search").fill("starter")
        expect(page.get_by_test_id("sites-unavailable")).to_be_visible(timeout=30_000)
    wait_until(lambda: house.http.get("/readyz").status_code == 200)
    page.get_by_test_id("retry").click()
    expect(page.get_by_test_id("found")).to_have_text(re.compile(r"^\d articles$"))
    expect(page.get_by_test_id("search")).to_have_value("starter")


def test_whatever_is_sent_over_the_websocket_orders_and_breaks_nothing(house: House) -> None:
    orders = house.sql('SELECT count(*) FROM "order"')
    page = PageSocket(house.origin, path="/sites/crumb-and-co/no-such-article?q=%27&after=x&self=1&free=2")
    page.hydrate()
    for state in (StartState, SiteState, CatalogueArticleState, BacklinkFormState, OrderFormState):
        for name, handler in state.event_handlers.items():
            if name.startswith("set"):
                continue
            called = format_event_handler(handler)
            parameters = [each for each in handler._parameters if each != "self"]
            for garbage in GARBAGE:
                page.send(called, dict.fromkeys(parameters, garbage))
            page.send(called, {"self": "x", "zzz": [1]})
            page.send(called, path="nonsense?=&&&")
    heard = ""
    while heard != page.heard:  # what runs side by side writes the address of the page in any order: let it end
        heard = page.heard
        page.listen(1.5)
    page.forget()
    page.send(format_event_handler(StartState.event_handlers["open_start"]), path="/?q=starter")
    heard += page.wait_for("Keeping a starter alive")
    page.close()
    assert "Traceback" not in heard
    assert house.sql('SELECT count(*) FROM "order"') == orders
