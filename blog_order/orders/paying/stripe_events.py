"""Stripe's events: verified, stored, answered, and handled once, whatever the repeats and the order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from blog_order.database import Work, transaction
from blog_order.gateways.stripe import CheckoutSession
from blog_order.gateways.stripe_webhooks import verify_event
from blog_order.logs import get_logger
from blog_order.models import StripeEvent, utcnow
from blog_order.orders.notices import alert_admin_about
from blog_order.orders.paying import payment
from blog_order.orders.paying.disputes import apply_dispute, apply_outside_refund
from blog_order.orders.paying.mended import Mended, count_mended
from blog_order.orders.paying.refunds import apply_refund_event

log = get_logger(__name__)

MAX_ATTEMPTS = 8
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 5, 3600
UNREADABLE = (KeyError, TypeError, AttributeError, ValueError)
"""What an event of an unexpected shape runs into: no repetition can mend it."""


def receive_event(payload: bytes, signature: str) -> None:
    """Verify and store an event, then handle it. Returns only when it is stored: then the webhook may answer 2xx.

    What goes wrong while handling is logged; the scheduler handles the stored event again.

    Raises:
        Invalid: the signature or the body is not valid.
        Unavailable: the database does not answer, so that Stripe sends it again.
    """
    event = verify_event(payload, signature)
    with transaction() as session:
        store_event(session, event)
    try_event(event["id"])


def store_event(session: Work, event: dict[str, Any]) -> bool:
    """Store an event that is known to be Stripe's; False when it is here already."""
    row = insert(StripeEvent).values(
        id=event["id"],
        type=event["type"],
        payload=event,
        received_at=utcnow(),
        outcome="",
        attempts=0,
        try_at=utcnow() + dt.timedelta(seconds=FIRST_PAUSE_SECONDS),
    )
    added = session.execute(row.on_conflict_do_nothing().returning(col(StripeEvent.id))).scalar_one_or_none()
    return added is not None


def handle_event(event_id: str, *, left: bool = False) -> None:
    """Apply a stored event, once whatever the repeats: its row is locked while it is handled.

    ``left``: it was left unhandled when it came, and is counted as mended.
    """
    with transaction() as session:
        event = session.exec(select(StripeEvent).where(StripeEvent.id == event_id).with_for_update()).one()
        if event.handled_at is not None:
            return
        apply = HANDLERS.get(event.type)
        event.outcome = "not ours" if apply is None else apply(session, event.payload["data"]["object"])
        event.handled_at = utcnow()
        if left:
            count_mended(session, Mended.STORED_EVENTS, event_id=event.id, type=event.type)
        log.info("stripe_event.handled", event_id=event.id, type=event.type, outcome=event.outcome)


def try_event(event_id: str, *, left: bool = False) -> None:
    """Handle a stored event; what fails is put off, and given up with word to the admin after eight tries."""
    try:
        handle_event(event_id, left=left)
    except Exception as error:
        log.warning("stripe_event.not_handled", event_id=event_id, error=type(error).__name__, exc_info=error)
        _put_off(event_id, error)


def handle_stored_events() -> int:
    """Try what a crash or an error left unhandled; returns how many were tried. The scheduler calls it."""
    with transaction() as session:
        waiting = session.exec(
            select(StripeEvent.id)
            .where(col(StripeEvent.handled_at).is_(None), col(StripeEvent.try_at) <= sa.func.now())
            .order_by(col(StripeEvent.try_at))
            .limit(100)
        ).all()
    for event_id in waiting:
        try_event(event_id, left=True)
    return len(waiting)


def _put_off(event_id: str, error: Exception) -> None:
    with transaction() as session:
        event = session.exec(select(StripeEvent).where(StripeEvent.id == event_id).with_for_update()).one()
        if event.handled_at is not None:
            return
        event.attempts += 1
        pause = min(FIRST_PAUSE_SECONDS * 2**event.attempts, LONGEST_PAUSE_SECONDS)
        event.try_at = utcnow() + dt.timedelta(seconds=pause)
        if isinstance(error, UNREADABLE) or event.attempts >= MAX_ATTEMPTS:
            event.handled_at, event.outcome = utcnow(), f"given up: {type(error).__name__}"
            alert_admin_about(
                session,
                f"stripe-event-{event.id}",
                "An event of Stripe could not be handled.",
                f"event {event.id} of type {event.type}: {type(error).__name__}. Look at it in Stripe's dashboard.",
            )


def _session_handler(apply: Callable[[Work, CheckoutSession], str]) -> Callable[[Work, dict[str, Any]], str]:
    return lambda session, data: apply(session, CheckoutSession.read(data))


HANDLERS: dict[str, Callable[[Work, dict[str, Any]], str]] = {
    "checkout.session.completed": _session_handler(payment.apply_completed),
    "checkout.session.async_payment_succeeded": _session_handler(payment.apply_paid),
    "checkout.session.async_payment_failed": _session_handler(payment.apply_async_failed),
    "checkout.session.expired": _session_handler(payment.apply_expired),
    "refund.updated": apply_refund_event,
    "refund.failed": apply_refund_event,
    "charge.refunded": apply_outside_refund,
    "charge.dispute.created": apply_dispute,
}
