"""An order that ends before it is served: withdrawn by its customer, or paid after its link slot was sold.

The same order may have ended by itself a moment before, when Stripe's word of its expired checkout was quicker. Then
only the reason changes, to the one that its customer should read.
"""

from __future__ import annotations

from typing import Any

from blog_order.database import Work
from blog_order.models import CancelReason, Order, OrderStatus
from blog_order.orders.events import Event, record_event
from blog_order.orders.lifecycle import NEVER_PAID, Actor, change_status


def withdraw(session: Work, order: Order) -> None:
    """End a locked order that its customer doesn't want any more.

    Raises:
        Conflict: it does not wait for its payment.
    """
    if order.status == OrderStatus.CANCELLED and order.cancel_reason == CancelReason.EXPIRED:
        order.cancel_reason = CancelReason.WITHDRAWN
        record_event(session, order, Event.ORDER_WITHDRAWN, actor=Actor.CUSTOMER)
        return
    change_status(
        session,
        order,
        OrderStatus.CANCELLED,
        actor=Actor.CUSTOMER,
        what=Event.ORDER_WITHDRAWN,
        cancel_reason=CancelReason.WITHDRAWN,
    )


def cancel_sold_out(session: Work, order: Order, **detail: Any) -> None:
    """End a locked order that was paid after its link slot was sold.

    Raises:
        Conflict: the order is beyond its payment.
    """
    if order.status == OrderStatus.CANCELLED and order.cancel_reason in NEVER_PAID:
        order.cancel_reason = CancelReason.SOLD_OUT
        record_event(session, order, Event.SLOT_LOST, actor=Actor.STRIPE, **detail)
        return
    change_status(
        session,
        order,
        OrderStatus.CANCELLED,
        actor=Actor.STRIPE,
        what=Event.SLOT_LOST,
        cancel_reason=CancelReason.SOLD_OUT,
        **detail,
    )
