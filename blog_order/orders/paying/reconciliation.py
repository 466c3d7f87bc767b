"""What should have come from Stripe and did not: unpaid orders, refunds and events, compared with Stripe and mended.

A webhook can be lost for good, with our server away for days or an address mistyped in Stripe's dashboard. Each item is
mended by itself, by the same functions that the event would have called.

Several schedulers may do this at once, without a lock: one that must outlast the calls to Stripe would need either a
connection held for minutes or a lease that can be lost, and what it would save is a few calls. Instead every mend looks
again behind the order's lock, or inserts under a unique key, and is counted in that same transaction: the second
comes too late, changes nothing and counts nothing.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable

import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.database import transaction
from blog_order.errors import Failure, Problem, Unavailable
from blog_order.gateways import stripe
from blog_order.gateways.stripe import CheckoutSession
from blog_order.logs import get_logger
from blog_order.models import Checkout, Order, OrderStatus, Refund, RefundState, StripeEvent, public_number, utcnow
from blog_order.orders.lifecycle import lock_order
from blog_order.orders.paying import payment
from blog_order.orders.paying.mended import Mended, count_mended, looked_until, remember_look
from blog_order.orders.paying.refunds import apply_refund_answer, ask_again
from blog_order.orders.paying.stripe_events import HANDLERS, store_event, try_event
from blog_order.settings import get_settings

log = get_logger(__name__)

BATCH = 200
"""Items a round, chosen by lot: what cannot be mended never keeps the others from their turn."""
SILENCES = 3
"""Stripe, or the database, has not answered so often in a row: the rest of the round would fare no better."""
UNPAID_FOR_AT_MOST = dt.timedelta(days=8)
"""A bank transfer can take a week; what is older has ended at Stripe."""
EVENTS_OVERLAP = dt.timedelta(minutes=10)
"""Looked at again each time: clocks differ, and events may be listed a little later than they were made."""
EVENTS_IN_FLIGHT = dt.timedelta(minutes=1)
"""Younger events are left for the next round: their webhooks are on the way."""
EVENTS_AT_ONCE = dt.timedelta(days=1)
"""A list that long is fetched and worked off before the next, so that a long absence is made up for piece by piece."""
STRIPE_KEEPS_EVENTS = dt.timedelta(days=30)

MOVED = ("paid", "pending", "expired", "sold out")
"""What of ``payment.apply_found`` changed the order."""

Mend = Callable[[], bool]


def reconcile() -> dict[str, int]:
    """Compare everything with Stripe; returns how many of each kind were mended. The scheduler calls it."""
    mended = {}
    for kind, work in (
        (Mended.ORDERS, mend_orders),
        (Mended.REFUNDS, mend_refunds),
        (Mended.EVENTS, fetch_events),
    ):
        try:
            mended[kind.value] = work()
        except Exception as error:
            _warn("reconciliation.interrupted", kind, error)
    log.info("reconciliation.done", **mended)
    return mended


def mend_orders() -> int:
    """Ask Stripe about orders that have waited for their payment for long; returns how many were mended."""
    began = utcnow()
    with transaction() as session:
        waiting = session.execute(
            sa.select(Checkout, col(Order.number))
            .join(Order, col(Order.id) == col(Checkout.order_id))
            .where(col(Order.status) == OrderStatus.AWAITING_PAYMENT)
            .where(col(Order.created_at).between(began - UNPAID_FOR_AT_MOST, began - _patience()))
            .order_by(sa.func.random())
            .limit(BATCH)
        ).all()
    checkouts: list[tuple[Checkout, str]] = [(checkout, public_number(number)) for checkout, number in waiting]
    items: list[tuple[str, Mend]] = [
        (number, functools.partial(_ask_about_page, checkout, number))
        for checkout, number in checkouts
        if checkout.stripe_session_id
    ]
    without = [(checkout, number) for checkout, number in checkouts if not checkout.stripe_session_id]
    return _mend_each(Mended.ORDERS, items, began) + _find_lost_pages(without, began)


def _ask_about_page(checkout: Checkout, number: str) -> bool:
    found = stripe.retrieve_session(checkout.stripe_session_id or "")
    return _apply(checkout, number, found)


def _find_lost_pages(checkouts: list[tuple[Checkout, str]], began: dt.datetime) -> int:
    """A crash fell between Stripe's answer and our commit, if there is a page at all; Stripe knows it by our id."""
    if not checkouts:
        return 0
    first = min(checkout.created_at for checkout, _ in checkouts) - EVENTS_OVERLAP
    last = max(checkout.expires_at for checkout, _ in checkouts) + EVENTS_OVERLAP
    ids = {checkout.id for checkout, _ in checkouts}
    try:
        found = stripe.find_sessions(ids, int(first.timestamp()), int(last.timestamp()))
    except Failure as error:
        _warn("reconciliation.interrupted", Mended.ORDERS, error)
        return 0
    items: list[tuple[str, Mend]] = []
    for checkout, number in checkouts:
        page = found.get(checkout.id)
        if page is None and checkout.expires_at < began:
            # None was ever made, and from now on Stripe would not make one.
            page = CheckoutSession("", "", "expired", "unpaid", 0, "", None, checkout.id)
        if page is not None:
            items.append((number, functools.partial(_apply, checkout, number, page)))
    return _mend_each(Mended.ORDERS, items, began)


def _apply(checkout: Checkout, number: str, found: CheckoutSession) -> bool:
    with transaction() as session:
        lock_order(session, checkout.order_id)
        row = session.get_one(Checkout, checkout.id)
        if row.stripe_session_id != checkout.stripe_session_id:
            return False  # somebody else has found the page in the meantime
        outcome = payment.apply_found(session, found)
        attached = bool(found.id) and checkout.stripe_session_id is None
        if attached:
            row.stripe_session_id, row.url = found.id, row.url or found.url
            outcome = f"page found, {outcome}"
        if not attached and outcome not in MOVED:
            return False
        count_mended(session, Mended.ORDERS, order=number, outcome=outcome)
    return True


def mend_refunds() -> int:
    """Ask Stripe about refunds that have had no answer for long; returns how many were settled or asked for again."""
    began = utcnow()
    with transaction() as session:
        waiting = session.execute(
            sa.select(Refund, col(Order.payment_intent), col(Order.number))
            .join(Order, col(Order.id) == col(Refund.order_id))
            .where(col(Refund.state) == RefundState.PENDING, col(Refund.created_at) < began - _patience())
            .order_by(sa.func.random())
            .limit(BATCH)
        ).all()
    items: list[tuple[str, Mend]] = [
        (public_number(number), functools.partial(_mend_refund, refund, payment_intent or "", public_number(number)))
        for refund, payment_intent, number in waiting
    ]
    return _mend_each(Mended.REFUNDS, items, began)


def _mend_refund(refund: Refund, payment_intent: str, number: str) -> bool:
    if refund.stripe_refund_id:
        answer: stripe.RefundAnswer | None = stripe.retrieve_refund(refund.stripe_refund_id)
    else:
        answer = stripe.find_refund(payment_intent, refund.id)
    with transaction() as session:
        if answer is not None:
            outcome = apply_refund_answer(session, refund.id, answer)
        else:
            outcome = "asked for again" if ask_again(session, refund.id) else "in hand"
        if outcome not in ("succeeded", "refused", "asked for again"):
            return False
        count_mended(session, Mended.REFUNDS, order=number, outcome=outcome)
    return True


def fetch_events() -> int:
    """Ask for Stripe's list of events since the last look; what never arrived is stored and handled as if it had.

    Returns how many that were. Stripe's word over its API needs no signature.

    Raises:
        Failure, Unavailable: Stripe or the database does not answer; the next look begins where this one ended.
    """
    now = utcnow()
    with transaction() as session:
        looked = looked_until(session, Mended.EVENTS)
        first_order = session.execute(sa.select(sa.func.min(Order.created_at))).scalar_one()
    if first_order is None:
        return 0  # no event can be ours
    start = max(max(looked, first_order) - EVENTS_OVERLAP, now - STRIPE_KEEPS_EVENTS)
    until = now - min(EVENTS_IN_FLIGHT, _patience())
    missed = 0
    while start < until:
        end = min(start + EVENTS_AT_ONCE, until)
        missed += _fetch_between(start, end)
        with transaction() as session:
            remember_look(session, Mended.EVENTS, end)
        start = end
    return missed


def _fetch_between(start: dt.datetime, end: dt.datetime) -> int:
    events = stripe.list_events(sorted(HANDLERS), int(start.timestamp()), int(end.timestamp()))
    with transaction() as session:
        ids = [event["id"] for event in events]
        known = set(session.exec(select(StripeEvent.id).where(col(StripeEvent.id).in_(ids))))
    missed = 0
    for event in events:
        if event["id"] in known:
            continue
        try:
            with transaction() as session:
                if not store_event(session, event):
                    continue
                count_mended(session, Mended.EVENTS, order=_number(event), event_id=event["id"], type=event["type"])
        except Unavailable:
            raise
        except Exception as error:
            # One that cannot be stored must not be in the way of all that come after it.
            _warn("reconciliation.failed", Mended.EVENTS, error, event_id=event["id"])
            continue
        missed += 1
        try_event(event["id"])
    return missed


def _number(event: dict[str, object]) -> str:
    """The public number that our sessions and payments carry at Stripe; empty for what is not ours."""
    try:
        return str(event["data"]["object"]["metadata"]["order_number"])  # type: ignore[index]
    except (KeyError, TypeError):
        return ""


def _mend_each(kind: Mended, items: list[tuple[str, Mend]], began: dt.datetime) -> int:
    """Try each item, with the public number of its order; one that fails does not keep the others waiting."""
    mended = silences = 0
    for number, mend in items:
        try:
            mended += mend()
            silences = 0
        except Exception as error:
            _warn("reconciliation.failed", kind, error, order=number)
            silences = silences + 1 if isinstance(error, (Failure, Unavailable)) else 0
            if silences == SILENCES:
                log.warning("reconciliation.interrupted", kind=kind.value, mended=mended)
                return mended
    with transaction() as session:
        remember_look(session, kind, began)
    return mended


def _patience() -> dt.timedelta:
    return dt.timedelta(seconds=get_settings().reconcile_after_seconds)


def _warn(what: str, kind: Mended, error: Exception, **more: str) -> None:
    """Our own words for what was foreseen, and a traceback for what was not; Stripe's words may hold keys."""
    if isinstance(error, (Failure, Problem)):
        log.warning(what, kind=kind.value, reason=error.message, **more)
    else:
        log.warning(what, kind=kind.value, error=type(error).__name__, exc_info=error, **more)
