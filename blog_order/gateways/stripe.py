"""Stripe through its SDK: checkout sessions, and webhook signatures.

Every call has a time-out, retries twice by itself on network errors, and carries an idempotency key made of our own
ids, so that a repeated call never makes a second checkout.
"""

from __future__ import annotations

import json
import math
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from blog_order.errors import Failure, Invalid, NotFound, Unavailable
from blog_order.gateways.lazy import LazyModule
from blog_order.logs import get_logger
from blog_order.settings import get_settings

if TYPE_CHECKING:
    import stripe
else:
    stripe = LazyModule("stripe")

log = get_logger(__name__)

SIGNATURE_TOLERANCE_SECONDS = 300
"""Stripe's own default (https://docs.stripe.com/webhooks#replay-attacks)."""

_clients: dict[int, stripe.StripeClient] = {}
_lock = threading.Lock()


@dataclass(frozen=True)
class CheckoutSession:
    """What we read of Stripe's Checkout Session. ``amount`` is in minor units."""

    id: str
    url: str
    status: str
    payment_status: str
    amount: int
    currency: str
    payment_intent: str | None
    reference: str
    """client_reference_id: our own checkout id."""

    @classmethod
    def read(cls, data: Any) -> CheckoutSession:
        """From an SDK object or a webhook's JSON."""
        get = data.get if isinstance(data, dict) else lambda name, default=None: getattr(data, name, default)
        intent = get("payment_intent")
        return cls(
            id=str(get("id")),
            url=get("url") or "",
            status=get("status") or "",
            payment_status=get("payment_status") or "",
            amount=get("amount_total") or 0,
            currency=(get("currency") or "").lower(),
            payment_intent=intent if isinstance(intent, str) or intent is None else intent["id"],
            reference=get("client_reference_id") or "",
        )


def client() -> stripe.StripeClient:
    """This process's client."""
    pid = os.getpid()
    with _lock:
        if pid not in _clients:
            key, _secret, base = get_settings().stripe
            _clients[pid] = stripe.StripeClient(
                key,
                base_addresses={"api": base},
                http_client=stripe.RequestsClient(timeout=get_settings().stripe_timeout_seconds),
                max_network_retries=2,
            )
        return _clients[pid]


def open_session(
    *,
    checkout_id: str,
    number: str,
    name: str,
    description: str,
    amount: int,
    currency: str,
    email: str,
    success_url: str,
    cancel_url: str,
    expires_at: int,
) -> CheckoutSession:
    """Open a Checkout Session for one item. ``expires_at`` is a Unix time in seconds.

    Raises:
        Unavailable: Stripe does not answer or refuses for a reason the customer cannot mend.
    """
    try:
        session = client().v1.checkout.sessions.create(
            {
                "mode": "payment",
                "client_reference_id": checkout_id,
                "customer_email": email,
                "line_items": [
                    {
                        "quantity": 1,
                        "price_data": {
                            "currency": currency,
                            "unit_amount": amount,
                            "product_data": {"name": name, "description": description},
                        },
                    }
                ],
                "metadata": {"order_number": number, "checkout_id": checkout_id},
                "payment_intent_data": {"metadata": {"order_number": number, "checkout_id": checkout_id}},
                "success_url": success_url,
                "cancel_url": cancel_url,
                "expires_at": expires_at,
            },
            {"idempotency_key": f"checkout-{checkout_id}"},
        )
    except stripe.StripeError as error:
        log.error("stripe.checkout_refused", order=number, error=type(error).__name__, code=error.code)
        raise Unavailable(
            "The payment page cannot be opened right now. Nothing was charged; please try again."
        ) from error
    return CheckoutSession.read(session)


def retrieve_session(session_id: str) -> CheckoutSession:
    """Ask Stripe what became of a session.

    Raises:
        NotFound: Stripe does not know it.
        Failure: Stripe does not answer.
    """
    try:
        return CheckoutSession.read(client().v1.checkout.sessions.retrieve(session_id))
    except stripe.InvalidRequestError as error:
        raise NotFound("Stripe knows no such payment.") from error
    except stripe.StripeError as error:
        raise Failure("Stripe does not answer.") from error


def expire_session(session_id: str) -> CheckoutSession:
    """Close a payment page, and return the session as it then is: expired, or complete when somebody was quicker.

    Raises:
        NotFound: Stripe does not know it.
        Failure: Stripe does not answer.
    """
    try:
        return CheckoutSession.read(client().v1.checkout.sessions.expire(session_id))
    except stripe.InvalidRequestError:
        return retrieve_session(session_id)  # it is no longer open, or was never there
    except stripe.StripeError as error:
        raise Failure("Stripe does not answer.") from error


def verify_event(payload: bytes, signature: str) -> dict[str, Any]:
    """The event in a webhook's body, once its signature and age have been checked.

    Raises:
        Invalid: the signature is missing, wrong or too old, or the body is no event.
    """
    secret = get_settings().stripe[1]
    try:
        stripe.WebhookSignature.verify_header(payload.decode(), signature, secret, SIGNATURE_TOLERANCE_SECONDS)
        event = _json(payload)
    except stripe.SignatureVerificationError as error:
        raise Invalid("The signature of this webhook is not valid.", code="bad_signature") from error
    except (TypeError, ValueError, RecursionError) as error:
        # TypeError: hmac refuses a signature that is not ASCII; ValueError covers what is no UTF-8 and no JSON.
        raise Invalid("This webhook is not signed or not valid JSON.", code="bad_payload") from error
    if not isinstance(event.get("id"), str) or not isinstance(event.get("type"), str):
        raise Invalid("The body of this webhook is no Stripe event.", code="bad_payload")
    return event


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


class RefundRefused(Failure):
    """Stripe will not give this payment back; the message is Stripe's own, for admins."""


@dataclass(frozen=True)
class RefundAnswer:
    """What Stripe says of a refund: pending, succeeded, failed or canceled."""

    id: str
    status: str
    failure_reason: str


def refund(*, refund_id: str, payment_intent: str, amount: int, reason: str) -> RefundAnswer:
    """Give ``amount`` (minor units) of a payment back; the same ``refund_id`` never gives back twice.

    Raises:
        RefundRefused: Stripe refuses.
        Failure: Stripe does not answer.
    """
    try:
        answer = client().v1.refunds.create(
            {
                "payment_intent": payment_intent,
                "amount": amount,
                "metadata": {"refund_id": refund_id, "cause": reason},
            },
            {"idempotency_key": f"refund-{refund_id}"},
        )
    except (stripe.InvalidRequestError, stripe.CardError) as error:
        raise RefundRefused(error.user_message or str(error), retryable=False) from error
    except stripe.StripeError as error:
        raise Failure("Stripe does not answer.") from error
    return _refund_answer(answer)


def find_refund(*, refund_id: str, payment_intent: str, stripe_refund_id: str | None) -> RefundAnswer | None:
    """What became of a refund: by Stripe's id, or by ours among those of the payment; None when Stripe has none.

    Raises:
        Failure: Stripe does not answer.
    """
    try:
        if stripe_refund_id:
            return _refund_answer(client().v1.refunds.retrieve(stripe_refund_id))
        made = client().v1.refunds.list({"payment_intent": payment_intent, "limit": 100})
        found = [one for one in made.data if one.metadata and one.metadata.to_dict().get("refund_id") == refund_id]
        return _refund_answer(found[0]) if found else None
    except stripe.InvalidRequestError:
        return None
    except stripe.StripeError as error:
        raise Failure("Stripe does not answer.") from error


def _refund_answer(answer: Any) -> RefundAnswer:
    return RefundAnswer(answer.id, answer.status or "pending", getattr(answer, "failure_reason", None) or "")


def list_events(types: list[str], since: int) -> Iterator[dict[str, Any]]:
    """Stripe's events of these types from ``since`` (Unix seconds) on, the newest first; it keeps them for 30 days.

    Raises:
        Failure: Stripe does not answer.
    """
    try:
        first = client().v1.events.list({"types": types, "created": {"gte": since}, "limit": 100})
        for event in first.auto_paging_iter():
            yield event.to_dict()
    except stripe.StripeError as error:
        raise Failure("Stripe does not answer.") from error


def find_session(reference: str, since: int) -> CheckoutSession | None:
    """The session whose client_reference_id is ``reference``, among those created from ``since`` on.

    Raises:
        Failure: Stripe does not answer.
    """
    try:
        first = client().v1.checkout.sessions.list({"created": {"gte": since}, "limit": 100})
        for session in first.auto_paging_iter():
            if session.client_reference_id == reference:
                return CheckoutSession.read(session)
    except stripe.StripeError as error:
        raise Failure("Stripe does not answer.") from error
    return None
