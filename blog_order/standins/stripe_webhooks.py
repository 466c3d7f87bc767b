"""Stripe's events: made, kept for ``/v1/events``, signed and handed to the courier."""

from __future__ import annotations

import hashlib
import hmac
import json
import time

from .context import Context
from .courier import Target
from .stripe_objects import Object, public
from .stripe_wire import API_VERSION, new_id

WEBHOOK_PATH = "/api/v1/purchase/webhook"


def signature(secret: str, payload: str, at: int) -> str:
    """The ``Stripe-Signature`` header for a payload sent at a Unix time."""
    mac = hmac.new(secret.encode(), f"{at}.{payload}".encode(), hashlib.sha256).hexdigest()
    return f"t={at},v1={mac}"


def target(context: Context) -> Target:
    """Where the courier takes Stripe's events: about 20 tries, over some 15 minutes."""
    secret = context.settings.stripe_webhook_secret or context.services.stripe_webhook_secret

    def sign(payload: str) -> dict[str, str]:
        return {
            "Stripe-Signature": signature(secret, payload, int(time.time())),
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        }

    return Target(path=WEBHOOK_PATH, sign=sign, tries=20, tries_if_absent=20)


def emit(context: Context, type: str, thing: Object, *, previous: Object | None = None) -> str:
    """Make an event about an object as it is now, and send it; returns the event's id."""
    data: Object = {"object": public(thing)}
    if previous:
        data["previous_attributes"] = previous
    event: Object = {
        "id": new_id("evt_"),
        "object": "event",
        "api_version": API_VERSION,
        "created": int(time.time()),
        "data": data,
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": type,
    }
    context.store.put("event", event)
    context.courier.send("stripe", event["id"], type, json.dumps(event, indent=2))
    return str(event["id"])
