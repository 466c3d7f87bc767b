"""Addresses of the admin pages, as functions and routes."""

from __future__ import annotations

from urllib.parse import urlencode

DESK = "/admin"
ORDERS = "/admin/orders"
ORDER_ROUTE = "/admin/orders/[number]"
SIGN_IN, SIGN_OUT = "/admin/sign-in", "/admin/sign-out"
"""Served by the API: they need a full page load."""


def admin_order_path(number: int) -> str:
    """Path of one order's history."""
    return f"{ORDERS}/BO-{number}"


def desk_path(number: int) -> str:
    """Path of the desk with this order open."""
    return f"{DESK}?{urlencode({'order': f'BO-{number}'})}"


def orders_path(search: str = "", status: str = "", older_than: int | None = None) -> str:
    """Path of the list of orders that fit; what is empty is left out."""
    query = {"q": search, "status": status, "before": older_than or ""}
    given = {name: value for name, value in query.items() if value}
    return f"{ORDERS}?{urlencode(given)}" if given else ORDERS
