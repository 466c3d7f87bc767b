"""Stripe through its SDK: checkout sessions, refunds, and the lists of what there is.

Every call has a time-out, retries twice by itself on network errors, and carries an idempotency key made of our own
ids, so that a repeated call never makes a second checkout.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from blog_order.errors import Failure, NotFound, Unavailable
from blog_order.gateways.lazy import LazyModule
from blog_order.logs import get_logger
from blog_order.settings import get_settings

if TYPE_CHECKING:
    import stripe
else:
    stripe = LazyModule("stripe")

log = get_logger(__name__)

UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)
"""What the SDK and we run into when an answer is not what Stripe describes, such as a proxy's own page."""

PAGE = 100
"""Items a page of a list, the most that Stripe allows."""

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

    @classmethod
    def read_answer(cls, answer: Any) -> CheckoutSession:
        """From what the SDK returned. Raises ValueError when that is no session."""
        if getattr(answer, "object", "") != "checkout.session" or not isinstance(answer.id, str):
            raise ValueError("no Checkout Session")
        return cls.read(answer)


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


@contextlib.contextmanager
def _asking() -> Iterator[None]:
    """Turn what can go wrong with an answer into a Failure."""
    try:
        yield
    except stripe.StripeError as error:
        raise Failure("Stripe does not answer.") from error
    except UNREADABLE as error:
        raise Failure("Stripe's answer cannot be read.") from error


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
        made = client().v1.checkout.sessions.create(
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
        return CheckoutSession.read_answer(made)
    except (stripe.StripeError, *UNREADABLE) as error:
        code = getattr(error, "code", None)
        log.error("stripe.checkout_refused", order=number, error=type(error).__name__, code=code)
        raise Unavailable(
            "The payment page cannot be opened right now. Nothing was charged; please try again."
        ) from error


def retrieve_session(session_id: str) -> CheckoutSession:
    """Ask Stripe what became of a session.

    Raises:
        NotFound: Stripe does not know it.
        Failure: Stripe does not answer.
    """
    with _asking():
        try:
            return CheckoutSession.read_answer(client().v1.checkout.sessions.retrieve(session_id))
        except stripe.InvalidRequestError as error:
            raise NotFound("Stripe knows no such payment.") from error


def expire_session(session_id: str) -> CheckoutSession:
    """Close a payment page, and return the session as it then is: expired, or complete when somebody was quicker.

    Raises:
        NotFound: Stripe does not know it.
        Failure: Stripe does not answer.
    """
    with _asking():
        try:
            return CheckoutSession.read_answer(client().v1.checkout.sessions.expire(session_id))
        except stripe.InvalidRequestError:
            return retrieve_session(session_id)  # it is no longer open, or was never there


def find_sessions(references: Collection[str], since: int, until: int) -> dict[str, CheckoutSession]:
    """The sessions whose client_reference_id is one of ``references``, by it.

    Looked for among all that were created from ``since`` to ``until`` (Unix seconds): Stripe has no other search.

    Raises:
        Failure: Stripe does not answer.
    """
    found: dict[str, CheckoutSession] = {}
    with _asking():
        sessions = client().v1.checkout.sessions.list({"created": {"gte": since, "lte": until}, "limit": PAGE})
        for session in _every(sessions):
            if session.client_reference_id in references:
                found.setdefault(session.client_reference_id, CheckoutSession.read_answer(session))
            if len(found) == len(references):
                break
    return found


def list_events(types: list[str], since: int, until: int) -> list[dict[str, Any]]:
    """Stripe's events of these types, created from ``since`` to ``until`` (Unix seconds), the oldest first.

    Stripe keeps them for 30 days (https://docs.stripe.com/api/events/list).

    Raises:
        Failure: Stripe does not answer.
    """
    with _asking():
        events = client().v1.events.list({"types": types, "created": {"gte": since, "lte": until}, "limit": PAGE})
        # for_json: the SDK makes decimals of some texts, which no JSON column takes.
        return [event.to_dict(for_json=True) for event in _every(events)][::-1]


def _every(first: Any) -> Iterator[Any]:
    """Every item of a list, the newest first, page by page. Raises ValueError when a page comes round again."""
    seen: set[str] = set()
    for item in first.auto_paging_iter():
        if item.id in seen:
            raise ValueError("a list without an end")
        seen.add(item.id)
        yield item


class RefundRefused(Failure):
    """Stripe will not give this payment back; the message is Stripe's own, for admins."""


@dataclass(frozen=True)
class RefundAnswer:
    """What Stripe says of a refund: pending, succeeded, failed or canceled."""

    id: str
    status: str
    failure_reason: str

    @classmethod
    def read_answer(cls, answer: Any) -> RefundAnswer:
        """From what the SDK returned. Raises ValueError when that is no refund."""
        if getattr(answer, "object", "") != "refund" or not isinstance(answer.id, str):
            raise ValueError("no refund")
        return cls(answer.id, answer.status or "pending", getattr(answer, "failure_reason", None) or "")


def refund(*, refund_id: str, payment_intent: str, amount: int, reason: str) -> RefundAnswer:
    """Give ``amount`` (minor units) of a payment back; the same ``refund_id`` never gives back twice.

    Raises:
        RefundRefused: Stripe refuses.
        Failure: Stripe does not answer.
    """
    with _asking():
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
        return RefundAnswer.read_answer(answer)


def retrieve_refund(stripe_refund_id: str) -> RefundAnswer:
    """Ask Stripe what became of a refund.

    Raises:
        NotFound: Stripe does not know it.
        Failure: Stripe does not answer.
    """
    with _asking():
        try:
            return RefundAnswer.read_answer(client().v1.refunds.retrieve(stripe_refund_id))
        except stripe.InvalidRequestError as error:
            raise NotFound("Stripe knows no such refund.") from error


def find_refund(payment_intent: str, refund_id: str) -> RefundAnswer | None:
    """The refund of a payment that carries our ``refund_id``; None when Stripe has made none.

    Raises:
        NotFound: Stripe does not know the payment.
        Failure: Stripe does not answer.
    """
    with _asking():
        try:
            made = client().v1.refunds.list({"payment_intent": payment_intent, "limit": PAGE})
            for refund in _every(made):
                if refund.metadata and refund.metadata.to_dict().get("refund_id") == refund_id:
                    return RefundAnswer.read_answer(refund)
        except stripe.InvalidRequestError as error:
            raise NotFound("Stripe knows no such payment.") from error
    return None
