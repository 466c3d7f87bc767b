"""The customer goes back to an earlier version, and takes versions away as files."""

from __future__ import annotations

import pytest

from blog_order.errors import Conflict, NotFound
from blog_order.orders.deciding.choice import use_version
from blog_order.orders.deciding.submission import submit
from blog_order.orders.events import Event
from blog_order.orders.reading.order_view import read_order
from blog_order.orders.writing.revision import request_revision
from tests.support.orders import drain, order_row, versions, written
from tests.support.shop import Shop

NOTES = "Please make it shorter overall."


@pytest.fixture
def revised(shop: Shop) -> str:
    """An order with two versions, in its customer's review."""
    order_id = written(shop)
    request_revision(order_id, NOTES)
    drain(order_id)
    return order_id


def test_changes_start_from_the_version_gone_back_to_until_a_new_one_is_written(revised: str) -> None:
    use_version(revised, 1)
    assert read_order(revised).chosen_num == 1

    request_revision(revised, NOTES)
    drain(revised)

    first, _second, third = versions(revised)
    assert third.base_id == first.id
    assert read_order(revised).chosen_num is None


def test_it_is_told_once_and_the_newest_is_current_again_when_chosen(revised: str) -> None:
    use_version(revised, 1)
    use_version(revised, 1)
    use_version(revised, 2)

    told = [(event.what, event.detail.get("version")) for event in read_order(revised).events]
    assert [detail for what, detail in told if what == Event.VERSION_CHOSEN] == [1, 2]
    assert order_row(revised).chosen_version_id == versions(revised)[1].id


@pytest.mark.parametrize("num", [0, 3, -5, 10**30])
def test_a_version_that_the_order_does_not_have_is_not_chosen(revised: str, num: int) -> None:
    with pytest.raises(NotFound):
        use_version(revised, num)
    assert order_row(revised).chosen_version_id is None


def test_what_is_with_the_editor_cannot_be_exchanged(revised: str) -> None:
    submit(revised, versions(revised)[1].id)
    with pytest.raises(Conflict):
        use_version(revised, 1)


def test_the_api_goes_back_to_a_version(shop: Shop, revised: str) -> None:
    answer = shop.api.post("/api/v1/purchase/use-version", json={"orderId": revised, "versionNum": 1})
    assert answer.status_code == 200, answer.text
    assert read_order(revised).chosen_num == 1
    for wrong in ({"orderId": revised}, {"orderId": revised, "versionNum": 0}, {"orderId": revised, "versionNum": "x"}):
        assert shop.api.post("/api/v1/purchase/use-version", json=wrong).status_code == 422
    for unknown in ({"orderId": "0" * 32, "versionNum": 1}, {"orderId": "a\x00b", "versionNum": 1}):
        assert shop.api.post("/api/v1/purchase/use-version", json=unknown).status_code == 404


def test_each_version_is_there_as_markdown_and_as_a_page(shop: Shop, revised: str) -> None:
    version = versions(revised)[0]

    markdown = shop.api.get(f"/api/v1/purchase/versions/{revised}/1/markdown")
    page = shop.api.get(f"/api/v1/purchase/versions/{revised}/1/html")

    assert markdown.text == f"# {version.title}\n\n{version.content.strip()}\n"
    assert markdown.headers["content-type"] == "text/markdown; charset=utf-8"
    assert markdown.headers["content-disposition"].startswith('attachment; filename="')
    assert markdown.headers["content-disposition"].endswith('-version-1.md"')
    assert page.text.count("<h1>") == 1 and "<script" not in page.text
    assert 'rel="sponsored"' in page.text
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["0/markdown", "3/html", "1/pdf", "x/html", "99999999999999999999/html"])
def test_a_file_that_is_not_there(shop: Shop, revised: str, path: str) -> None:
    assert shop.api.get(f"/api/v1/purchase/versions/{revised}/{path}").status_code in (404, 422)
    assert shop.api.get(f"/api/v1/purchase/versions/{'0' * 32}/1/html").status_code == 404
