"""Stripe's list of events brings what never arrived, once and in order, however long it was silent."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.database import transaction
from blog_order.errors import Failure
from blog_order.gateways import stripe
from blog_order.models import CancelReason, Order, OrderStatus, Reconciliation, StripeEvent, utcnow
from blog_order.orders.events import Event
from blog_order.orders.paying import reconciliation, stripe_events
from blog_order.orders.paying.mended import Mended, looked_until, mended_counts, remember_look
from blog_order.orders.paying.reconciliation import fetch_events, mend_orders
from tests.support import faults as planned
from tests.support.orders import history, mails, order_row
from tests.support.shop import Shop
from tests.support.silence import at_once, control, long_ago, paid_at_stripe

pytestmark = pytest.mark.usefixtures("no_webhooks", "no_patience")


def paid_order(shop: Shop) -> str:
    """Paid at Stripe, and young: only the list of events tells of it."""
    order_id = str(shop.order()["orderId"])
    paid_at_stripe(shop, order_id)
    return order_id


def stored(session_id: str) -> list[StripeEvent]:
    with transaction() as session:
        about = col(StripeEvent.payload)["data"]["object"]["id"].astext == session_id
        return list(session.exec(select(StripeEvent).where(about)))


def set_cursor(at: dt.datetime) -> None:
    with transaction() as session:
        remember_look(session, Mended.EVENTS, at)
        session.execute(sa.update(Reconciliation).where(col(Reconciliation.name) == "events").values(looked_at=at))


def cursor() -> dt.datetime:
    with transaction() as session:
        return looked_until(session, Mended.EVENTS)


def test_events_that_never_arrived_are_fetched_and_handled_once(shop: Shop) -> None:
    order = paid_order(shop)
    before, began = mended_counts()["events"], utcnow()
    missed = fetch_events()
    assert missed >= 1
    assert mended_counts()["events"] - before == missed
    assert order_row(order).status == OrderStatus.PROCESSING
    assert [event.outcome for event in stored(shop.session_of(order)["id"])] == ["paid"]
    assert cursor() >= began
    assert fetch_events() == 0
    assert mended_counts()["events"] - before == missed


def test_an_event_whose_webhook_may_be_on_its_way_is_left_to_it(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    fetch_events()
    order = paid_order(shop)
    with monkeypatch.context() as patch:
        patch.setattr(reconciliation, "_patience", lambda: dt.timedelta(minutes=10))
        fetch_events()
    assert stored(shop.session_of(order)["id"]) == []
    fetch_events()
    assert order_row(order).status == OrderStatus.PROCESSING


def test_an_event_that_arrived_is_not_fetched(shop: Shop) -> None:
    order = paid_order(shop)
    fetch_events()
    (event,) = stored(shop.session_of(order)["id"])
    before = mended_counts()["events"]
    shop.send(event.payload)
    fetch_events()
    assert mended_counts()["events"] == before
    assert history(order).count(Event.ORDER_PAID) == 1


def test_money_that_came_after_an_order_was_given_up_is_served(shop: Shop) -> None:
    order = paid_order(shop)
    with transaction() as session:
        ended = {"status": OrderStatus.CANCELLED, "cancel_reason": CancelReason.EXPIRED}
        session.execute(sa.update(Order).where(col(Order.id) == order).values(ended))
    mend_orders()
    assert order_row(order).status == OrderStatus.CANCELLED
    fetch_events()
    assert order_row(order).status == OrderStatus.PROCESSING


def test_a_bank_transfer_that_failed_in_silence_ends_its_order(shop: Shop) -> None:
    order = str(shop.order()["orderId"])
    page = shop.session_of(order)["id"]
    control(f"sessions/{page}/pay-later")
    long_ago(Order, order)
    mend_orders()
    assert order_row(order).payment_state == "pending"
    control(f"sessions/{page}/settle", {"outcome": "failed"})
    fetch_events()
    assert order_row(order).status == OrderStatus.CANCELLED
    assert mails(order) == ["order_cancelled"]


def test_a_dispute_nobody_told_of_stops_its_order(shop: Shop) -> None:
    order = paid_order(shop)
    fetch_events()
    control(f"sessions/{shop.session_of(order)['id']}/dispute", {"reason": "fraudulent"})
    fetch_events()
    assert (order_row(order).status, order_row(order).cancel_reason) == (OrderStatus.CANCELLED, CancelReason.DISPUTED)


def test_more_than_a_page_of_events_is_fetched_to_its_end(shop: Shop) -> None:
    fetch_events()
    order = paid_order(shop)  # the oldest, so on the last page
    line = {"currency": "usd", "unit_amount": 500, "product_data": {"name": "Something else"}}
    for _ in range(105):
        made = stripe.client().v1.checkout.sessions.create(
            {"success_url": "https://example.com/", "line_items": [{"quantity": 1, "price_data": line}]}  # type: ignore[typeddict-item]
        )
        stripe.expire_session(made.id)
    assert fetch_events() == 106
    assert order_row(order).status == OrderStatus.PROCESSING
    assert fetch_events() == 0


def test_a_long_absence_is_made_up_for_piece_by_piece(
    shop: Shop, faults: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    order = paid_order(shop)
    old = str(shop.order()["orderId"])
    long_ago(Order, old, minutes=60 * 24 * 60)
    away_since = utcnow() - dt.timedelta(days=3)
    set_cursor(away_since)
    asked: list[tuple[int, int]] = []
    real = stripe.list_events

    def list_events(types: list[str], since: int, until: int) -> list[dict[str, Any]]:
        asked.append((since, until))
        if len(asked) == 3:
            faults("stripe", "server_error", calls=1000)
        return real(types, since, until)

    monkeypatch.setattr(stripe, "list_events", list_events)
    with pytest.raises(Failure):
        fetch_events()
    done = cursor()
    assert dt.timedelta(days=1, hours=23) < done - away_since < dt.timedelta(days=2)
    assert order_row(order).status == OrderStatus.AWAITING_PAYMENT
    planned.clear()
    fetch_events()
    assert order_row(order).status == OrderStatus.PROCESSING
    assert asked[0][0] == int((away_since - reconciliation.EVENTS_OVERLAP).timestamp())
    assert asked[3][0] == int((done - reconciliation.EVENTS_OVERLAP).timestamp())
    assert all(one[1] == two[0] for one, two in itertools.pairwise(asked[:3]))


def test_stripe_is_not_asked_for_more_than_it_keeps(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    long_ago(Order, str(shop.order()["orderId"]), minutes=90 * 24 * 60)
    set_cursor(utcnow() - dt.timedelta(days=80))
    asked: list[int] = []
    monkeypatch.setattr(stripe, "list_events", lambda _types, since, _until: asked.append(since) or [])
    fetch_events()
    assert len(asked) == 30
    assert utcnow() - dt.datetime.fromtimestamp(asked[0], dt.UTC) < dt.timedelta(days=30, minutes=5)


@pytest.mark.parametrize("value", ["a\0b", "\ud800"])
def test_an_event_that_cannot_be_stored_is_in_nobodys_way(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    order = paid_order(shop)
    real = stripe.list_events
    bad = shop.event("checkout.session.completed", {"id": value, "metadata": None})
    monkeypatch.setattr(stripe, "list_events", lambda *asked: [bad, *real(*asked)])
    fetch_events()
    assert order_row(order).status == OrderStatus.PROCESSING
    with transaction() as session:
        assert session.get(StripeEvent, bad["id"]) is None


def test_a_fetched_event_whose_handling_fails_is_put_off_like_any_other(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = paid_order(shop)

    def crash(*_: object) -> str:
        raise RuntimeError("a crash between storing and handling")

    with monkeypatch.context() as patch:
        patch.setitem(stripe_events.HANDLERS, "checkout.session.completed", crash)
        fetch_events()
    (event,) = stored(shop.session_of(order)["id"])
    assert event.handled_at is None
    before = mended_counts()
    with transaction() as session:
        session.execute(sa.update(StripeEvent).where(col(StripeEvent.id) == event.id).values(try_at=utcnow()))
    stripe_events.handle_stored_events()
    assert order_row(order).status == OrderStatus.PROCESSING
    after = mended_counts()
    assert (after["events"], after["stored_events"]) == (before["events"], before["stored_events"] + 1)


def test_several_schedulers_fetch_each_event_once(shop: Shop) -> None:
    fetch_events()
    orders = [paid_order(shop) for _ in range(4)]
    before = mended_counts()["events"]
    assert at_once(fetch_events) == 4
    assert mended_counts()["events"] - before == 4
    assert [history(order).count(Event.ORDER_PAID) for order in orders] == [1] * 4
