"""What should have come from Stripe and did not: unpaid orders, refunds and events, compared with Stripe and mended.

A webhook can be lost for good, with our server away for days or an address mistyped in Stripe's dashboard. Each item is
mended by itself, by the same functions that the event would have called, so that repeating it, or doing it in several
schedulers at once, changes nothing. No transaction is open while Stripe is asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from blog_order.database import transaction
from blog_order.errors import Failure
from blog_order.gateways import stripe
from blog_order.logs import get_logger
from blog_order.models import (
    Checkout,
    Job,
    JobState,
    Order,
    OrderStatus,
    PaymentState,
    Reconciliation,
    Refund,
    RefundState,
    utcnow,
)
from blog_order.orders import payment
from blog_order.orders.kinds import REFUND_ORDER
from blog_order.orders.refunds import apply_refund_answer
from blog_order.orders.stripe_events import HANDLERS, store_event, try_event
from blog_order.queue import ledger
from blog_order.settings import get_settings

log = get_logger(__name__)

BATCH = 100
UNPAID_FOR_AT_MOST = dt.timedelta(days=8)
"""A bank transfer can take a week; what is older has ended at Stripe."""
EVENTS_OVERLAP = dt.timedelta(minutes=10)
"""Looked at again each time: events are listed a little later than they were made."""
FIRST_LOOK_BACK = dt.timedelta(days=1)
STRIPE_KEEPS_EVENTS = dt.timedelta(days=29)


def reconcile() -> dict[str, int]:
    """Compare everything with Stripe; returns how many of each kind were mended. The scheduler calls it."""
    mended = {}
    for name, work in (("orders", mend_orders), ("refunds", mend_refunds), ("events", fetch_events)):
        try:
            mended[name] = work()
        except Failure as error:
            log.warning("reconciliation.interrupted", kind=name, reason=error.message)
    log.info("reconciliation.done", **mended)
    return mended


def mended_counts() -> dict[str, int]:
    """How often each kind has had something to mend, ever."""
    with transaction() as session:
        return {row.name: row.mended for row in session.exec(select(Reconciliation))}


def mend_orders() -> int:
    """Ask Stripe about orders that have waited for their payment for long; returns how many moved on."""
    age = dt.timedelta(seconds=get_settings().reconcile_after_seconds)
    with transaction() as session:
        waiting = session.exec(
            select(Order.id, Order.number)
            .where(Order.status == OrderStatus.AWAITING_PAYMENT)
            .where(col(Order.created_at).between(utcnow() - UNPAID_FOR_AT_MOST, utcnow() - age))
            .order_by(sa.func.random())
            .limit(BATCH)
        ).all()
    return _mend_each("orders", [(order_id, f"BO-{number}") for order_id, number in waiting], _mend_order)


def _mend_order(order_id: str) -> bool:
    with transaction() as session:
        checkout = session.exec(select(Checkout).where(Checkout.order_id == order_id)).one()
    if checkout.stripe_session_id is None:
        # A crash fell between Stripe's answer and our commit; Stripe knows the session by our own id.
        found = stripe.find_session(checkout.id, int(checkout.created_at.timestamp()) - 60)
        if found is None:
            return _give_up(checkout)
        with transaction() as session:
            row = session.get_one(Checkout, checkout.id)
            row.stripe_session_id, row.url = found.id, found.url
    return payment.ask_stripe(order_id)


def _give_up(checkout: Checkout) -> bool:
    """No payment page was ever made, and the time for one is over."""
    if utcnow() < checkout.expires_at:
        return False
    with transaction() as session:
        never_made = stripe.CheckoutSession("", "", "expired", "unpaid", 0, "", None, checkout.id)
        return payment.apply_found(session, never_made) == "expired"


def mend_refunds() -> int:
    """Ask Stripe about refunds that have had no answer for long; returns how many were settled or asked for again."""
    age = dt.timedelta(seconds=get_settings().reconcile_after_seconds)
    with transaction() as session:
        waiting = session.exec(
            select(Refund.id, Order.number)
            .join(Order, col(Order.id) == col(Refund.order_id))
            .where(Refund.state == RefundState.PENDING, col(Refund.created_at) < utcnow() - age)
            .order_by(sa.func.random())
            .limit(BATCH)
        ).all()
    return _mend_each("refunds", [(refund_id, f"BO-{number}") for refund_id, number in waiting], _mend_refund)


def _mend_refund(refund_id: str) -> bool:
    with transaction() as session:
        refund = session.get_one(Refund, refund_id)
        order = session.get_one(Order, refund.order_id)
    answer = stripe.find_refund(
        refund_id=refund.id, payment_intent=order.payment_intent or "", stripe_refund_id=refund.stripe_refund_id
    )
    with transaction() as session:
        if answer is not None:
            return apply_refund_answer(session, refund_id, answer) in ("succeeded", "refused")
        live = session.exec(
            select(Job.id).where(
                Job.order_id == order.id,
                Job.kind == REFUND_ORDER,
                col(Job.state).in_([JobState.WAITING, JobState.DELAYED, JobState.ACTIVE]),
            )
        ).first()
        if live is not None or order.payment_state != PaymentState.REFUND_PENDING:
            return False
        ledger.enqueue(session, REFUND_ORDER, order_id=order.id, arguments={"refund_id": refund_id})
        return True


def fetch_events() -> int:
    """Ask for Stripe's list of events since the last look; what never arrived is stored and handled as if it had."""
    began = utcnow()
    with transaction() as session:
        row = session.get(Reconciliation, "events")
        last = row.looked_at if row else began - FIRST_LOOK_BACK
    since = max(last - EVENTS_OVERLAP, began - STRIPE_KEEPS_EVENTS)
    # The oldest first, as they would have come.
    events = list(stripe.list_events(sorted(HANDLERS), int(since.timestamp())))[::-1]
    missed = 0
    for event in events:
        if store_event(event):
            missed += 1
            log.info("reconciliation.mended", kind="events", event_id=event["id"], type=event["type"])
            try_event(event["id"])
    _count("events", missed, began)
    return missed


def _mend_each(kind: str, items: list[tuple[str, str]], mend: Callable[[str], bool]) -> int:
    mended = 0
    for item_id, number in items:
        try:
            done = mend(item_id)
        except Failure:
            raise  # Stripe is away: the others would fare no better
        except Exception as error:
            log.warning("reconciliation.failed", kind=kind, order=number, exc_info=error)
            continue
        if done:
            mended += 1
            log.info("reconciliation.mended", kind=kind, order=number)
    _count(kind, mended, utcnow())
    return mended


def _count(kind: str, mended: int, looked_at: dt.datetime) -> None:
    with transaction() as session:
        row = insert(Reconciliation).values(name=kind, looked_at=looked_at, mended=mended)
        session.execute(
            row.on_conflict_do_update(
                index_elements=["name"],
                set_={
                    "mended": col(Reconciliation.mended) + mended,
                    "looked_at": sa.func.greatest(col(Reconciliation.looked_at), looked_at),
                },
            )
        )
