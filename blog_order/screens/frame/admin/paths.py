"""Addresses of the admin pages, as functions and routes."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from blog_order.models import public_number

DESK = "/admin"
ORDERS = "/admin/orders"
ORDER_ROUTE = "/admin/orders/[number]"
EDIT_ROUTE = "/admin/orders/[number]/edit"
ARTICLES = "/admin/articles"
ARTICLE_ROUTE = "/admin/articles/[site_slug]/[article_slug]"
SIGN_IN, SIGN_OUT = "/admin/sign-in", "/admin/sign-out"
"""Served by the API: they need a full page load."""


def admin_order_path(number: int) -> str:
    """Path of one order's history."""
    return f"{ORDERS}/{public_number(number)}"


def edit_path(number: int) -> str:
    """Path of the page on which an order's text is edited."""
    return f"{admin_order_path(number)}/edit"


def desk_path(number: int) -> str:
    """Path of the desk with this order open."""
    return f"{DESK}?{urlencode({'order': public_number(number)})}"


def orders_path(search: str = "", status: str = "", older_than: int | None = None) -> str:
    """Path of the list of orders that fit; what is empty is left out."""
    query = {"q": search, "status": status, "before": older_than or ""}
    given = {name: value for name, value in query.items() if value}
    return f"{ORDERS}?{urlencode(given)}" if given else ORDERS


def admin_article_path(site_slug: str, article_slug: str) -> str:
    """Path of a published article's editions."""
    return f"{ARTICLES}/{quote(site_slug, safe='')}/{quote(article_slug, safe='')}"


def articles_path(search: str = "", cursor: str = "") -> str:
    """Path of the list of published articles that fit; what is empty is left out."""
    given = {name: value for name, value in {"q": search, "after": cursor}.items() if value}
    return f"{ARTICLES}?{urlencode(given)}" if given else ARTICLES
