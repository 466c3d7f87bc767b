"""Reads the list of all orders as its page's address asks for it. Blocks: call it in a thread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from blog_order.models import LARGEST_NUMBER, OrderStatus, public_number, utcnow
from blog_order.money import format_money
from blog_order.orders.desk.order_search import OrderLine, count_by_status, find_orders
from blog_order.screens.frame.admin.paths import admin_order_path, orders_path
from blog_order.screens.frame.admin.view.words import PAYMENT_WORDS, STATUS_TONES, STATUS_WORDS
from blog_order.screens.frame.view.moments import NEVER, Moment, moment

LONGEST_SEARCH = 200


@dataclass(frozen=True)
class OrdersWanted:
    """What is looked for."""

    search: str = ""
    status: OrderStatus | None = None
    older_than: int | None = None


@dataclass(frozen=True)
class OrderRow:
    """One order of the list."""

    label: str = ""
    path: str = ""
    topic: str = ""
    site: str = ""
    email: str = ""
    status: str = ""
    tone: str = ""
    payment: str = ""
    price: str = ""
    ordered: Moment = NEVER


@dataclass(frozen=True)
class StatusFilter:
    """A way to see the orders of one status, or all."""

    text: str = ""
    count: int = 0
    path: str = ""
    tone: str = ""
    chosen: bool = False


@dataclass(frozen=True)
class OrdersView:
    """Everything the list shows."""

    rows: list[OrderRow] = field(default_factory=list)
    filters: list[StatusFilter] = field(default_factory=list)
    search: str = ""
    status: str = ""
    older_path: str = ""
    newest_path: str = ""


def orders_wanted_in(query: Mapping[str, object]) -> OrdersWanted:
    """What an address asks for; what makes no sense is left out."""
    before = str(query.get("before", ""))
    status = str(query.get("status", ""))
    return OrdersWanted(
        search=str(query.get("q", "")).strip()[:LONGEST_SEARCH],
        status=OrderStatus(status) if status in OrderStatus.__members__ else None,
        older_than=min(int(before), LARGEST_NUMBER) if before.isdecimal() and before.isascii() else None,
    )


def read_orders(wanted: OrdersWanted) -> OrdersView:
    """Read the list."""
    found = find_orders(wanted.search, wanted.status, wanted.older_than)
    status = wanted.status.value if wanted.status else ""
    now = utcnow()
    return OrdersView(
        rows=[_row(line, now) for line in found.lines],
        filters=_filters(wanted),
        search=wanted.search,
        status=status,
        older_path=orders_path(wanted.search, status, found.older_than) if found.older_than else "",
        newest_path=orders_path(wanted.search, status) if wanted.older_than else "",
    )


def _filters(wanted: OrdersWanted) -> list[StatusFilter]:
    counts = count_by_status()
    every = StatusFilter("All", sum(counts.values()), orders_path(wanted.search), "", wanted.status is None)
    return [
        every,
        *(
            StatusFilter(
                STATUS_WORDS[status],
                counts.get(status, 0),
                orders_path(wanted.search, status.value),
                STATUS_TONES[status],
                wanted.status == status,
            )
            for status in OrderStatus
        ),
    ]


def _row(line: OrderLine, now: dt.datetime) -> OrderRow:
    return OrderRow(
        label=public_number(line.number),
        path=admin_order_path(line.number),
        topic=line.topic,
        site=line.site_name,
        email=line.email,
        status=STATUS_WORDS[line.status],
        tone=STATUS_TONES[line.status],
        payment=PAYMENT_WORDS[line.payment_state],
        price=format_money(line.amount, line.currency),
        ordered=moment(line.created_at, now),
    )
