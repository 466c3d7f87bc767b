"""The second half of an order's life in Chromium: customer and editor side by side, to the published page."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.house import House
from tests.support.http import HTTP
from tests.support.journeys import ask_for_changes, link_in_mail, open_on_desk, send_to_editor, sign_in, submit_latest


@pytest.mark.long
def test_revised_sent_back_revised_approved_and_published(house: House, new_page: Callable[..., Page]) -> None:
    email = "editor-journey@example.com"
    customer, editor = new_page(), new_page()

    # Given a customer who pays, and an editor at the desk
    order_id, _ = house.order(email=email, anchorText="a very simple kit")
    number = house.status(order_id)["orderDetails"]["number"]
    customer.goto(house.sql("SELECT url FROM checkout WHERE order_id = %s", order_id)[0][0])
    customer.get_by_test_id("pay").click()
    customer.wait_for_url(f"**/order-status/{order_id}**")
    sign_in(house, editor)

    # When the article from the mail is revised, sent, taken back and sent again
    customer.goto(link_in_mail(house, email, "is ready for review"))
    ask_for_changes(customer, "Please make it shorter overall.", 2)
    customer.goto(link_in_mail(house, email, "version 2 is ready"))
    send_to_editor(customer)
    customer.get_by_test_id("undo").click()
    expect(customer.get_by_test_id("headline")).to_contain_text("Version 2 is ready")
    send_to_editor(customer)

    # Then the desk lists it by itself, when it can no longer be taken back
    open_on_desk(editor, number)
    expect(editor.get_by_test_id("link-anchor")).to_have_text("a very simple kit")

    # When the editor sends it back, the customer reads the note behind the mail's link, and asks for changes again
    editor.get_by_test_id("open-send-back").click()
    editor.locator("#send-back-note").fill("Please name a source for the second section.")
    editor.get_by_test_id("send-back-submit").click()
    expect(editor.get_by_test_id("undo-bar")).to_contain_text(number)
    customer.goto(link_in_mail(house, email, "the editor asks"))
    expect(customer.get_by_test_id("editor-note")).to_contain_text("Please name a source for the second section.")
    ask_for_changes(customer, "Name a source for the second section.", 3)
    customer.goto(link_in_mail(house, email, "version 3 is ready"))
    send_to_editor(customer)

    # Then approval, undone once, publishes when its undo has passed
    open_on_desk(editor, number)
    editor.get_by_test_id("approve").click()
    editor.get_by_test_id("undo").first.click()
    expect(editor.get_by_test_id("undo")).to_have_count(0)
    assert house.status(order_id)["status"] == "ADMIN_REVIEW"
    open_on_desk(editor, number)

    # When the editor changes the text, preview and check follow what is typed, and a version comes of it
    editor.get_by_test_id("edit-text").click()
    expect(editor.get_by_test_id("base")).to_contain_text("from version 3")
    body = editor.get_by_test_id("edit-body")
    whole = body.input_value()
    body.fill(whole.replace("](https://example.com/starter-kit)", "]"))
    expect(editor.get_by_test_id("required")).to_contain_text("Your link is there, once")
    body.fill(f"{whole.rstrip()}\n\nAn editor wrote this last sentence.")
    expect(editor.get_by_test_id("preview")).to_contain_text("An editor wrote this last sentence.")
    expect(editor.get_by_test_id("passes")).to_be_visible()
    editor.locator("#note").fill("One sentence at the end.")

    # and all of it, an emptied title too, is there after a reload, until it is discarded
    title = editor.get_by_test_id("edit-title").input_value()
    editor.get_by_test_id("edit-title").fill("")
    expect(editor.get_by_test_id("required")).to_contain_text("has no title")
    editor.get_by_test_id("save-edited").click()
    expect(editor.get_by_test_id("editing-form").get_by_role("alert")).to_contain_text("title")
    editor.get_by_role("link", name="Back to the desk").click()  # a refused text is not lost by leaving it
    expect(editor.get_by_test_id("editing-form")).to_have_count(0)
    editor.go_back()
    expect(editor.get_by_test_id("edit-title")).to_have_value("")
    editor.reload()
    expect(editor.get_by_test_id("drafts-back")).to_be_visible()
    expect(editor.get_by_test_id("edit-title")).to_have_value("")
    expect(editor.get_by_test_id("required")).to_contain_text("has no title")
    expect(editor.get_by_test_id("preview")).to_contain_text("An editor wrote this last sentence.")
    editor.get_by_test_id("edit-title").fill("Typed a moment before it is discarded")
    editor.get_by_role("button", name="Discard it").click()
    expect(editor.get_by_test_id("edit-title")).to_have_value(title)
    expect(editor.get_by_test_id("passes")).to_be_visible()
    expect(editor.get_by_test_id("drafts-back")).to_be_hidden()
    editor.get_by_test_id("edit-body").fill(f"{whole.rstrip()}\n\nAn editor wrote this last sentence.")
    expect(editor.get_by_test_id("preview")).to_contain_text("An editor wrote this last sentence.")
    editor.locator("#note").fill("One sentence at the end.")
    editor.get_by_test_id("save-edited").click()
    expect(editor.get_by_test_id("desk-article")).to_contain_text("An editor wrote this last sentence.")
    expect(customer.get_by_test_id("edited")).to_contain_text("edited this version, starting from version 3")

    # and it is what is approved
    editor.wait_for_timeout(1000)  # a second press right after the first is taken for a double click
    editor.get_by_test_id("approve").click()
    expect(editor.get_by_test_id("undo-bar")).to_contain_text(number)
    published = customer.get_by_test_id("published-link")
    expect(published).to_have_attribute("href", re.compile("/blog/"))
    data = house.wait_for(order_id, "COMPLETED")
    customer.goto(link_in_mail(house, email, "we have your order"))
    expect(customer.get_by_test_id("published-link")).to_be_visible()

    # and every mail came once, save that of the submission that was taken back
    house.expect_mails(
        order_id,
        "request_received",
        "content_ready",
        "revision_ready",
        "submitted",
        "sent_back",
        "revision_ready",
        "submitted",
        "published",
    )

    # and the page is there, with the customer's link, at the address in the mail
    mail = next(m for m in house.mailbox() if email in str(m["to"]) and "is published" in m["subject"])
    whole = HTTP.get(f"{house.own.standins_url}/mailbox/api/mails/{mail['id']}").json()
    address = next(link for link in whole["links"] if "/blog/" in link)
    assert address == data["orderDetails"]["publishedUrl"]
    reader = new_page()
    reader.goto(address)
    link = reader.get_by_role("link", name="a very simple kit")
    expect(link).to_have_attribute("href", "https://example.com/starter-kit")
    expect(link).to_have_attribute("rel", re.compile("sponsored"))
    expect(reader.get_by_text("An editor wrote this last sentence.")).to_be_visible()
    site = address.rsplit("/", 1)[0]
    title = reader.locator("h1").inner_text()
    for place in (site, f"{site}/feed.xml"):
        assert html.escape(title, quote=False) in HTTP.get(place).text
    slug = address.rsplit("/", 1)[1]
    assert slug in HTTP.get(f"{house.origin}/sitemap-{site.rsplit('/', 1)[1]}-1.xml").text


@pytest.mark.long
def test_two_editors_one_decision(house: House, new_page: Callable[..., Page]) -> None:
    order_id = house.order_and_pay()
    number = house.wait_for(order_id, "QUALITY_CHECK")["orderDetails"]["number"]
    ada, bob = new_page(), new_page()
    sign_in(house, ada)
    sign_in(house, bob)
    submit_latest(house, order_id)
    open_on_desk(ada, number)
    open_on_desk(bob, number)
    # Both buttons are found before either is pressed: the second may go from its page as soon as the first decides.
    buttons = [editor.get_by_test_id("approve").element_handle() for editor in (ada, bob)]
    for button in buttons:
        assert button is not None
        button.evaluate("button => button.click()")
    house.wait_for(order_id, "COMPLETED")
    assert house.sql("SELECT count(*) FROM decision WHERE order_id = %s", order_id) == [(1,)]
    assert house.sql("SELECT count(*) FROM article WHERE order_id = %s", order_id) == [(1,)]
    house.expect_mails(order_id, "request_received", "content_ready", "submitted", "published")
