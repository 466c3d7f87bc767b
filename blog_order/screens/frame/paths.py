"""Addresses of pages, as functions and routes: the only place that spells them, beside ``orders/addresses.py``,
which has those that emails, Stripe and the products need.
"""

from __future__ import annotations

from urllib.parse import unquote

from blog_order.orders.addresses import url_part

START = "/"
SITE_ROUTE = "/sites/[site_slug]"
ARTICLE_ROUTE = "/sites/[site_slug]/[article_slug]"
ORDER_FORM_ROUTE = "/order/[site_slug]"
BACKLINK_FORM_ROUTE = "/order/[site_slug]/[article_slug]"
ORDER_STATUS_ROUTE = "/order-status/[order_id]"


def article_page_path(site_slug: str, article_slug: str) -> str:
    """Path of an article's page in the catalogue."""
    return f"/sites/{url_part(site_slug)}/{url_part(article_slug)}"


def last_parts(path: object) -> tuple[str, str]:
    """The last two parts of a page's address, as :func:`last_part` gives one."""
    return (last_part(path.rstrip("/").rpartition("/")[0]), last_part(path)) if isinstance(path, str) else ("", "")


def last_part(path: object) -> str:
    """What follows the last slash: the id or slug in a page's address; empty for anything that is no path."""
    return unquote(path.rstrip("/").rpartition("/")[2]) if isinstance(path, str) else ""
