"""Stripe's webhooks: signatures, and JSON that can be stored."""

from __future__ import annotations

import json
import math
import time
from typing import TYPE_CHECKING, Any

from blog_order.errors import Invalid
from blog_order.gateways.lazy import LazyModule
from blog_order.settings import get_settings

if TYPE_CHECKING:
    import stripe
else:
    stripe = LazyModule("stripe")

SIGNATURE_TOLERANCE_SECONDS = 300
"""Stripe's own default (https://docs.stripe.com/webhooks#replay-attacks)."""


LONGEST_NAME = 255
"""Of an event's id and type; an index entry of PostgreSQL has its limits."""


def verify_event(payload: bytes, signature: str) -> dict[str, Any]:
    """The event in a webhook's body, once its signature and age have been checked.

    Raises:
        Invalid: the signature is missing, wrong, too old or of the future, or the body is no event.
    """
    secret = get_settings().stripe[1]
    try:
        stripe.WebhookSignature.verify_header(payload.decode(), signature, secret, SIGNATURE_TOLERANCE_SECONDS)
        _refuse_the_future(signature)
        event = _json(payload)
    except stripe.SignatureVerificationError as error:
        raise Invalid("The signature of this webhook is not valid.", code="bad_signature") from error
    except (TypeError, ValueError, RecursionError) as error:
        # TypeError: hmac refuses a signature that is not ASCII; ValueError covers what is no UTF-8 and no JSON.
        raise Invalid("This webhook is not signed or not valid JSON.", code="bad_payload") from error
    if not all(isinstance(event.get(name), str) and 0 < len(event[name]) <= LONGEST_NAME for name in ("id", "type")):
        raise Invalid("The body of this webhook is no Stripe event.", code="bad_payload")
    return event


def _refuse_the_future(signature: str) -> None:
    """Raise Invalid for a time beyond the tolerance: Stripe's own check looks at the past alone.

    Somebody who learnt the secret for a moment could else sign events that stay good for years.
    """
    signed_at = next(int(part.split("=")[1]) for part in signature.split(",") if part.startswith("t="))
    if signed_at > time.time() + SIGNATURE_TOLERANCE_SECONDS:
        raise Invalid("The signature of this webhook is of the future.", code="bad_signature")


def _json(payload: bytes) -> dict[str, Any]:
    value = json.loads(payload, parse_constant=_no_number)
    if not isinstance(value, dict):
        raise ValueError("not an object")
    _refuse_unstorable(value)
    return value


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _refuse_unstorable(value: Any) -> None:
    """Raise ValueError for what PostgreSQL's JSON cannot hold: NUL, half a surrogate pair, an infinite number."""
    if isinstance(value, str):
        if "\0" in value:
            raise ValueError("a NUL character")
        value.encode()
    elif isinstance(value, float) and not math.isfinite(value):
        raise ValueError("an infinite number")
    elif isinstance(value, dict):
        for each in (*value.keys(), *value.values()):
            _refuse_unstorable(each)
    elif isinstance(value, list):
        for each in value:
            _refuse_unstorable(each)
