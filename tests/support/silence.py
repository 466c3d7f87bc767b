"""Stripe's stand-in with its webhooks held back for ever, for tests of what is asked for instead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from blog_order.database import transaction
from blog_order.models import Order, Refund, utcnow
from tests.support.faults import standins_url
from tests.support.http import HTTP
from tests.support.shop import Shop


def control(path: str, body: object = None) -> dict[str, Any]:
    """Do at Stripe what a customer, a bank or bad luck would do."""
    answer = HTTP.post(f"{standins_url()}/stripe/control/{path}", json=body)
    answer.raise_for_status()
    return dict(answer.json())


def paid_at_stripe(shop: Shop, order_id: str) -> None:
    """The customer pays, and nobody tells us."""
    control(f"sessions/{shop.session_of(order_id)['id']}/pay")


def long_ago(table: type[Order] | type[Refund], row_id: str, minutes: int = 30) -> None:
    """Make a row older."""
    with transaction() as session:
        then = utcnow() - dt.timedelta(minutes=minutes)
        session.execute(sa.update(table).where(col(table.id) == row_id).values(created_at=then))


def waiting_order(shop: Shop, *, paid: bool = True) -> str:
    """An order that has waited for its payment for half an hour; Stripe has it, or not."""
    order_id = str(shop.order()["orderId"])
    if paid:
        paid_at_stripe(shop, order_id)
    long_ago(Order, order_id)
    return order_id


def at_once(work: Callable[[], int], schedulers: int = 3) -> int:
    """What several schedulers have mended together."""
    with ThreadPoolExecutor(schedulers) as pool:
        return sum(pool.map(lambda _: work(), range(schedulers)))
