"""What an order needs when an operator retries one of its failed jobs: made right again, or the retry is refused.

Each is called by the queue in the transaction of the retry, with the name of who retries (``Owner.retried``).
"""

from __future__ import annotations

from sqlmodel import col, select

from blog_order.database import Work
from blog_order.errors import Conflict
from blog_order.models import (
    Email,
    EmailState,
    Job,
    Order,
    OrderStatus,
    PaymentState,
    Refund,
    RefundState,
    Revision,
)
from blog_order.orders import products
from blog_order.orders.events import Event, record_event
from blog_order.orders.lifecycle import Actor, change_status, lock_order
from blog_order.orders.versions import current_version


def retry_first_version(session: Work, job: Job, who: str) -> None:
    """A FAILED order is written again.

    Raises:
        Conflict: it is no longer FAILED (somebody had it written again, or refunded it), or is not paid.
    """
    order = _order_of(session, job)
    reopen_failed(session, order, who)


def reopen_failed(session: Work, order: Order, who: str) -> None:
    """Put a locked, FAILED and paid order back to work; the caller sees to its job.

    Raises:
        Conflict: it has not failed, or is not paid.
    """
    if order.status != OrderStatus.FAILED:
        raise Conflict("Only an order that has failed is written again.", code="wrong_status")
    if order.payment_state != PaymentState.PAID:
        raise Conflict(f"The payment is {order.payment_state.value}.", code="not_paid")
    change_status(session, order, OrderStatus.PROCESSING, actor=Actor.EDITOR, who=who, what=Event.ORDER_RETRIED)
    order.failure_reason = ""


def retry_revision(session: Work, job: Job, who: str) -> None:
    """A revision that failed is made after all, while its customer still looks at the version it starts from.

    Raises:
        Conflict: the order has moved on, or is not paid.
    """
    order = _order_of(session, job)
    revision = session.exec(select(Revision).where(Revision.job_id == job.id)).one()
    base = current_version(session, order)
    latest_job = session.exec(
        select(Job.id)
        .where(Job.order_id == order.id, col(Job.kind).in_(products.content_kinds()))
        .order_by(col(Job.created_at).desc(), col(Job.id).desc())
    ).first()
    if base is None or base.id != revision.base_id or latest_job != job.id:
        raise Conflict("The customer has gone on to something else since.", code="moved_on")
    if order.payment_state != PaymentState.PAID:
        raise Conflict(f"The payment is {order.payment_state.value}.", code="not_paid")
    order.editor_note = ""
    change_status(session, order, OrderStatus.PROCESSING, actor=Actor.EDITOR, who=who, what=Event.REVISION_RETRIED)


def retry_mail(session: Work, job: Job, who: str) -> None:
    """A mail that could not be sent is back in the outbox.

    Raises:
        Conflict: it was sent or withdrawn in the meantime.
    """
    email = session.get_one(Email, job.arguments["email_id"], with_for_update=True)
    if email.state != EmailState.FAILED:
        raise Conflict(f"This mail is {email.state.value}.", code="wrong_status")
    email.state = EmailState.QUEUED
    if email.order_id is not None:
        record_event(session, lock_order(session, email.order_id), Event.MAIL_RESENT, actor=who, mail=email.kind)


def retry_refund(session: Work, job: Job, who: str) -> None:
    """A refund that Stripe could not be asked for is wanted again.

    Raises:
        Conflict: it was settled, or the money went another way in the meantime.
    """
    order = lock_order(session, session.get_one(Refund, job.arguments["refund_id"]).order_id)
    refund = session.get_one(Refund, job.arguments["refund_id"], populate_existing=True)
    if refund.state != RefundState.REFUSED or order.payment_state != PaymentState.PAID:
        raise Conflict(f"This refund is {refund.state.value}, the payment {order.payment_state.value}.", code="settled")
    refund.state, refund.settled_at, refund.trouble = RefundState.PENDING, None, ""
    order.payment_state = PaymentState.REFUND_PENDING
    record_event(session, order, Event.REFUND_REQUESTED, actor=who, amount=refund.amount)


def refuse_retry_of_decision(_session: Work, _job: Job, _who: str) -> None:
    """A decision that could not be applied is undone: the order lies on the desk again.

    Raises:
        Conflict: always.
    """
    raise Conflict("The order is back on the desk: decide it anew there.", code="undone")


def _order_of(session: Work, job: Job) -> Order:
    assert job.order_id is not None
    return lock_order(session, job.order_id)
