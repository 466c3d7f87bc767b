"""Many pages open in a real web process: each shows a change, and what they share is read once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import col, select

from blog_order import live
from blog_order.database import transaction
from blog_order.models import Article, Order
from blog_order.orders.addresses import order_path
from tests.support.orders import written
from tests.support.shop import Shop
from tests.support.sockets import PageSocket

MANY = 20


class Tabs:
    """Browser tabs without browsers."""

    def __init__(self, web: str, log: Path) -> None:
        self._web, self._log, self._open = web, log, list[PageSocket]()

    def open(self, path: str, text: str) -> None:
        """Open a page in many tabs, and wait until each shows this text."""
        opened = [PageSocket(self._web, path=path) for _ in range(MANY)]
        self._open += opened
        for tab in opened:
            tab.hydrate()
        for tab in opened:
            tab.wait_for(text)
            tab.forget()

    def wait_for(self, text: str) -> None:
        """Wait until each shows it."""
        for tab in self._open:
            tab.wait_for(text)

    def forget(self) -> None:
        """Listen afresh."""
        for tab in self._open:
            tab.forget()

    def reads(self, state: str) -> int:
        """How often something was read for pages of this kind."""
        lines = self._log.read_text().splitlines()
        return sum("pages.read" in line and state in line for line in lines)

    def close(self) -> None:
        """Close all."""
        for tab in self._open:
            tab.close()


@pytest.fixture
def tabs(web: str, web_log: Path) -> Iterator[Tabs]:
    """None are open yet."""
    opened = Tabs(web, web_log)
    yield opened
    opened.close()


def test_all_pages_of_an_order_show_a_change_that_was_read_once(shop: Shop, tabs: Tabs) -> None:
    order_id = written(shop)
    tabs.open(order_path(order_id), "Your article is ready")
    before = tabs.reads("OrderState")

    for topic in ("Bread in winter", "Bread in summer"):
        with transaction() as session:
            session.get_one(Order, order_id).topic = topic
            session.after_commit(lambda: live.order_changed(order_id))
        tabs.wait_for(topic)

    assert tabs.reads("OrderState") - before == 2


def test_all_pages_with_a_list_of_articles_show_a_change_that_was_read_once(shop: Shop, tabs: Tabs) -> None:
    with transaction() as session:
        newest = session.exec(select(Article).order_by(col(Article.published_at).desc(), col(Article.id))).first()
        assert newest is not None
    tabs.open("/", newest.title)
    before = tabs.reads("StartState")

    for slots, words in ((700, '"700 '), (newest.paid_links, '"slots":"')):
        with transaction() as session:
            session.get_one(Article, newest.id).paid_links = slots
            session.after_commit(lambda: live.catalogue_changed(newest.id))
        tabs.wait_for(words)
        tabs.forget()

    assert tabs.reads("StartState") - before == 2
