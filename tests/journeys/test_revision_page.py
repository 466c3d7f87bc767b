"""The customer's review on the order's page, in Chromium, with a second browser that sees every step pushed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.house import House

NOTES = "Please make it shorter overall, and mention rye flour once."


def open_order(house: House, page: Page, order_id: str) -> None:
    """Open the order's page and wait until it hears from us."""
    page.goto(f"{house.origin}/order-status/{order_id}")
    expect(page.get_by_test_id("live-dot")).to_have_attribute("data-state", "live")
    expect(page.get_by_test_id("headline")).to_be_visible()


def version_tab(page: Page, num: int) -> object:
    """The button that shows a version."""
    return page.locator(f"[data-testid=version-tab][data-version='Version {num}']")


def expect_headline(words: str, *pages: Page) -> None:
    """All these pages say it, without a reload."""
    for page in pages:
        expect(page.get_by_test_id("headline")).to_have_text(re.compile(words))


def test_changes_comparison_submission_and_undo(house: House, new_page: Callable[..., Page]) -> None:
    order_id = house.order_and_pay()
    house.wait_for(order_id, "QUALITY_CHECK")
    customer, friend = new_page(), new_page()
    open_order(house, customer, order_id)
    open_order(house, friend, order_id)

    # Given notes that are too short first, kept over a reload
    customer.get_by_test_id("request-changes").click()
    entry = customer.locator("#revisionNotes")
    expect(entry).to_be_focused()
    entry.fill("short")
    customer.get_by_test_id("send-changes").click()
    expect(customer.get_by_test_id("problem-revisionNotes")).to_contain_text("at least 10 characters")
    customer.reload()
    expect(entry).to_have_value("short")
    expect(customer.get_by_test_id("changes-estimate")).to_contain_text("version 1")

    # When the customer asks for changes, both browsers watch version 2 being written, and version 1 stays readable
    house.write_at(10)
    entry.fill(NOTES)
    customer.get_by_test_id("send-changes").dblclick()
    expect_headline("Version 2, being written", customer, friend)
    for page in (customer, friend):
        expect(page.get_by_test_id("article-body")).to_have_attribute("data-writing", "yes")
        expect(page.get_by_test_id("version-notes")).to_have_text(NOTES)
    version_tab(friend, 1).click()
    expect(friend.get_by_test_id("article-body")).to_have_attribute("data-writing", "no")
    house.write_at(1000)

    # Then version 2 is there, once, and the friend still reads what they chose
    expect_headline("Version 2 is ready to read", customer, friend)
    expect(version_tab(customer, 2)).to_have_attribute("aria-pressed", "true")
    expect(version_tab(friend, 1)).to_have_attribute("aria-pressed", "true")
    assert house.sql("SELECT count(*) FROM revision WHERE order_id = %s", order_id) == [(1,)]

    # and the two can be compared, and version 1 be read, without touching the order
    customer.get_by_test_id("compare").click()
    changed = customer.get_by_test_id("comparison")
    expect(changed.locator("del").first).to_be_attached()
    expect(customer.get_by_test_id("comparison-summary")).to_contain_text("removed")
    customer.get_by_test_id("compare-old").select_option("2")
    expect(customer.get_by_test_id("comparison-summary")).to_have_text("The words are the same in both.")
    version_tab(customer, 1).click()
    expect(customer.get_by_test_id("send-to-editor")).to_have_text("Send version 1 to the editor")
    assert house.status(order_id)["version"]["versionNum"] == 2
    version_tab(customer, 2).click()

    # and kept as a file
    for form, ending in (("markdown", ".md"), ("html", ".html")):
        with customer.expect_download() as download:
            customer.get_by_test_id(f"download-{form}").click()
        assert download.value.suggested_filename.endswith(ending)

    # When version 2 is sent, taken back by the friend, and sent again
    customer.get_by_test_id("send-to-editor").filter(has_text="version 2").click()
    expect_headline("Sent to the editor", customer, friend)
    expect(friend.get_by_test_id("undo")).to_have_text(re.compile(r"Undo \(\d+ s\)"))
    friend.get_by_test_id("undo").click()
    expect_headline("Version 2 is ready to read", customer, friend)
    customer.get_by_test_id("send-to-editor").filter(has_text="version 2").click()
    expect_headline("Sent to the editor", customer, friend)

    # Then it is with the editor when the time to undo is over, on both pages by themselves
    house.end_undo(order_id)
    expect_headline("With the editor", customer, friend)
    expect(customer.get_by_test_id("undo")).to_have_count(0)
    submitted = 'SELECT num FROM article_version v JOIN "order" o ON o.submitted_version_id = v.id WHERE o.id = %s'
    assert house.sql(submitted, order_id) == [(2,)]
    expect(customer.get_by_test_id("history")).to_contain_text("You took it back")
    assert house.status(order_id)["status"] == "ADMIN_REVIEW"


@pytest.mark.long
def test_a_failed_revision_says_so_and_keeps_the_notes(house: House, new_page: Callable[..., Page]) -> None:
    order_id = house.order_and_pay()
    house.wait_for(order_id, "QUALITY_CHECK")
    page = new_page()
    open_order(house, page, order_id)
    house.fault("openai", "invalid_key", 1)
    page.get_by_test_id("request-changes").click()
    page.locator("#revisionNotes").fill(NOTES)
    page.get_by_test_id("send-changes").click()
    expect_headline("Version 2 could not be written", page)
    expect(page.get_by_test_id("next-text")).to_contain_text("as they were")
    page.get_by_test_id("request-changes").click()
    expect(page.locator("#revisionNotes")).to_have_value(NOTES)
    page.get_by_test_id("send-changes").click()
    expect_headline("Version 2 is ready to read", page)
