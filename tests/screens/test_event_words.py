"""Every event of an order has words for the people who may see it."""

from __future__ import annotations

import pytest

from blog_order.models import OrderStatus
from blog_order.orders.desk.desk import EventLine
from blog_order.orders.events import DECIDED, HOUSE_ONLY, Event
from blog_order.orders.reading.order_view import EventView
from blog_order.screens.frame.admin.view.timeline import timeline_of
from blog_order.screens.frame.admin.view.words import EVENT_WORDS
from blog_order.screens.order.view.history import TOLD, history_of
from blog_order.settings import PROJECT_ROOT
from tests.support.order_views import NOW, an_order


@pytest.mark.parametrize("event", Event)
def test_admins_read_every_event_in_words(event: Event) -> None:
    (line,) = timeline_of([EventLine(NOW, "worker", event, OrderStatus.PROCESSING, {})], "usd", NOW)

    assert line.text == EVENT_WORDS[event] != ""


@pytest.mark.parametrize("event", Event)
def test_customers_read_every_event_in_words_unless_it_is_house_only(event: Event) -> None:
    history = history_of(an_order(OrderStatus.PROCESSING, events=[EventView(NOW, event, OrderStatus.PROCESSING)]), NOW)

    assert (event in TOLD) != (event in HOUSE_ONLY)
    assert [bool(line.title) for line in history] == ([] if event in HOUSE_ONLY else [True])


def test_admins_read_an_event_of_another_release_by_its_name() -> None:
    (line,) = timeline_of([EventLine(NOW, "worker", "order.gift_wrapped", OrderStatus.PROCESSING, {})], "usd", NOW)

    assert line.text == "Order gift wrapped"


def test_every_event_is_recorded_by_the_domain() -> None:
    readers = {"screens", "reading", "events.py"}
    package = PROJECT_ROOT / "blog_order"
    sources = [
        path.read_text() for path in package.rglob("*.py") if readers.isdisjoint(path.relative_to(package).parts)
    ]
    recorded = {event for event in Event if any(f"Event.{event.name}" in source for source in sources)}

    assert set(Event) - recorded - set(DECIDED.values()) == set()
