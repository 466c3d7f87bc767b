"""From a request to Stripe's payment page: the order first, then Stripe, so that no payment lacks an order."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import or_, select

from blog_order.content.checks.topics import find_topic
from blog_order.content.reading import links_to
from blog_order.database import Work, transaction
from blog_order.errors import Conflict, Invalid, NotFound, Unavailable
from blog_order.gateways import stripe
from blog_order.models import (
    Article,
    CancelReason,
    Checkout,
    Order,
    OrderStatus,
    PaymentState,
    Product,
    Site,
    utcnow,
)
from blog_order.models.columns import new_id
from blog_order.orders import products
from blog_order.orders.addresses import cancel_url, success_url
from blog_order.orders.events import Event, record_event
from blog_order.orders.form import ArticleRequest, BacklinkRequest
from blog_order.orders.lifecycle import Actor, change_status, lock_order
from blog_order.settings import get_settings


@dataclass(frozen=True)
class OpenedCheckout:
    """An order that waits for its payment at ``url``."""

    order_id: str
    url: str


def open_article_checkout(request: ArticleRequest, *, request_key: str | None = None) -> OpenedCheckout:
    """Make an order for an article at the site's present price and open its payment page.

    The same ``request_key`` (an idempotency key of the caller's) always leads to the same order and payment page.

    Raises:
        Invalid: the site is not known or not for sale, or excludes the topic.
        Conflict: the key was used for another order, or for one that no longer waits for its payment.
        Unavailable: Stripe or the database does not answer; the caller may repeat the request.
    """
    with transaction() as session:
        site = session.get(Site, request.site_id)
        if site is None or not site.active:
            raise Invalid("Some fields need your attention.", fields={"siteId": "Choose one of the sites we offer."})
        _check_suits(site, topic=request.topic, keyword=request.keyword, anchorText=request.anchor_text)
        wanted = asdict(request) | {
            "product": Product.ARTICLE,
            "amount": products.of(Product.ARTICLE).price(site),
            "currency": site.currency,
        }
        order, checkout = _find_or_add(session, wanted, request_key)
        name = f"Article on {site.name}"
    return _open_page(order, checkout, name=name, description=order.topic)


def _check_suits(site: Site, **fields: str) -> None:
    """Refuse before the payment what could never be published: these words have to stand in the text."""
    problems = {
        name: f"{site.name} does not publish about {topic}. Choose other words, or another site."
        for name, text in fields.items()
        for topic in site.banned_topics
        if find_topic(topic, text) is not None
    }
    if problems:
        raise Invalid("Some fields need your attention.", fields=problems)


def open_backlink_checkout(request: BacklinkRequest, *, request_key: str | None = None) -> OpenedCheckout:
    """Make an order for a link in a published article, hold its place, and open its payment page.

    Raises:
        Invalid: the article is not known or not for sale, or its site excludes the topic.
        Conflict: every place is taken (``slot_taken``), this e-mail address holds one (``already_held``), or as for
            an article.
        Unavailable: Stripe or the database does not answer; the caller may repeat the request.
    """
    with transaction() as session:
        article = session.get(Article, request.article_id)
        site = session.get(Site, article.site_id) if article else None
        if article is None or site is None or not site.active:
            raise Invalid("Some fields need your attention.", fields={"articleId": "Choose an article we offer."})
        if links_to(article.content, request.target_url):
            raise Invalid(
                "Some fields need your attention.",
                fields={"targetUrl": "This article links to this address already. Choose another article or address."},
            )
        _check_suits(site, keyword=request.keyword, anchorText=request.anchor_text)
        wanted = asdict(request) | {
            "product": Product.BACKLINK,
            "site_id": site.id,
            "topic": article.title,
            "niche": "",
            "amount": products.of(Product.BACKLINK).price(site),
            "currency": site.currency,
        }
        order, checkout = _find_or_add(session, wanted, request_key, article)
        name = f"Link in an article on {site.name}"
    try:
        return _open_page(order, checkout, name=name, description=order.topic)
    except Unavailable:
        if request_key is None:
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
            change_status(
                session,
                order,
                OrderStatus.CANCELLED,
                actor=Actor.CUSTOMER,
                what=Event.ORDER_WITHDRAWN,
                cancel_reason=CancelReason.WITHDRAWN,
            )


def _find_or_add(
    session: Work, wanted: dict[str, Any], key: str | None, article: Article | None = None
) -> tuple[Order, Checkout]:
    """The order of this key, or a new one with its checkout and, in ``article``, a held place."""
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
        # Prices may have changed since, and the article's title; but a key must not lead a stranger to another's order.
        ours = {"amount", "currency"} | ({"topic"} if article else set())
        if any(getattr(order, name) != given for name, given in wanted.items() if name not in ours):
            raise Conflict("This Idempotency-Key was used for another order: choose a new one.", code="key_reused")
        if order.status != OrderStatus.AWAITING_PAYMENT:
            raise Conflict("This order has been paid or has ended already.", code="already_ordered")
        return order, session.exec(select(Checkout).where(Checkout.order_id == order.id)).one()
    # Half a minute more than Stripe's shortest life, so that a slow call does not fall below it.
    life = dt.timedelta(minutes=get_settings().checkout_expires_minutes, seconds=30)
    checkout = Checkout(order_id=added.id, expires_at=utcnow() + life)
    session.add(checkout)
    products.of(added.product).stock.hold(session, added, checkout.expires_at)
    record_event(session, added, Event.ORDER_CREATED, actor=Actor.CUSTOMER)
    return added, checkout


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
