"""From a request to Stripe's payment page: the order first, then Stripe, so that no payment lacks an order."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import or_, select

from blog_order.database import Work, transaction
from blog_order.errors import Conflict, Invalid, NotFound
from blog_order.gateways import stripe
from blog_order.models import Checkout, Order, OrderStatus, Product, Site, utcnow
from blog_order.models.columns import new_id
from blog_order.orders.addresses import cancel_url, success_url
from blog_order.orders.lifecycle import Actor, record_event
from blog_order.orders.requests import ArticleRequest
from blog_order.settings import get_settings

ORDERED_FIELDS = ("site_id", "email", "topic", "niche", "keyword", "target_url", "anchor_text", "notes")
"""What makes two requests the same: a key must not lead a stranger to somebody else's order."""


@dataclass(frozen=True)
class OpenedCheckout:
    """An order that waits for its payment at ``url``."""

    order_id: str
    url: str


def open_article_checkout(request: ArticleRequest, *, request_key: str | None = None) -> OpenedCheckout:
    """Make an order at the site's present price and open its payment page.

    The same ``request_key`` (an idempotency key of the caller's) always leads to the same order and payment page.

    Raises:
        Invalid: the site is not known or not for sale.
        Conflict: the key was used for an order that no longer waits for its payment.
        Unavailable: Stripe or the database does not answer; the caller may repeat the request.
    """
    with transaction() as session:
        site = session.get(Site, request.site_id)
        if site is None or not site.active:
            raise Invalid("Some fields need your attention.", fields={"siteId": "Choose one of the sites we offer."})
        order = _find_or_add_order(session, request, site, request_key)
        checkout = session.exec(select(Checkout).where(Checkout.order_id == order.id)).one()
        site_name = site.name
    if checkout.url:
        return OpenedCheckout(order.id, checkout.url)
    opened = stripe.open_session(
        checkout_id=checkout.id,
        number=order.public_number,
        name=f"Article on {site_name}",
        description=order.topic,
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


def _find_or_add_order(session: Work, request: ArticleRequest, site: Site, key: str | None) -> Order:
    values = {
        "id": new_id(),
        "product": Product.ARTICLE,
        "site_id": site.id,
        "email": request.email,
        "topic": request.topic,
        "niche": request.niche,
        "keyword": request.keyword,
        "target_url": request.target_url,
        "anchor_text": request.anchor_text,
        "notes": request.notes,
        "amount": site.article_price,
        "currency": site.currency,
        "request_key": key,
        "status": OrderStatus.AWAITING_PAYMENT,
        "failure_reason": "",
        "editor_note": "",
        "created_at": utcnow(),
        "payment_state": "unpaid",
    }
    row = insert(Order).values(values).on_conflict_do_nothing().returning(Order)
    added: Order | None = session.execute(row).scalar_one_or_none()
    if added is None:
        order = session.exec(select(Order).where(Order.request_key == key)).one()
        if any(getattr(order, name) != values[name] for name in ORDERED_FIELDS):
            raise Conflict("This Idempotency-Key was used for another order: choose a new one.", code="key_reused")
        if order.status != OrderStatus.AWAITING_PAYMENT:
            raise Conflict("This order has been paid or has ended already.", code="already_ordered")
        return order
    # Half a minute more than Stripe's shortest life, so that a slow call does not fall below it.
    life = dt.timedelta(minutes=get_settings().checkout_expires_minutes, seconds=30)
    session.add(Checkout(order_id=added.id, expires_at=utcnow() + life))
    record_event(session, added, "order.created", actor=Actor.CUSTOMER)
    return added


def known_form(given: str) -> str:
    """``given`` when it can be an id at all (ours or Stripe's), else an empty string."""
    return given if re.fullmatch(r"[A-Za-z0-9_]{1,255}", given, re.ASCII) else ""


def find_order_id(*, stripe_session_id: str = "", checkout_id: str = "") -> str:
    """The order behind Stripe's session id or our own checkout id; either is enough.

    Raises:
        NotFound: neither is known.
    """
    stripe_session_id, checkout_id = known_form(stripe_session_id), known_form(checkout_id)
    with transaction() as session:
        found = session.exec(
            select(Checkout.order_id).where(
                or_(
                    (Checkout.stripe_session_id == stripe_session_id) if stripe_session_id else False,
                    (Checkout.id == checkout_id) if checkout_id else False,
                )
            )
        ).first()
    if found is None:
        raise NotFound("We know no payment under this address.")
    return found
