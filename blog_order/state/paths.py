"""Addresses of pages, as functions and routes: the only place that spells them, beside ``orders/addresses.py``,
which has those that mails and Stripe need.
"""

from __future__ import annotations

from urllib.parse import unquote

START = "/"
ORDER_FORM_ROUTE = "/order/[site_slug]"
ARTICLE_ROUTE = "/sites/[site_slug]/[article_slug]"
ORDER_STATUS_ROUTE = "/order-status/[order_id]"


def order_form_path(site_slug: str) -> str:
    """Path of the form that orders an article on a site."""
    return f"/order/{site_slug}"


def article_page_path(site_slug: str, article_slug: str) -> str:
    """Path of the page where a link can be placed in an article."""
    return f"/sites/{site_slug}/{article_slug}"


def last_parts(path: object) -> tuple[str, str]:
    """The last two parts of a page's address, as :func:`last_part` gives one."""
    return (last_part(path.rstrip("/").rpartition("/")[0]), last_part(path)) if isinstance(path, str) else ("", "")


def last_part(path: object) -> str:
    """What follows the last slash: the id or slug in a page's address; empty for anything that is no path."""
    return unquote(path.rstrip("/").rpartition("/")[2]) if isinstance(path, str) else ""
