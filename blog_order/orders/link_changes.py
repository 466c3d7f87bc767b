"""Orders whose links an edition of an article removes or restores: the event in their history, and their link slot.

A link that goes and whose money was given back frees its slot; one that comes back takes a slot again, if one is free.
"""

from __future__ import annotations

from collections.abc import Sequence

from blog_order.catalogue.link_changes import ChangedLink, LinkChange, LinkOwner
from blog_order.catalogue.paid_links import MONEY_GONE
from blog_order.database import Work
from blog_order.models import Order, OrderStatus
from blog_order.orders.events import Event, record_event
from blog_order.orders.lifecycle import lock_order
from blog_order.orders.link_slots import release_slot, sell_slot

EVENTS = {LinkChange.REMOVED: Event.LINK_REMOVED, LinkChange.RESTORED: Event.LINK_RESTORED}


def lock_orders(session: Work, order_ids: Sequence[str]) -> None:
    """Lock the orders one by one, in the order given."""
    for order_id in order_ids:
        lock_order(session, order_id)


def link_changed(session: Work, link: ChangedLink) -> None:
    """Note what happened to the link of a locked order."""
    order = session.get_one(Order, link.order_id)
    record_event(session, order, EVENTS[link.change], actor=link.editor, edition=link.edition, restored=link.restored)
    if link.change == LinkChange.RESTORED:
        sell_slot(session, order)
    elif order.status == OrderStatus.CANCELLED or order.payment_state in MONEY_GONE:
        release_slot(session, order, "its link was taken off the page")


LINK_OWNER = LinkOwner(lock=lock_orders, changed=link_changed)
