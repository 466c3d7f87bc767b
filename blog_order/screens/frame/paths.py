"""Addresses of pages, as functions and routes: the only place that spells them, beside ``orders/addresses.py``,
which has those that mails and Stripe need.
"""

from __future__ import annotations

from urllib.parse import quote, unquote

START = "/"
SITE_ROUTE = "/sites/[site_slug]"
ARTICLE_ROUTE = "/sites/[site_slug]/[article_slug]"
ORDER_FORM_ROUTE = "/order/[site_slug]"
BACKLINK_FORM_ROUTE = "/order/[site_slug]/[article_slug]"
ORDER_STATUS_ROUTE = "/order-status/[order_id]"


def site_page_path(site_slug: str) -> str:
    """Path of a site's page in the catalogue."""
    return f"/sites/{_part(site_slug)}"


def article_page_path(site_slug: str, article_slug: str) -> str:
    """Path of an article's page in the catalogue."""
    return f"/sites/{_part(site_slug)}/{_part(article_slug)}"


def order_form_path(site_slug: str) -> str:
    """Path of the form that orders an article on a site."""
    return f"/order/{_part(site_slug)}"


def backlink_form_path(site_slug: str, article_slug: str) -> str:
    """Path of the form that places a link in an article."""
    return f"/order/{_part(site_slug)}/{_part(article_slug)}"


def last_parts(path: object) -> tuple[str, str]:
    """The last two parts of a page's address, as :func:`last_part` gives one."""
    return (last_part(path.rstrip("/").rpartition("/")[0]), last_part(path)) if isinstance(path, str) else ("", "")


def last_part(path: object) -> str:
    """What follows the last slash: the id or slug in a page's address; empty for anything that is no path."""
    return unquote(path.rstrip("/").rpartition("/")[2]) if isinstance(path, str) else ""


def _part(slug: str) -> str:
    return quote(slug, safe="", errors="replace")
