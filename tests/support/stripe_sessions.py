"""Checkout sessions made at Stripe's stand-in with Stripe's own SDK."""

from __future__ import annotations

from typing import Any

import stripe

from tests.support.standins import Standins


def order(**more: Any) -> Any:
    """What a checkout session is made from; ``more`` overrides any of it."""
    return {
        "mode": "payment",
        "success_url": "http://localhost:8000/thanks?session_id={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://localhost:8000/new",
        "client_reference_id": "order-7",
        "customer_email": "ada@example.com",
        "metadata": {"order_id": "7"},
        "payment_intent_data": {"metadata": {"order_id": "7"}},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {"currency": "usd", "unit_amount": 12000, "product_data": {"name": "Article"}},
            }
        ],
        **more,
    }


def paid_session(standins: Standins, client: stripe.StripeClient) -> Any:
    """Make a session and pay it; the session."""
    session = client.v1.checkout.sessions.create(order())
    return standins.post(f"/stripe/control/sessions/{session.id}/pay")
