"""All orders for the admins: searched by number, e-mail address or status, newest first, a page at a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from blog_order.database import transaction
from blog_order.models import Order, OrderStatus, PaymentState, Site, number_in

PAGE = 50


@dataclass(frozen=True)
class OrderLine:
    """One order of the list."""

    number: int
    topic: str
    site_name: str
    email: str
    status: OrderStatus
    payment_state: PaymentState
    amount: int
    currency: str
    created_at: dt.datetime


@dataclass(frozen=True)
class OrderList:
    """A page of orders; ``older_than`` leads to the next one, when there is one."""

    lines: list[OrderLine]
    older_than: int | None


def find_orders(search: str = "", status: OrderStatus | None = None, older_than: int | None = None) -> OrderList:
    """The newest orders that fit.

    Args:
        search: a public number, or a part of an e-mail address; empty for all.
        status: only orders with this status.
        older_than: a number: only orders below it.
    """
    query = (
        sa.select(Order, Site.name)  # type: ignore[call-overload]
        .join(Site, col(Site.id) == col(Order.site_id))
        .order_by(col(Order.number).desc())
        .limit(PAGE + 1)
    )
    number = number_in(search)
    if number is not None:
        query = query.where(col(Order.number) == number)
    elif search.strip():
        query = query.where(col(Order.email).icontains(search.strip(), autoescape=True))
    if status is not None:
        query = query.where(col(Order.status) == status)
    if older_than is not None:
        query = query.where(col(Order.number) < older_than)
    with transaction() as session:
        rows = session.execute(query).all()
    lines = [_line(order, site_name) for order, site_name in rows[:PAGE]]
    return OrderList(lines, lines[-1].number if len(rows) > PAGE else None)


def count_by_status() -> dict[OrderStatus, int]:
    """How many orders have each status."""
    with transaction() as session:
        rows = session.execute(sa.select(col(Order.status), sa.func.count()).group_by(col(Order.status))).all()
    return {OrderStatus(status): int(count) for status, count in rows}


def _line(order: Order, site_name: str) -> OrderLine:
    return OrderLine(
        number=order.number,
        topic=order.topic,
        site_name=site_name,
        email=order.email,
        status=order.status,
        payment_state=order.payment_state,
        amount=order.amount,
        currency=order.currency,
        created_at=order.created_at,
    )
