"""What never came from Stripe is asked for: no webhook of the stand-in is ever delivered here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import httpx
import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.database import transaction
from blog_order.gateways import stripe
from blog_order.models import (
    CancelReason,
    Checkout,
    Job,
    JobState,
    Order,
    OrderStatus,
    PaymentState,
    Refund,
    RefundState,
    StripeEvent,
    utcnow,
)
from blog_order.orders.administration import refund_and_cancel
from blog_order.orders.reconciliation import fetch_events, mend_orders, mend_refunds, mended_counts, reconcile
from blog_order.settings import get_settings
from tests.api.conftest import Shop
from tests.orders.conftest import drain, order_row
from tests.orders.test_slots import free, make_article, opened


def control(path: str, body: object = None) -> None:
    own = get_settings().embedded
    assert own is not None
    httpx.post(f"{own.standins_url}/stripe/control/{path}", json=body).raise_for_status()


@pytest.fixture(autouse=True)
def no_webhooks(_services: None) -> Iterator[None]:
    """Another test's web server may have the port that webhooks go to."""
    own = get_settings().embedded
    assert own is not None
    control("delivery", {"mode": "never", "events": 10_000})
    yield
    httpx.delete(f"{own.standins_url}/stripe/control/delivery").raise_for_status()


def paid_at_stripe(shop: Shop, order_id: str) -> None:
    control(f"sessions/{shop.session_of(order_id)['id']}/pay")


def long_ago(table: type[Order] | type[Refund], row_id: str, minutes: int = 30) -> None:
    with transaction() as session:
        then = utcnow() - dt.timedelta(minutes=minutes)
        session.execute(sa.update(table).where(col(table.id) == row_id).values(created_at=then))


def test_a_paid_order_whose_webhook_never_came_is_begun(shop: Shop) -> None:
    order = str(shop.order()["orderId"])
    paid_at_stripe(shop, order)
    mend_orders()
    assert order_row(order).status == OrderStatus.AWAITING_PAYMENT  # it is young: the webhook may be on its way
    long_ago(Order, order)
    before = mended_counts().get("orders", 0)
    assert mend_orders() >= 1
    assert order_row(order).status == OrderStatus.PROCESSING
    assert mended_counts()["orders"] >= before + 1
    drain(order)
    assert order_row(order).status == OrderStatus.QUALITY_CHECK
    mend_orders()
    with transaction() as session:
        jobs = session.exec(select(Job.id).where(Job.order_id == order, Job.queue == "article-generation")).all()
    assert len(jobs) == 1


def test_an_expired_page_whose_webhook_never_came_frees_its_place(shop: Shop) -> None:
    article = make_article()
    order = opened(shop, article)
    stripe.expire_session(shop.session_of(order)["id"])
    long_ago(Order, order)
    mend_orders()
    assert (order_row(order).cancel_reason, free(shop, article)) == (CancelReason.EXPIRED, 1)


def forget_session(order_id: str) -> None:
    """As after a crash between Stripe's answer and our commit."""
    with transaction() as session:
        checkout = session.exec(select(Checkout).where(Checkout.order_id == order_id)).one()
        checkout.stripe_session_id, checkout.url = None, ""


def test_a_page_that_only_stripe_knows_of_is_found_by_our_own_id(shop: Shop) -> None:
    order = str(shop.order()["orderId"])
    paid_at_stripe(shop, order)
    forget_session(order)
    long_ago(Order, order)
    mend_orders()
    assert order_row(order).status == OrderStatus.PROCESSING
    assert shop.session_of(order)["payment_status"] == "paid"


def test_an_order_that_never_got_a_page_ends_when_its_time_is_over(shop: Shop) -> None:
    for _ in range(2):
        order = str(shop.order()["orderId"])
        with transaction() as session:
            checkout = session.exec(select(Checkout).where(Checkout.order_id == order)).one()
            session.execute(sa.delete(Checkout).where(col(Checkout.id) == checkout.id))
            session.add(Checkout(order_id=order, expires_at=utcnow() - dt.timedelta(minutes=1)))
        long_ago(Order, order, minutes=45)
        mend_orders()
        assert order_row(order).cancel_reason == CancelReason.EXPIRED


def refunding(shop: Shop) -> tuple[str, str]:
    """A paid order, and its refund that has not been sent to Stripe."""
    order = str(shop.order()["orderId"])
    paid_at_stripe(shop, order)
    long_ago(Order, order)
    mend_orders()
    refund_and_cancel(order, admin="ada")
    with transaction() as session:
        refund = session.exec(select(Refund.id).where(Refund.order_id == order)).one()
    return order, refund


def test_a_refund_whose_answer_was_lost_is_found_at_stripe_and_not_made_twice(shop: Shop) -> None:
    order, refund = refunding(shop)
    row = order_row(order)
    stripe.refund(refund_id=refund, payment_intent=row.payment_intent or "", amount=row.amount, reason="refunded")
    long_ago(Refund, refund)
    assert mend_refunds() >= 1
    assert order_row(order).payment_state == PaymentState.REFUNDED
    drain(order)
    made = stripe.client().v1.refunds.list({"payment_intent": row.payment_intent or ""})
    assert len(made.data) == 1


def test_a_refund_that_nobody_works_on_is_asked_for_again(shop: Shop) -> None:
    order, refund = refunding(shop)
    with transaction() as session:
        session.execute(
            sa.update(Job)
            .where(col(Job.order_id) == order, col(Job.kind) == "refund_order")
            .values(state=JobState.CANCELLED, finished_at=utcnow())
        )
    long_ago(Refund, refund)
    mend_refunds()
    drain(order)
    with transaction() as session:
        assert session.get_one(Refund, refund).state == RefundState.SUCCEEDED


def test_events_that_never_arrived_are_fetched_and_handled_once(shop: Shop) -> None:
    order = str(shop.order()["orderId"])
    paid_at_stripe(shop, order)
    assert fetch_events() >= 1
    assert order_row(order).status == OrderStatus.PROCESSING
    with transaction() as session:
        stored = session.exec(
            select(StripeEvent).where(
                col(StripeEvent.payload)["data"]["object"]["id"].astext == shop.session_of(order)["id"]
            )
        ).all()
    assert [event.outcome for event in stored] == ["paid"]
    assert fetch_events() == 0


def test_stripe_away_stops_nothing_else_and_loses_nothing(shop: Shop, faults: Callable[..., None]) -> None:
    order = str(shop.order()["orderId"])
    paid_at_stripe(shop, order)
    long_ago(Order, order)
    faults("stripe", "server_error", calls=100)
    reconcile()
    assert order_row(order).status == OrderStatus.AWAITING_PAYMENT
    own = get_settings().embedded
    assert own is not None
    httpx.delete(f"{own.standins_url}/faults").raise_for_status()
    assert set(reconcile()) == {"orders", "refunds", "events"}
    assert order_row(order).status == OrderStatus.PROCESSING


@pytest.mark.parametrize("ended", [OrderStatus.CANCELLED, OrderStatus.PROCESSING])
def test_what_has_moved_on_is_left_alone(shop: Shop, ended: OrderStatus) -> None:
    order = str(shop.order()["orderId"])
    if ended == OrderStatus.PROCESSING:
        shop.send(shop.paid_event(order))
    else:
        shop.api.post("/api/v1/purchase/cancel", json={"orderId": order})
    long_ago(Order, order)
    reconcile()
    assert order_row(order).status == ended
