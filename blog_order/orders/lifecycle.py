"""The only code that changes an order's status, with its line of history in the same transaction.

The table below is the whole truth; docs/architecture/orders.md shows it. A transition that is not in it is refused.
"""

from __future__ import annotations

import enum
from typing import Any

from blog_order.database import Work
from blog_order.errors import Conflict, NotFound
from blog_order.logs import get_logger
from blog_order.models import CancelReason, Order, OrderStatus
from blog_order.orders.events import Event, record_event
from blog_order.orders.link_slots import release_slot

log = get_logger(__name__)

_S = OrderStatus


class Actor(enum.StrEnum):
    """Who may cause a transition."""

    CUSTOMER = "customer"
    STRIPE = "stripe"
    WORKER = "worker"
    EDITOR = "editor"


TRANSITIONS: dict[tuple[OrderStatus, OrderStatus], frozenset[Actor]] = {
    (_S.AWAITING_PAYMENT, _S.PROCESSING): frozenset({Actor.STRIPE}),
    (_S.AWAITING_PAYMENT, _S.CANCELLED): frozenset({Actor.STRIPE, Actor.EDITOR, Actor.CUSTOMER}),
    # A payment that arrives after the order was given up is still served, if it can be: the money is there.
    (_S.CANCELLED, _S.PROCESSING): frozenset({Actor.STRIPE}),
    (_S.PROCESSING, _S.QUALITY_CHECK): frozenset({Actor.WORKER}),
    (_S.PROCESSING, _S.FAILED): frozenset({Actor.WORKER}),
    (_S.PROCESSING, _S.CANCELLED): frozenset({Actor.EDITOR, Actor.STRIPE}),
    (_S.QUALITY_CHECK, _S.PROCESSING): frozenset({Actor.CUSTOMER, Actor.EDITOR}),
    (_S.QUALITY_CHECK, _S.ADMIN_REVIEW): frozenset({Actor.CUSTOMER}),
    (_S.QUALITY_CHECK, _S.CANCELLED): frozenset({Actor.EDITOR, Actor.STRIPE}),
    (_S.ADMIN_REVIEW, _S.QUALITY_CHECK): frozenset({Actor.EDITOR, Actor.CUSTOMER}),
    # The article that a backlink goes into was changed where the link stood: it is written anew.
    (_S.ADMIN_REVIEW, _S.PROCESSING): frozenset({Actor.WORKER}),
    (_S.ADMIN_REVIEW, _S.COMPLETED): frozenset({Actor.WORKER}),
    (_S.ADMIN_REVIEW, _S.CANCELLED): frozenset({Actor.EDITOR, Actor.STRIPE}),
    (_S.FAILED, _S.PROCESSING): frozenset({Actor.EDITOR}),
    (_S.FAILED, _S.QUALITY_CHECK): frozenset({Actor.EDITOR}),
    (_S.FAILED, _S.CANCELLED): frozenset({Actor.EDITOR, Actor.STRIPE}),
}

NEVER_PAID = (CancelReason.EXPIRED, CancelReason.WITHDRAWN)
"""Reasons of orders that ended without a payment, which may still arrive."""


def lock_order(session: Work, order_id: str) -> Order:
    """The order's row, locked until the caller's transaction ends.

    Raises:
        NotFound: no such order.
    """
    order = session.find(Order, order_id, for_update=True)
    if order is None:
        raise NotFound("We know no order under this address.")
    return order


def lock_in_review(session: Work, order_id: str, *, otherwise: str) -> Order:
    """Lock an order that its customer reviews; ``otherwise`` tells the customer when an order can be changed so.

    Raises:
        NotFound: no such order.
        Conflict: the order is not in the customer's review.
    """
    order = lock_order(session, order_id)
    if order.status != OrderStatus.QUALITY_CHECK:
        raise Conflict(otherwise, code="wrong_status")
    return order


def change_status(
    session: Work,
    order: Order,
    status: OrderStatus,
    *,
    actor: Actor,
    what: Event,
    who: str = "",
    cancel_reason: CancelReason | None = None,
    **detail: Any,
) -> None:
    """Move a locked order to ``status`` and write its history.

    ``what`` is the event that the history tells of; ``who`` an admin, when one did it; ``detail`` must be JSON.

    Raises:
        Conflict: the table does not allow it, or not to this actor.
    """
    before = order.status
    allowed = TRANSITIONS.get((before, status), frozenset())
    ended_for_good = before == _S.CANCELLED and order.cancel_reason not in NEVER_PAID
    if actor not in allowed or ended_for_good:
        raise Conflict(f"This order is {before.value} and cannot become {status.value}.", code="wrong_status")
    order.status = status
    order.cancel_reason = cancel_reason
    session.add(order)
    if status == _S.CANCELLED:
        release_slot(session, order, what.value)
    record_event(session, order, what, actor=who or actor, **detail)
    log.info(what.value, order=order.public_number, before=before.value, after=status.value, actor=actor.value)
