"""An order that is not paid ends: the customer gives it up, or the hold on its link slot runs out.

A hold is not over by the clock alone: its payment page is closed at Stripe first, so that hardly anybody pays in vain.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.database import transaction
from blog_order.errors import Conflict, Failure, NotFound, Unavailable
from blog_order.gateways import stripe
from blog_order.gateways.stripe import CheckoutSession
from blog_order.models import CancelReason, Checkout, CheckoutState, Order, OrderStatus, SlotClaim, SlotState, utcnow
from blog_order.orders.lifecycle import lock_order
from blog_order.orders.link_slots import claim_of, release_slot
from blog_order.orders.paying import payment
from blog_order.orders.paying.unserved import withdraw

PATIENCE = dt.timedelta(minutes=10)
"""How long a hold outlives its time while Stripe cannot be asked."""
SWEEP_BATCH = 50


def withdraw_order(order_id: str) -> None:
    """The customer gives up an order that waits for its payment: the payment page closes, a held place is free again.

    Raises:
        NotFound: no such order.
        Conflict: it does not wait for its payment any more.
        Unavailable: Stripe does not answer; nothing has changed.
    """
    with transaction() as session:
        order = lock_order(session, order_id)
        _must_wait(order)
        checkout = session.exec(select(Checkout).where(Checkout.order_id == order.id)).one()
    try:
        found = _close_page(checkout.stripe_session_id)
    except Failure as error:
        raise Unavailable(
            "Stripe does not answer, so the payment page could not be closed. Please try again."
        ) from error
    with transaction() as session:
        order = lock_order(session, order_id)
        if found is not None and found.status == "complete":
            payment.apply_found(session, found)
        else:
            if order.cancel_reason != CancelReason.EXPIRED:
                _must_wait(order)
                session.get_one(Checkout, checkout.id).state = CheckoutState.EXPIRED
            withdraw(session, order)
            return
    raise Conflict("This order was paid just now, so it can no longer be given up here.", code="wrong_status")


def _must_wait(order: Order) -> None:
    if order.status != OrderStatus.AWAITING_PAYMENT or order.payment_state != "unpaid":
        raise Conflict("This order does not wait for its payment any more.", code="wrong_status")


def _close_page(stripe_session_id: str | None) -> CheckoutSession | None:
    """Close a payment page at Stripe and return how it ended; None when there is none. Raises Failure."""
    try:
        return stripe.expire_session(stripe_session_id) if stripe_session_id else None
    except NotFound:
        return None


def release_expired_holds() -> int:
    """End the holds whose time is over, each after its payment page was closed at Stripe; returns how many ended."""
    with transaction() as session:
        overdue = session.execute(
            sa.select(col(SlotClaim.order_id), col(SlotClaim.held_until), col(Checkout.stripe_session_id))
            .join(Checkout, col(Checkout.order_id) == col(SlotClaim.order_id))
            .where(col(SlotClaim.state) == SlotState.HELD, col(SlotClaim.held_until) < sa.func.now())
            .order_by(col(SlotClaim.held_until))
            .limit(SWEEP_BATCH)
        ).all()
    return sum(_end_hold(order_id, until, session_id) for order_id, until, session_id in overdue)


def _end_hold(order_id: str, until: dt.datetime, stripe_session_id: str | None) -> bool:
    try:
        found = stripe.expire_session(stripe_session_id) if stripe_session_id else None
    except (Failure, NotFound) as error:
        if isinstance(error, Failure) and utcnow() < until + PATIENCE:
            return False
        found = None
    with transaction() as session:
        if found is not None:
            payment.apply_found(session, found)
        order = session.get_one(Order, order_id)
        claim = claim_of(session, order)
        if claim is None:
            return True
        if claim.state != SlotState.HELD or claim.held_until is None or claim.held_until > utcnow():
            return False
        return release_slot(session, order, "its time was over")
