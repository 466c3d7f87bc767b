"""From a request to Stripe's payment page: the order first, then Stripe, so that no payment lacks an order."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import or_, select

from blog_order.database import Work, transaction
from blog_order.errors import Conflict, NotFound, Unavailable
from blog_order.gateways import stripe
from blog_order.models import (
    Checkout,
    Order,
    OrderStatus,
    PaymentState,
    utcnow,
)
from blog_order.models.columns import is_id, new_id
from blog_order.orders.addresses import cancel_url, success_url
from blog_order.orders.events import Event, record_event
from blog_order.orders.lifecycle import Actor, lock_order
from blog_order.orders.paying.unserved import withdraw
from blog_order.orders.products.order_form import R
from blog_order.orders.products.spec import ProductSpec
from blog_order.settings import get_settings

_STRIPE_ID = re.compile(r"[A-Za-z0-9_]{1,255}")


@dataclass(frozen=True)
class OpenedCheckout:
    """An order that waits for its payment at ``url``."""

    order_id: str
    url: str


def open_checkout(product: ProductSpec[R], request: R, *, request_key: str | None = None) -> OpenedCheckout:
    """Make an order at the site's present price, hold what it takes from stock, and open its payment page.

    The same ``request_key`` (an idempotency key of the caller's) always leads to the same order and payment page.

    Args:
        product: what is ordered.
        request: as ``product.form.validate`` returned it.
        request_key: None when the caller cannot come back to this order.

    Raises:
        Invalid: what the request names is not for sale, or the site excludes the topic.
        Conflict: the key was used for another order, or for one that no longer waits for its payment; or the stock
            refuses (``slot_taken``, ``already_held``).
        Unavailable: Stripe or the database does not answer; the caller may repeat the request.
    """
    with transaction() as session:
        quote = product.form.quote(session, request)
        wanted: dict[str, Any] = (
            asdict(request)
            | dict(quote.columns)
            | {
                "product": product.product,
                "site_id": quote.site.id,
                "amount": product.price(quote.site),
                "currency": quote.site.currency,
            }
        )
        order, checkout = _find_or_add(session, product, wanted, request_key, quote.may_change)
    try:
        return _open_page(order, checkout, name=quote.title, description=order.topic)
    except Unavailable:
        if request_key is None and product.stock.limited:
            _let_go(order.id)
        raise


def _open_page(order: Order, checkout: Checkout, *, name: str, description: str) -> OpenedCheckout:
    if checkout.url:
        return OpenedCheckout(order.id, checkout.url)
    opened = stripe.open_session(
        checkout_id=checkout.id,
        number=order.public_number,
        name=name,
        description=description,
        amount=order.amount,
        currency=order.currency,
        email=order.email,
        success_url=success_url(checkout),
        cancel_url=cancel_url(order),
        expires_at=int(checkout.expires_at.timestamp()),
    )
    with transaction() as session:
        row = session.get_one(Checkout, checkout.id)
        row.stripe_session_id, row.url = opened.id, opened.url
    return OpenedCheckout(order.id, opened.url)


def _let_go(order_id: str) -> None:
    """Free the place of an order that nobody can come back to: it was asked for without a key, and got no page."""
    with transaction() as session:
        order = lock_order(session, order_id)
        if order.status == OrderStatus.AWAITING_PAYMENT:
            withdraw(session, order)


def _find_or_add(
    session: Work, product: ProductSpec[R], wanted: dict[str, Any], key: str | None, may_change: frozenset[str]
) -> tuple[Order, Checkout]:
    """The order of this key, or a new one with its checkout and what it holds."""
    values = wanted | {
        "id": new_id(),
        "request_key": key,
        "status": OrderStatus.AWAITING_PAYMENT,
        "payment_state": PaymentState.UNPAID,
        "failure_reason": "",
        "editor_note": "",
        "created_at": utcnow(),
    }
    row = insert(Order).values(values).on_conflict_do_nothing().returning(Order)
    added: Order | None = session.execute(row).scalar_one_or_none()
    if added is None:
        order = session.exec(select(Order).where(Order.request_key == key)).one()
        # Our side may have changed since, the price above all; but a key must not lead a stranger to another's order.
        ours = {"amount", "currency"} | may_change
        if any(getattr(order, name) != given for name, given in wanted.items() if name not in ours):
            raise Conflict("This Idempotency-Key was used for another order: choose a new one.", code="key_reused")
        if order.status != OrderStatus.AWAITING_PAYMENT:
            raise Conflict("This order has been paid or has ended already.", code="already_ordered")
        return order, session.exec(select(Checkout).where(Checkout.order_id == order.id)).one()
    # Half a minute more than Stripe's shortest life, so that a slow call does not fall below it.
    life = dt.timedelta(minutes=get_settings().checkout_expires_minutes, seconds=30)
    checkout = Checkout(order_id=added.id, expires_at=utcnow() + life)
    session.add(checkout)
    product.stock.hold(session, added, checkout.expires_at)
    record_event(session, added, Event.ORDER_CREATED, actor=Actor.CUSTOMER)
    return added, checkout


def find_order_id(*, stripe_session_id: str = "", checkout_id: str = "") -> str:
    """The order behind Stripe's session id or our own checkout id; either is enough.

    Raises:
        NotFound: neither is known.
    """
    by_session = _STRIPE_ID.fullmatch(stripe_session_id) is not None
    with transaction() as session:
        found = session.exec(
            select(Checkout.order_id).where(
                or_(
                    (Checkout.stripe_session_id == stripe_session_id) if by_session else False,
                    (Checkout.id == checkout_id) if is_id(checkout_id) else False,
                )
            )
        ).first()
    if found is None:
        raise NotFound("We know no payment under this address.")
    return found
