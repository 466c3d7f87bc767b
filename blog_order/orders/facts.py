"""What was ordered, for how much, and where it stands: the columns that every view of an order shares."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any

from blog_order.models import CancelReason, Order, OrderStatus, PaymentState, Product, Site


@dataclass(frozen=True, kw_only=True)
class OrderFacts:
    """The shared part of a view: nothing in it is a key, so the customer, editors and admins may all see it."""

    product: Product
    site_name: str
    paid_link_rel: str
    topic: str
    niche: str
    keyword: str
    target_url: str
    anchor_text: str
    notes: str
    amount: int
    """Minor units of ``currency``."""
    currency: str
    status: OrderStatus
    payment_state: PaymentState
    cancel_reason: CancelReason | None
    failure_reason: str
    created_at: dt.datetime
    paid_at: dt.datetime | None
    completed_at: dt.datetime | None


COLUMNS = tuple(field.name for field in fields(OrderFacts) if field.name not in ("site_name", "paid_link_rel"))
"""Those that are columns of ``Order``; the others are its site's."""


def facts_of(order: Order, site: Site) -> dict[str, Any]:
    """Return the fields of ``OrderFacts`` by name, for the view that is made with them."""
    columns = {name: getattr(order, name) for name in COLUMNS}
    return columns | {"site_name": site.name, "paid_link_rel": site.paid_link_rel}
