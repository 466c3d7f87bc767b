"""Steps that several journeys through the browser share."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.support.house import House
from tests.support.http import HTTP
from tests.support.waiting import wait_until


def sign_in(house: House, page: Page) -> None:
    """As the admin of the first start, with the password that lies in DATA_DIR."""
    text = (house.settings.data_dir / "admin-credentials.txt").read_text()
    name, password = (re.search(rf"^{what}: (.*)$", text, re.MULTILINE)[1] for what in ("name", "password"))  # type: ignore[index]
    page.goto(f"{house.origin}/admin")
    page.locator("[name=name]").fill(name)
    page.locator("[name=password]").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_test_id("me")).to_have_text(name)


def submit_latest(house: House, order_id: str) -> None:
    """Send the newest version to the editor, over the API."""
    version = house.status(order_id)["version"]["versionId"]
    body = {"orderId": order_id, "versionId": version}
    house.http.post("/api/v1/purchase/submit-for-review", json=body).raise_for_status()


def open_on_desk(editor: Page, number: str) -> None:
    """Wait until the desk lists the order by itself, and open it."""
    line = editor.get_by_test_id("queue").get_by_text(number)
    expect(line).to_be_visible()
    line.click()
    expect(editor.get_by_test_id("decision")).to_be_visible()
    expect(editor.get_by_test_id("desk-article")).to_be_visible()


def ask_for_changes(page: Page, notes: str, version: int) -> None:
    """Type notes on the order's page and wait for the version that follows them."""
    page.get_by_test_id("request-changes").click()
    page.locator("#revisionNotes").fill(notes)
    page.get_by_test_id("send-changes").click()
    expect(page.get_by_test_id("headline")).to_contain_text(f"Version {version} is ready")


def send_to_editor(page: Page) -> None:
    """Send the version on show."""
    page.get_by_test_id("send-to-editor").click()
    expect(page.get_by_test_id("headline")).to_contain_text("Sent to the editor")


def link_in_mail(house: House, to: str, kind: str) -> str:
    """The address of the one button of a mail, as it lies in the mailbox."""
    mail = wait_until(
        lambda: next((m for m in house.mailbox() if to in str(m["to"]) and kind in m["subject"].lower()), None)
    )
    whole = HTTP.get(f"{house.own.standins_url}/mailbox/api/mails/{mail['id']}").json()
    return next(link for link in whole["links"] if "/order-status/" in link)
