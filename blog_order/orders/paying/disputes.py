"""The customer's bank takes the money back, or somebody refunds at Stripe itself: the order stops, the admin knows."""

from __future__ import annotations

from typing import Any

from sqlmodel import select

from blog_order.database import Work
from blog_order.models import CancelReason, Order, OrderStatus, PaymentState
from blog_order.orders.events import Event, record_event
from blog_order.orders.lifecycle import Actor, lock_order
from blog_order.orders.notices import alert_admin
from blog_order.orders.stopping import stop_order

ENDED = (OrderStatus.COMPLETED, OrderStatus.CANCELLED)


def apply_dispute(session: Work, data: dict[str, Any]) -> str:
    """charge.dispute.created: freeze the order and tell the admin, who has days to answer at Stripe."""
    order = _find(session, data)
    if order is None:
        return "not ours"
    if order.payment_state == PaymentState.DISPUTED:
        return "repeat"
    order.payment_state = PaymentState.DISPUTED
    _stop(session, order, CancelReason.DISPUTED, Event.PAYMENT_DISPUTED)
    alert_admin(
        session,
        order,
        f"dispute-{data['id']}",
        "A payment is disputed.",
        f"dispute {data['id']}, reason {data.get('reason', 'unknown')}: answer it in Stripe's dashboard in time.",
    )
    return "disputed"


def apply_outside_refund(session: Work, data: dict[str, Any]) -> str:
    """charge.refunded: ours are settled by the refund's own events; one made at Stripe itself stops the order."""
    order = _find(session, data)
    if order is None:
        return "not ours"
    if not data.get("refunded") or order.payment_state in (PaymentState.REFUND_PENDING, PaymentState.REFUNDED):
        return "known"
    order.payment_state = PaymentState.REFUNDED
    _stop(session, order, CancelReason.REFUNDED, Event.PAYMENT_REFUNDED)
    alert_admin(session, order, f"outside-refund-{order.id}", "A payment was refunded at Stripe itself.", "")
    return "refunded"


def _find(session: Work, data: dict[str, Any]) -> Order | None:
    intent = data.get("payment_intent")
    if not isinstance(intent, str):
        return None
    found = session.exec(select(Order.id).where(Order.payment_intent == intent)).first()
    return lock_order(session, found) if found else None


def _stop(session: Work, order: Order, reason: CancelReason, what: Event) -> None:
    if order.status in ENDED:
        record_event(session, order, what, actor=Actor.STRIPE)
        return
    stop_order(session, order, reason, what, actor=Actor.STRIPE)
