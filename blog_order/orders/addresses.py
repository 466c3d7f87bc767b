"""Addresses of pages, as functions: the only place that spells them."""

from __future__ import annotations

from urllib.parse import quote

from blog_order.models import Checkout, Order
from blog_order.settings import get_settings


def site_page_path(site_slug: str) -> str:
    """Path of a site's page in the catalogue."""
    return f"/sites/{url_part(site_slug)}"


def order_form_path(site_slug: str) -> str:
    """Path of the form that orders an article on a site."""
    return f"/order/{url_part(site_slug)}"


def backlink_form_path(site_slug: str, article_slug: str) -> str:
    """Path of the form that places a link in an article."""
    return f"/order/{url_part(site_slug)}/{url_part(article_slug)}"


def url_part(slug: str) -> str:
    """A slug as it stands in a path."""
    return quote(slug, safe="", errors="replace")


def order_path(order_id: str) -> str:
    """Path of an order's page."""
    return f"/order-status/{order_id}"


def order_url(order: Order) -> str:
    """Full address of an order's page: the customer's key, for mails to the customer only."""
    return get_settings().origin + order_path(order.id)


def version_file_path(order_id: str, num: int, form: str) -> str:
    """Path of a version's file; ``form`` as in ``orders/reading/files.py``."""
    return f"/api/v1/purchase/versions/{order_id}/{num}/{form}"


def success_url(checkout: Checkout) -> str:
    """Where Stripe sends the customer after paying; Stripe fills in its own session id."""
    return f"{get_settings().origin}/payment/success?stripe_session_id={{CHECKOUT_SESSION_ID}}&session_id={checkout.id}"


def cancel_url(order: Order) -> str:
    """Where Stripe sends the customer who does not pay."""
    return f"{order_url(order)}?payment=cancelled"
