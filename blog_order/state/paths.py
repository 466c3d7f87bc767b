"""Addresses of pages, as functions and routes: the only place that spells them, beside ``orders/addresses.py``,
which has those that mails and Stripe need.
"""

from __future__ import annotations

from urllib.parse import unquote

START = "/"
ORDER_FORM_ROUTE = "/order/[site_slug]"
ORDER_STATUS_ROUTE = "/order-status/[order_id]"


def order_form_path(site_slug: str) -> str:
    """Path of the form that orders an article on a site."""
    return f"/order/{site_slug}"


def last_part(path: object) -> str:
    """What follows the last slash: the id or slug in a page's address; empty for anything that is no path."""
    return unquote(path.rstrip("/").rpartition("/")[2]) if isinstance(path, str) else ""
