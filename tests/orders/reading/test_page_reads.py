"""What an order page reads: the order and each text on show once, however many pages are open."""

from __future__ import annotations

from typing import Any

import pytest

from blog_order.orders.reading.order_view import OrderView
from blog_order.orders.reading.versions import VersionView
from blog_order.orders.writing.revision import request_revision
from blog_order.screens.order.view import reading, shown
from blog_order.screens.order.view.looks import Arrival, Look, Visit
from blog_order.screens.order.view.reading import read_page, read_pages
from tests.support.orders import drain, written
from tests.support.shop import Shop

COMPARING = Look(comparing=True)


@pytest.fixture
def order(shop: Shop) -> str:
    """An order with two versions."""
    order_id = written(shop)
    request_revision(order_id, "Please move the link further down, towards the end.")
    drain(order_id)
    return order_id


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is read: the order's id for the order, a number for the text of a version."""
    done: list[Any] = []
    read_order, read_version = reading.read_order, shown.read_version

    def order_read(order_id: str) -> OrderView:
        done.append(order_id)
        return read_order(order_id)

    def version_read(order_id: str, num: int) -> VersionView:
        done.append(num)
        return read_version(order_id, num)

    monkeypatch.setattr(reading, "read_order", order_read)
    monkeypatch.setattr(shown, "read_version", version_read)
    return done


def test_pages_that_show_the_same_share_every_read(order: str, reads: list[Any]) -> None:
    visits = [Visit(arrival, Look(version=1)) for arrival in ("", Arrival.CANCELLED, Arrival.PAID)]

    pages = read_pages(order, visits)

    assert reads == [order, 1]
    assert list(pages) == visits
    assert {page.text.title for page in pages.values()} == {read_page(order, visits[0]).text.title}


def test_pages_with_different_looks_share_the_read_of_their_order(order: str, reads: list[Any]) -> None:
    looks = [Look(), Look(version=1), COMPARING]

    pages = read_pages(order, [Visit(look=look) for look in looks])

    assert reads[0] == order
    assert sorted(reads[1:]) == [1, 1]
    for look in looks:
        alone = read_page(order, Visit(look=look))
        assert (pages[Visit(look=look)].text, pages[Visit(look=look)].comparison) == (alone.text, alone.comparison)


@pytest.mark.parametrize(
    ("look", "read"),
    [
        (Look(), []),
        (Look(version=2), []),
        (Look(version=1), [1]),
        (COMPARING, [1]),
        (Look(comparing=True, old=2, new=1), [1]),
        (Look(comparing=True, old=1, new=1), [1]),
    ],
)
def test_each_text_on_show_is_read_once_and_the_newest_comes_with_the_order(
    order: str, look: Look, read: list[int], reads: list[Any]
) -> None:
    read_page(order, Visit(look=look))

    assert reads == [order, *read]
