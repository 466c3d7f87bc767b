"""Stripe's word on a payment, applied once: told by an event (stripe_events.py), or asked for when that is late."""

from __future__ import annotations

from sqlmodel import col, or_, select

from blog_order.database import Work, transaction
from blog_order.errors import Failure, NotFound
from blog_order.gateways import stripe
from blog_order.gateways.stripe import CheckoutSession
from blog_order.logs import get_logger
from blog_order.mail.render import MailKind
from blog_order.models import (
    CancelReason,
    Checkout,
    CheckoutState,
    Order,
    OrderStatus,
    PaymentState,
    utcnow,
)
from blog_order.orders import products
from blog_order.orders.events import Event, record_event
from blog_order.orders.lifecycle import Actor, change_status, lock_order
from blog_order.orders.notices import alert_admin, notify_customer
from blog_order.orders.paying.refunds import request_refund
from blog_order.orders.paying.unserved import cancel_sold_out
from blog_order.queue.ledger import enqueue

log = get_logger(__name__)


def ask_stripe(order_id: str) -> bool:
    """Ask Stripe itself about an order that waits for its payment; True when the order moved on.

    Used while a customer waits for a late webhook. Stripe being away is no error: the webhook will come.
    """
    with transaction() as session:
        checkout = session.exec(
            select(Checkout)
            .join(Order, col(Order.id) == col(Checkout.order_id))
            .where(Order.id == order_id, Order.status == OrderStatus.AWAITING_PAYMENT)
            .where(col(Checkout.stripe_session_id).is_not(None))
        ).first()
    if checkout is None or checkout.stripe_session_id is None:
        return False
    try:
        found = stripe.retrieve_session(checkout.stripe_session_id)
    except (Failure, NotFound) as error:
        log.warning("payment.stripe_not_asked", error=repr(error))
        return False
    with transaction() as session:
        return apply_found(session, found) in ("paid", "pending", "expired", "sold out")


def apply_found(session: Work, found: CheckoutSession) -> str:
    """Apply what Stripe, when asked, says of a session, as its event would have. Returns what came of it."""
    if found.payment_status == "paid":
        return apply_paid(session, found)
    if found.status == "complete":
        return apply_completed(session, found)
    if found.status == "expired":
        return apply_expired(session, found)
    return "open"


def _find(session: Work, found: CheckoutSession) -> tuple[Checkout, Order] | None:
    checkout = session.exec(
        select(Checkout).where(or_(Checkout.stripe_session_id == found.id, Checkout.id == found.reference))
    ).first()
    if checkout is None:
        return None
    if checkout.stripe_session_id is None:
        # The crash fell between Stripe's answer and our commit: the event brings the id.
        checkout.stripe_session_id, checkout.url = found.id or None, checkout.url or found.url
    return checkout, lock_order(session, checkout.order_id)


def apply_completed(session: Work, found: CheckoutSession) -> str:
    """Stripe says that the checkout is complete; paid, or to be paid by the bank. Returns what came of it."""
    if found.payment_status in ("paid", "no_payment_required"):
        return apply_paid(session, found)
    if (pair := _find(session, found)) is None:
        return "not ours"
    checkout, order = pair
    if order.payment_state != PaymentState.UNPAID or order.status != OrderStatus.AWAITING_PAYMENT:
        return "repeat"
    checkout.state = CheckoutState.COMPLETED
    order.payment_state = PaymentState.PENDING
    products.of(order.product).stock.keep(session, order)
    record_event(session, order, Event.PAYMENT_PENDING, actor=Actor.STRIPE)
    return "pending"


def apply_paid(session: Work, found: CheckoutSession) -> str:
    """The money is there: the order begins, once. Returns what came of it."""
    if (pair := _find(session, found)) is None:
        return "not ours"
    checkout, order = pair
    if order.payment_state not in (PaymentState.UNPAID, PaymentState.PENDING):
        return "repeat"
    checkout.state = CheckoutState.COMPLETED
    order.payment_state, order.paid_at, order.payment_intent = PaymentState.PAID, utcnow(), found.payment_intent
    if (found.amount, found.currency) != (order.amount, order.currency):
        # Our prices are fixed in the session we opened, so this needs a person; the money is there all the same.
        alert_admin(
            session,
            order,
            f"amount-{order.id}",
            "The amount paid differs from the order's price.",
            f"paid {found.amount} {found.currency}, price {order.amount} {order.currency}",
        )
    product = products.of(order.product)
    if not product.stock.sell(session, order):
        return _give_back(session, order, found)
    change_status(
        session, order, OrderStatus.PROCESSING, actor=Actor.STRIPE, what=Event.ORDER_PAID, amount=found.amount,
        currency=found.currency,
    )  # fmt: skip
    enqueue(session, product.first_job, order_id=order.id)
    notify_customer(session, order, MailKind.REQUEST_RECEIVED, key=f"request-received-{order.id}")
    return "paid"


def _give_back(session: Work, order: Order, found: CheckoutSession) -> str:
    """The payment came after the last one was sold to somebody else: the money goes back at once."""
    reason = products.of(order.product).words.sold_out.reason
    cancel_sold_out(session, order, amount=found.amount, currency=found.currency)
    request_refund(session, order, CancelReason.SOLD_OUT, requested_by=Actor.STRIPE, reason=reason)
    notify_customer(session, order, MailKind.ORDER_CANCELLED, key=f"sold-out-{order.id}", reason=reason)
    return "sold out"


def apply_expired(session: Work, found: CheckoutSession) -> str:
    """Nobody paid in time. Returns what came of it."""
    return _give_up(session, found, Event.PAYMENT_EXPIRED, PaymentState.UNPAID) or "expired"


def apply_async_failed(session: Work, found: CheckoutSession) -> str:
    """The bank did not let the payment through. Returns what came of it."""
    return _give_up(session, found, Event.PAYMENT_FAILED, PaymentState.PENDING) or "failed"


def _give_up(session: Work, found: CheckoutSession, what: Event, expected: PaymentState) -> str:
    if (pair := _find(session, found)) is None:
        return "not ours"
    checkout, order = pair
    checkout.state = CheckoutState.EXPIRED
    if order.status != OrderStatus.AWAITING_PAYMENT or order.payment_state not in (expected, PaymentState.UNPAID):
        return "repeat"
    order.payment_state = PaymentState.UNPAID
    change_status(
        session, order, OrderStatus.CANCELLED, actor=Actor.STRIPE, what=what, cancel_reason=CancelReason.EXPIRED
    )
    if what == Event.PAYMENT_FAILED:
        notify_customer(
            session,
            order,
            MailKind.ORDER_CANCELLED,
            key=f"payment-failed-{order.id}",
            reason="Your bank did not let the payment through, so nothing was charged.",
        )
    return ""
