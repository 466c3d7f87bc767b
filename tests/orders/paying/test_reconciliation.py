"""Orders and refunds that Stripe never told us of are asked for, and mended once."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.cli.reconcile import main
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
    utcnow,
)
from blog_order.orders.desk.administration import refund_and_cancel
from blog_order.orders.events import Event
from blog_order.orders.paying import reconciliation
from blog_order.orders.paying.mended import mended_counts
from blog_order.orders.paying.reconciliation import mend_orders, mend_refunds, reconcile
from tests.support import faults as planned
from tests.support.articles import make_article
from tests.support.backlinks import free, opened
from tests.support.faults import standins_url
from tests.support.http import HTTP
from tests.support.orders import drain, history, mails, order_row
from tests.support.shop import Shop
from tests.support.silence import at_once, control, long_ago, paid_at_stripe, waiting_order

pytestmark = pytest.mark.usefixtures("no_webhooks", "no_others")

SILENT_CALLS = 3
"""The SDK tries each call so often."""


# --- orders ------------------------------------------------------------------------------------------------------


def test_a_paid_order_whose_webhook_never_came_is_begun(shop: Shop) -> None:
    order = str(shop.order()["orderId"])
    paid_at_stripe(shop, order)
    mend_orders()
    assert order_row(order).status == OrderStatus.AWAITING_PAYMENT  # it is young: the webhook may be on its way
    long_ago(Order, order)
    before = mended_counts()
    assert mend_orders() >= 1
    assert order_row(order).status == OrderStatus.PROCESSING
    assert mended_counts()["orders"] > before["orders"]
    drain(order)
    assert order_row(order).status == OrderStatus.QUALITY_CHECK
    mend_orders()
    assert history(order).count(Event.ORDER_PAID) == 1


def test_an_expired_page_whose_webhook_never_came_frees_its_place(shop: Shop) -> None:
    article = make_article()
    order = opened(shop, article)
    stripe.expire_session(shop.session_of(order)["id"])
    long_ago(Order, order)
    mend_orders()
    assert (order_row(order).cancel_reason, free(shop, article)) == (CancelReason.EXPIRED, 1)


def test_an_order_whose_page_is_still_open_goes_on_waiting(shop: Shop) -> None:
    order = waiting_order(shop, paid=False)
    mend_orders()
    assert history(order) == [Event.ORDER_CREATED]


def test_what_is_older_than_any_payment_is_not_asked_for(shop: Shop) -> None:
    order = waiting_order(shop)
    long_ago(Order, order, minutes=9 * 24 * 60)
    mend_orders()
    assert order_row(order).status == OrderStatus.AWAITING_PAYMENT
    long_ago(Order, order, minutes=7 * 24 * 60)
    mend_orders()
    assert order_row(order).status == OrderStatus.PROCESSING


def forget_session(order_id: str, *, expired: bool = False) -> None:
    """As after a crash between Stripe's answer and our commit."""
    with transaction() as session:
        checkout = session.exec(select(Checkout).where(Checkout.order_id == order_id)).one()
        checkout.stripe_session_id, checkout.url = None, ""
        if expired:
            checkout.expires_at = utcnow() - dt.timedelta(minutes=1)


@pytest.mark.parametrize("paid", [True, False])
def test_a_page_that_only_stripe_knows_of_is_found_by_our_own_id(shop: Shop, paid: bool) -> None:
    order = waiting_order(shop, paid=paid)
    known = shop.session_of(order)["id"]
    forget_session(order)
    before = mended_counts()["orders"]
    assert mend_orders() >= 1
    assert mended_counts()["orders"] > before
    assert order_row(order).status == (OrderStatus.PROCESSING if paid else OrderStatus.AWAITING_PAYMENT)
    with transaction() as session:
        checkout = session.exec(select(Checkout).where(Checkout.order_id == order)).one()
    assert checkout.stripe_session_id == known
    assert bool(checkout.url) is not paid  # a page that is still open can be gone to


def test_a_page_is_found_beyond_a_hundred_others(shop: Shop) -> None:
    order = waiting_order(shop)
    forget_session(order)
    line = {"currency": "usd", "unit_amount": 500, "product_data": {"name": "Something else"}}
    for _ in range(110):
        stripe.client().v1.checkout.sessions.create(
            {"success_url": "https://example.com/", "line_items": [{"quantity": 1, "price_data": line}]}  # type: ignore[typeddict-item]
        )
    mend_orders()
    assert order_row(order).status == OrderStatus.PROCESSING


def test_orders_that_never_got_a_page_end_when_their_time_is_over(shop: Shop) -> None:
    over, open_still = [str(shop.order()["orderId"]) for _ in range(2)], str(shop.order()["orderId"])
    for order in (*over, open_still):
        with transaction() as session:
            checkout = session.exec(select(Checkout).where(Checkout.order_id == order)).one()
            ended = checkout.expires_at if order == open_still else utcnow() - dt.timedelta(minutes=1)
            session.execute(sa.delete(Checkout).where(col(Checkout.id) == checkout.id))
            session.add(Checkout(order_id=order, expires_at=ended))
        long_ago(Order, order, minutes=45)
    mend_orders()
    assert [order_row(order).cancel_reason for order in over] == [CancelReason.EXPIRED] * 2
    assert order_row(open_still).status == OrderStatus.AWAITING_PAYMENT


def test_an_order_that_stripe_will_not_tell_of_keeps_no_other_waiting(shop: Shop, faults: Callable[..., None]) -> None:
    orders = [waiting_order(shop) for _ in range(4)]
    faults("stripe", "server_error", calls=SILENT_CALLS, path=shop.session_of(orders[1])["id"])
    with transaction() as session:
        unknown = session.exec(select(Checkout).where(Checkout.order_id == orders[2])).one()
        unknown.stripe_session_id = "cs_test_of_another_account" + unknown.id
    mend_orders()
    states = [order_row(order).status == OrderStatus.PROCESSING for order in orders]
    assert states == [True, False, False, True]
    mend_orders()
    assert order_row(orders[1]).status == OrderStatus.PROCESSING


def test_stripe_away_is_not_asked_for_each_of_many(shop: Shop, faults: Callable[..., None]) -> None:
    orders = [waiting_order(shop) for _ in range(reconciliation.SILENCES + 3)]
    faults("stripe", "server_error", calls=1000)
    mend_orders()
    used = HTTP.get(f"{standins_url()}/faults").json()["faults"][0]["used"]
    assert used == reconciliation.SILENCES * SILENT_CALLS
    planned.clear()
    mend_orders()
    assert {order_row(order).status for order in orders} == {OrderStatus.PROCESSING}


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param("server_error", marks=pytest.mark.long),
        pytest.param("drop", marks=pytest.mark.long),
        "invalid_key",
        "missing",
        "wrong_type",
        "invalid_json",
    ],
)
def test_stripe_away_or_talking_nonsense_loses_nothing(shop: Shop, faults: Callable[..., None], fault: str) -> None:
    refunding_order, refund = refunding(shop)  # first: it asks Stripe about every order that waits
    long_ago(Refund, refund)
    order = waiting_order(shop)
    lost = waiting_order(shop)
    forget_session(lost, expired=True)
    nonsense = fault in ("missing", "wrong_type", "invalid_json")
    faults("stripe", "bad_schema" if nonsense else fault, calls=1000, variant=fault if nonsense else "")
    reconcile()
    assert history(order) == history(lost) == [Event.ORDER_CREATED]
    assert order_row(refunding_order).payment_state == PaymentState.REFUND_PENDING
    planned.clear()
    assert set(reconcile()) == {"orders", "refunds", "events"}
    assert order_row(order).status == order_row(lost).status == OrderStatus.PROCESSING


@pytest.mark.parametrize("ended", [OrderStatus.CANCELLED, OrderStatus.PROCESSING])
def test_what_has_moved_on_is_left_alone(shop: Shop, ended: OrderStatus) -> None:
    order = str(shop.order()["orderId"])
    if ended == OrderStatus.PROCESSING:
        shop.send(shop.paid_event(order))
    else:
        shop.api.post("/api/v1/purchase/cancel", json={"orderId": order})
    long_ago(Order, order)
    before = history(order)
    reconcile()
    assert order_row(order).status == ended
    assert history(order) == before


def test_several_schedulers_mend_each_order_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    mend_orders()  # what other tests have left
    orders = [waiting_order(shop) for _ in range(3)]
    pages = [waiting_order(shop, paid=False) for _ in range(2)]
    for order in pages:
        forget_session(order)
    meet_after(monkeypatch, "find_sessions", schedulers=3)
    before = mended_counts()["orders"]
    assert at_once(mend_orders) == len(orders) + len(pages)
    assert mended_counts()["orders"] - before == len(orders) + len(pages)
    assert [history(order).count(Event.ORDER_PAID) for order in (*orders, *pages)] == [1, 1, 1, 0, 0]
    assert [mails(order) for order in orders] == [["request_received"]] * 3


# --- refunds -----------------------------------------------------------------------------------------------------


def refunding(shop: Shop) -> tuple[str, str]:
    """A paid order, and its refund that has not been sent to Stripe."""
    order = waiting_order(shop)
    mend_orders()
    refund_and_cancel(order, admin="ada")
    with transaction() as session:
        refund = session.exec(select(Refund.id).where(Refund.order_id == order)).one()
    return order, refund


def made_at_stripe(order_id: str, refund_id: str) -> stripe.RefundAnswer:
    """Stripe makes the refund, and its answer is lost."""
    row = order_row(order_id)
    return stripe.refund(
        refund_id=refund_id, payment_intent=row.payment_intent or "", amount=row.amount, reason="refunded"
    )


def end_refund_job(order_id: str) -> None:
    with transaction() as session:
        session.execute(
            sa.update(Job)
            .where(col(Job.order_id) == order_id, col(Job.kind) == "refund_order")
            .values(state=JobState.CANCELLED, finished_at=utcnow())
        )


def refund_row(refund_id: str) -> Refund:
    with transaction() as session:
        return session.get_one(Refund, refund_id)


def test_a_refund_whose_answer_was_lost_is_found_at_stripe_and_not_made_twice(shop: Shop) -> None:
    order, refund = refunding(shop)
    made_at_stripe(order, refund)
    mend_refunds()
    assert order_row(order).payment_state == PaymentState.REFUND_PENDING  # young: its job has it in hand
    long_ago(Refund, refund)
    before = mended_counts()["refunds"]
    assert mend_refunds() >= 1
    assert mended_counts()["refunds"] > before
    assert order_row(order).payment_state == PaymentState.REFUNDED
    drain(order)
    made = stripe.client().v1.refunds.list({"payment_intent": order_row(order).payment_intent or ""})
    assert len(made.data) == 1
    assert history(order).count(Event.REFUND_SUCCEEDED) == 1


@pytest.mark.parametrize(("outcome", "state"), [("succeeded", RefundState.SUCCEEDED), ("failed", RefundState.REFUSED)])
def test_a_pending_refund_whose_end_was_never_told_is_settled(shop: Shop, outcome: str, state: RefundState) -> None:
    order, refund = refunding(shop)
    control("refunds", {"behaviour": "pending", "seconds": 600})
    drain(order)
    long_ago(Refund, refund)
    mend_refunds()
    assert refund_row(refund).state == RefundState.PENDING  # as Stripe itself says
    control(f"refunds/{refund_row(refund).stripe_refund_id}/settle", {"outcome": outcome})
    mend_refunds()
    assert refund_row(refund).state == state
    assert ("admin_alert" in mails(order)) is (state == RefundState.REFUSED)


def test_a_refund_that_nobody_works_on_is_asked_for_again(shop: Shop) -> None:
    order, refund = refunding(shop)
    long_ago(Refund, refund)
    mend_refunds()  # its job lives, so it is in hand
    with transaction() as session:
        assert len(session.exec(select(Job.id).where(Job.order_id == order, Job.kind == "refund_order")).all()) == 1
    end_refund_job(order)
    assert mend_refunds() >= 1
    drain(order)
    assert refund_row(refund).state == RefundState.SUCCEEDED


def test_a_refund_that_stripe_has_forgotten_is_not_made_again(shop: Shop) -> None:
    order, refund = refunding(shop)
    end_refund_job(order)
    with transaction() as session:
        session.get_one(Refund, refund).stripe_refund_id = f"re_of_another_account_{refund}"
    long_ago(Refund, refund)
    mend_refunds()
    assert refund_row(refund).state == RefundState.PENDING
    assert stripe.find_refund(order_row(order).payment_intent or "", refund) is None


def meet_after(monkeypatch: pytest.MonkeyPatch, name: str, schedulers: int) -> None:
    """All schedulers have Stripe's answer before any of them applies it."""
    real: Callable[..., Any] = getattr(stripe, name)
    barrier = threading.Barrier(schedulers)

    def ask(*args: Any, **more: Any) -> Any:
        answer = real(*args, **more)
        barrier.wait(30)
        return answer

    monkeypatch.setattr(stripe, name, ask)


@pytest.mark.parametrize("made", [True, False])
def test_several_schedulers_mend_a_refund_once(shop: Shop, monkeypatch: pytest.MonkeyPatch, made: bool) -> None:
    mend_refunds()  # what other tests have left
    order, refund = refunding(shop)
    end_refund_job(order)
    if made:
        made_at_stripe(order, refund)
    long_ago(Refund, refund)
    with transaction() as session:
        others = (col(Refund.state) == RefundState.PENDING, col(Refund.id) != refund)
        session.execute(sa.update(Refund).where(*others).values(created_at=utcnow()))
    meet_after(monkeypatch, "find_refund", schedulers=3)
    before = mended_counts()["refunds"]
    assert at_once(mend_refunds) == 1
    assert mended_counts()["refunds"] - before == 1
    with transaction() as session:
        jobs = session.exec(select(Job.state).where(Job.order_id == order, Job.kind == "refund_order")).all()
    assert sorted(jobs) == ([JobState.CANCELLED] if made else [JobState.CANCELLED, JobState.WAITING])
    assert history(order).count(Event.REFUND_SUCCEEDED) == made


def test_an_operator_sees_what_was_mended_and_can_ask_at_once(
    shop: Shop, capsys: pytest.CaptureFixture[str], no_others: None, no_webhooks: None
) -> None:
    order = waiting_order(shop)
    before = mended_counts()["orders"]
    assert main([]) == 0
    assert capsys.readouterr().out.startswith(f"{before:8}  orders")
    assert main(["--now"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert f"{before + 1:8}  orders whose payment, or end, was never told" in lines
    assert "compared until" in lines[-1]
    assert order_row(order).status != OrderStatus.AWAITING_PAYMENT
