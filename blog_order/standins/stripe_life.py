"""What happens to sessions, payments and refunds: each step changes the stored objects and sends its events."""

from __future__ import annotations

import asyncio
import time

from .context import Context
from .stripe_objects import Object, new_charge, new_dispute, new_payment, new_refund
from .stripe_webhooks import emit
from .stripe_wire import Params, StripeProblem, integer, not_found


def save_session(context: Context, session: Object) -> None:
    """Store a session; an open one is looked at again when it expires."""
    context.store.put("session", session, due=session["expires_at"] if session["status"] == "open" else None)


def session_of(context: Context, id: str) -> Object:
    """A session, expired first when its time has passed. Raises StripeProblem (404) for an unknown id."""
    session = context.store.get("session", id)
    if session is None:
        raise not_found("checkout.session", id, "session")
    if session["status"] == "open" and session["expires_at"] <= time.time():
        expire(context, session)
    return session


def pay(context: Context, session: Object) -> None:
    """The customer pays by card: session complete and paid, payment and charge made."""
    _close(session, "complete", "paid" if session["amount_total"] else "no_payment_required")
    if session["amount_total"]:
        payment, charge = new_payment(session, status="succeeded")
        assert charge is not None
        session["payment_intent"] = payment["id"]
        context.store.put("payment_intent", payment)
        context.store.put("charge", charge)
    save_session(context, session)
    emit(context, "checkout.session.completed", session)


def pay_later(context: Context, session: Object) -> None:
    """The customer promises a bank transfer: session complete but unpaid, payment processing."""
    _close(session, "complete", "unpaid")
    payment, _ = new_payment(session, status="processing")
    session["payment_intent"] = payment["id"]
    context.store.put("payment_intent", payment)
    save_session(context, session)
    emit(context, "checkout.session.completed", session)


def settle(context: Context, session: Object, *, succeeded: bool) -> None:
    """The bank transfer arrives, or fails. Raises StripeProblem when none is under way."""
    payment = context.store.get("payment_intent", session["payment_intent"] or "")
    if payment is None or payment["status"] != "processing":
        raise StripeProblem("No bank transfer is under way for this session.")
    if succeeded:
        charge = new_charge(payment, session)
        payment |= {"status": "succeeded", "amount_received": payment["amount"], "latest_charge": charge["id"]}
        session["payment_status"] = "paid"
        context.store.put("charge", charge)
    else:
        error = {"type": "invalid_request_error", "code": "payment_intent_payment_attempt_failed",
                 "message": "The bank transfer did not arrive."}  # fmt: skip
        payment |= {"status": "requires_payment_method", "last_payment_error": error}
    context.store.put("payment_intent", payment)
    save_session(context, session)
    emit(context, f"checkout.session.async_payment_{'succeeded' if succeeded else 'failed'}", session)


def expire(context: Context, session: Object) -> None:
    """An open session ends unpaid. Raises StripeProblem for any other."""
    if session["status"] != "open":
        raise StripeProblem(
            f'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of '
            f"{session['status']}.",
            executed=True,
        )
    _close(session, "expired", "unpaid")
    save_session(context, session)
    emit(context, "checkout.session.expired", session)


def _close(session: Object, status: str, payment_status: str) -> None:
    session |= {"status": status, "payment_status": payment_status, "url": None}


def refund(context: Context, params: Params) -> Object:
    """Refund a charge, wholly or in part.

    Raises:
        StripeProblem: for unknown payments, amounts beyond what is left, and refusals that were planned.
    """
    charge = _charge_of(context, params)
    left = charge["amount"] - charge["amount_refunded"]
    amount = integer(params, "amount", default=left)
    assert amount is not None
    reason = params.get("reason")
    if reason not in (None, "duplicate", "fraudulent", "requested_by_customer"):
        raise StripeProblem(
            "Invalid reason: must be one of duplicate, fraudulent, or requested_by_customer", param="reason"
        )
    if left <= 0:
        raise StripeProblem(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded", executed=True
        )
    if charge["disputed"]:
        raise StripeProblem(f"Charge {charge['id']} has been charged back; cannot issue a refund.",
                            code="charge_disputed", executed=True)  # fmt: skip
    if amount < 1:
        raise StripeProblem("Invalid positive integer", code="parameter_invalid_integer", param="amount")
    if amount > left:
        raise StripeProblem(
            f"Refund amount (${amount / 100:.2f}) is greater than unrefunded amount on charge (${left / 100:.2f})",
            param="amount",
            executed=True,
        )
    behaviour, seconds = "succeeded", 0.0
    if context.refund_plans:
        plan = context.refund_plans[0]
        behaviour, seconds = plan.behaviour, plan.seconds
        plan.refunds -= 1
        if plan.refunds <= 0:
            context.refund_plans.remove(plan)
    if behaviour == "refused":
        raise StripeProblem(
            "Insufficient funds in your Stripe balance to refund this amount.",
            code="balance_insufficient",
            executed=True,
        )
    made = new_refund(charge, amount, params, "succeeded" if behaviour == "succeeded" else "pending")
    made["_then"] = "failed" if behaviour == "pending_then_failed" else "succeeded"
    context.store.put("refund", made, due=time.time() + seconds if made["status"] == "pending" else None)
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    context.store.put("charge", charge)
    emit(context, "refund.created", made)
    emit(context, "charge.refunded", charge)
    return made


def settle_refund(context: Context, made: Object) -> None:
    """A pending refund succeeds or fails, as planned; a failed one gives the amount back to the charge."""
    made["status"] = made.pop("_then", "succeeded")
    if made["status"] == "failed":
        made |= {"failure_reason": "lost_or_stolen_card", "failure_balance_transaction": None}
        charge = context.store.get("charge", made["charge"])
        if charge:
            charge["amount_refunded"] -= made["amount"]
            charge["refunded"] = False
            context.store.put("charge", charge)
    context.store.put("refund", made)
    emit(context, "refund.updated", made, previous={"status": "pending"})
    if made["status"] == "failed":
        emit(context, "refund.failed", made)


def dispute(context: Context, id: str, reason: str) -> Object:
    """The customer's bank takes a payment back. ``id`` is of a session, a payment intent or a charge."""
    payment_id = id
    if id.startswith("cs_"):
        payment_id = session_of(context, id)["payment_intent"] or id
    charge = _charge_of(context, {"charge" if id.startswith("ch_") else "payment_intent": payment_id})
    charge["disputed"] = True
    context.store.put("charge", charge)
    made = new_dispute(charge, reason)
    context.store.put("dispute", made)
    emit(context, "charge.dispute.created", made)
    return made


def _charge_of(context: Context, params: Params) -> Object:
    if params.get("charge"):
        charge = context.store.get("charge", params["charge"])
        if charge is None:
            raise not_found("charge", params["charge"], "charge")
        return charge
    if not params.get("payment_intent"):
        raise StripeProblem(
            "One of the following params should be provided for this request: payment_intent or charge.",
            code="parameter_missing",
            param="payment_intent",
        )
    payment = context.store.get("payment_intent", params["payment_intent"])
    if payment is None:
        raise not_found("payment_intent", params["payment_intent"], "payment_intent")
    charge = context.store.get("charge", payment["latest_charge"] or "")
    if charge is None:
        raise StripeProblem(f"This PaymentIntent ({payment['id']}) does not have a successful charge to refund.",
                            param="payment_intent", executed=True)  # fmt: skip
    return charge


async def watch_clock(context: Context) -> None:
    """Expire sessions and settle pending refunds when their time comes; runs until cancelled."""
    while True:
        now = time.time()
        for session in context.store.due("session", now):
            expire(context, session)
        for made in context.store.due("refund", now):
            settle_refund(context, made)
        await asyncio.sleep(0.25)
