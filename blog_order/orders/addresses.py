"""Addresses of pages, as functions: the only place that spells them."""

from __future__ import annotations

from blog_order.models import Checkout, Order
from blog_order.settings import get_settings


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
