"""Takes back what an approval has put into the record of an article, when the order is not published after all."""

from __future__ import annotations

from blog_order.database import Work
from blog_order.models import Order, OrderStatus
from blog_order.orders import products
from blog_order.publishing.syncing import sync_later

LATE_EFFECT_SECONDS = 120
"""A call to a place that got no answer can still take effect; after this time it no longer does."""


def take_back(session: Work, order: Order) -> None:
    """Undo the record of a locked order that is not COMPLETED, and have its place follow; repeating changes nothing."""
    if order.status == OrderStatus.COMPLETED:
        return
    page = products.of(order.product).take_from_record(session, order)
    if page is not None:
        sync_later(session, page, order_id=order.id)
        sync_later(session, page, order_id=order.id, delay_seconds=LATE_EFFECT_SECONDS)
