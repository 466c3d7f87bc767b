"""Money back: a job with an idempotency key; pending until Stripe confirms, and shown when Stripe refuses."""

from __future__ import annotations

from typing import Any

from sqlmodel import select

from blog_order.database import Work, transaction
from blog_order.errors import Conflict, Failure
from blog_order.gateways import stripe
from blog_order.gateways.stripe import RefundAnswer, RefundRefused
from blog_order.job_kinds import REFUND_ORDER
from blog_order.mail.render import MailKind
from blog_order.models import CancelReason, Job, Order, PaymentState, Refund, RefundState, utcnow
from blog_order.money import format_money
from blog_order.orders.events import Event, record_event
from blog_order.orders.jobs import find_living_job
from blog_order.orders.lifecycle import Actor, lock_order
from blog_order.orders.notices import alert_admin, notify_customer
from blog_order.queue import ledger
from blog_order.queue.running import RunningJob


def request_refund(session: Work, order: Order, cause: CancelReason, *, requested_by: str, reason: str) -> Refund:
    """Ask for the whole amount back, in the caller's transaction, for a locked order.

    Raises:
        Conflict: nothing was paid, or a refund is on its way already.
    """
    if order.payment_state != PaymentState.PAID:
        raise Conflict(f"The payment is {order.payment_state.value}: there is nothing to give back.", code="not_paid")
    refund = Refund(
        order_id=order.id,
        amount=order.amount,
        currency=order.currency,
        cause=cause,
        requested_by=requested_by,
        reason=reason,
    )
    session.add(refund)
    order.payment_state = PaymentState.REFUND_PENDING
    session.flush()
    ledger.enqueue(session, REFUND_ORDER, order_id=order.id, arguments={"refund_id": refund.id})
    record_event(session, order, Event.REFUND_REQUESTED, actor=requested_by, amount=refund.amount)
    return refund


def refund_order(job: RunningJob) -> None:
    """Ask Stripe for the refund; Stripe's events tell how it ends when it does not say so at once."""
    with transaction() as session:
        refund = session.get_one(Refund, job.arguments["refund_id"])
        order = session.get_one(Order, refund.order_id)
    if refund.state != RefundState.PENDING:
        return
    try:
        answer = stripe.refund(
            refund_id=refund.id, payment_intent=order.payment_intent or "", amount=refund.amount, reason=refund.cause
        )
    except RefundRefused as error:
        with transaction() as session:
            job.finish(session)
            _refuse_pending(session, refund.id, error.message)
        return
    with transaction() as session:
        job.finish(session)
        apply_refund_answer(session, refund.id, answer)


def apply_refund_event(session: Work, data: dict[str, Any]) -> str:
    """What Stripe says of a refund later (refund.updated, refund.failed)."""
    refund = session.exec(select(Refund).where(Refund.stripe_refund_id == data["id"])).one_or_none()
    if refund is None:
        known = str((data.get("metadata") or {}).get("refund_id", ""))
        refund = session.get(Refund, known) if known else None
    if refund is None:
        return "not ours"
    answer = RefundAnswer(data["id"], data.get("status") or "", data.get("failure_reason") or "")
    return apply_refund_answer(session, refund.id, answer)


def apply_refund_answer(session: Work, refund_id: str, answer: RefundAnswer) -> str:
    """What Stripe says of a refund, told or asked for. Returns what came of it."""
    refund = _lock_refund(session, refund_id)
    refund.stripe_refund_id = answer.id
    return _settle(session, refund, answer.status, answer.failure_reason)


def ask_again(session: Work, refund_id: str) -> bool:
    """Enqueue a refund that Stripe knows nothing of once more; False when it is settled or its job lives."""
    refund = _lock_refund(session, refund_id)
    job = find_living_job(session, refund.order_id, [REFUND_ORDER])
    if refund.state != RefundState.PENDING or job is not None:
        return False
    ledger.enqueue(session, REFUND_ORDER, order_id=refund.order_id, arguments={"refund_id": refund_id})
    return True


def give_up_refund(session: Work, job: Job, failure: Failure) -> None:
    """Stripe could not be reached for long: the refund stays wanted, an admin has to look."""
    _refuse_pending(session, job.arguments["refund_id"], failure.message)


def _lock_refund(session: Work, refund_id: str) -> Refund:
    """The refund as it now is, behind its order's lock: its event, its job and a reconciliation may come together."""
    lock_order(session, session.get_one(Refund, refund_id).order_id)
    return session.get_one(Refund, refund_id, populate_existing=True)


def _refuse_pending(session: Work, refund_id: str, why: str) -> None:
    """Stripe would not, or could not be asked; nothing when the refund has been settled in the meantime."""
    if _lock_refund(session, refund_id).state == RefundState.PENDING:
        _refuse(session, refund_id, why)


def _settle(session: Work, refund: Refund, status: str, failure_reason: str) -> str:
    # A refund can fail after it succeeded: https://docs.stripe.com/refunds#failed-refunds
    failed_later = refund.state == RefundState.SUCCEEDED and status in ("failed", "canceled")
    if refund.state != RefundState.PENDING and not failed_later:
        return "repeat"
    if status == "succeeded":
        order = lock_order(session, refund.order_id)
        refund.state, refund.settled_at = RefundState.SUCCEEDED, utcnow()
        order.payment_state = PaymentState.REFUNDED
        record_event(session, order, Event.REFUND_SUCCEEDED, actor=Actor.STRIPE, amount=refund.amount)
        notify_customer(
            session,
            order,
            MailKind.REFUNDED,
            key=f"refunded-{refund.id}",
            reason=refund.reason,
            amount=format_money(refund.amount, refund.currency),
        )
        return "succeeded"
    if status in ("failed", "canceled"):
        _refuse(session, refund.id, failure_reason or status)
        return "refused"
    return "pending"


def _refuse(session: Work, refund_id: str, why: str) -> None:
    refund = session.get_one(Refund, refund_id)
    order = lock_order(session, refund.order_id)
    refund.state, refund.settled_at, refund.trouble = RefundState.REFUSED, utcnow(), why
    if order.payment_state != PaymentState.DISPUTED:
        order.payment_state = PaymentState.PAID
    record_event(session, order, Event.REFUND_REFUSED, actor=Actor.STRIPE)
    alert_admin(session, order, f"refund-{refund.id}", "Stripe refused a refund.", why)
