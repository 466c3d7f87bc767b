"""What an admin can do to one order besides reviewing it: retry, stop, refund, cancel, send a mail again."""

from __future__ import annotations

from blog_order.database import transaction
from blog_order.errors import Conflict, Failure, NotFound
from blog_order.job_kinds import SEND_EMAIL
from blog_order.models import CancelReason, Email, EmailState, OrderStatus, PaymentState
from blog_order.orders import products
from blog_order.orders.deciding.retrying import reopen_failed
from blog_order.orders.events import Event, record_event
from blog_order.orders.jobs import find_living_job
from blog_order.orders.lifecycle import Actor, lock_order
from blog_order.orders.paying.refunds import request_refund
from blog_order.orders.stopping import stop_order
from blog_order.queue import ledger
from blog_order.queue.owners import owner_of

STOPPED_WORDS = "We have stopped the writing ourselves."
REFUND_WORDS = "We have cancelled this order and give you the whole amount back."


def retry_order(order_id: str, *, admin: str) -> None:
    """Write a FAILED order again, with a job of its own.

    Raises:
        Conflict: the order has not failed, or is not paid.
    """
    with transaction() as session:
        order = lock_order(session, order_id)
        reopen_failed(session, order, admin)
        ledger.enqueue(session, products.of(order.product).first_job, order_id=order.id)


def stop_writing(order_id: str, *, admin: str) -> None:
    """Cancel the job that writes an order. A revision returns to the customer's review with the versions there are; a
    first article is FAILED, to be retried or refunded.

    Raises:
        Conflict: nothing is being written.
    """
    with transaction() as session:
        order = lock_order(session, order_id)
        job = find_living_job(session, order.id, products.content_kinds())
        if job is None or not ledger.cancel(session, job.id, running=True):
            raise Conflict("Nothing is being written for this order.", code="wrong_status")
        record_event(session, order, Event.WRITING_STOPPED, actor=admin)
        owner_of(job.kind).given_up(session, job, Failure(STOPPED_WORDS, retryable=False))


def refund_and_cancel(order_id: str, *, admin: str, reason: str = REFUND_WORDS) -> None:
    """Stop an order and give the money back. A published one stays published and COMPLETED.

    Raises:
        Conflict: nothing was paid, or a refund is on its way.
    """
    with transaction() as session:
        order = lock_order(session, order_id)
        request_refund(session, order, CancelReason.REFUNDED, requested_by=admin, reason=reason)
        if order.status not in (OrderStatus.COMPLETED, OrderStatus.CANCELLED):
            stop_order(session, order, CancelReason.REFUNDED, Event.ORDER_CANCELLED, actor=Actor.EDITOR, who=admin)


def cancel_order(order_id: str, *, admin: str) -> None:
    """Stop an order that nobody has paid.

    Raises:
        Conflict: it is paid (refund it instead), or has ended.
    """
    with transaction() as session:
        order = lock_order(session, order_id)
        if order.payment_state != PaymentState.UNPAID:
            raise Conflict(f"The payment is {order.payment_state.value}: refund it instead.", code="paid")
        stop_order(session, order, CancelReason.EXPIRED, Event.ORDER_CANCELLED, actor=Actor.EDITOR, who=admin)


def resend_mail(email_id: str, *, admin: str) -> None:
    """Send a mail again, as it was.

    Raises:
        NotFound: no such mail.
        Conflict: it is on its way.
    """
    with transaction() as session:
        email = session.find(Email, email_id)
        if email is None or email.order_id is None:
            raise NotFound("There is no such mail.")
        order = lock_order(session, email.order_id)
        if find_living_job(session, order.id, [SEND_EMAIL], email_id=email.id) is not None:
            raise Conflict("This mail is on its way.", code="under_way")
        email.state = EmailState.QUEUED
        ledger.enqueue(session, SEND_EMAIL, order_id=order.id, arguments={"email_id": email.id})
        record_event(session, order, Event.MAIL_RESENT, actor=admin, mail=email.kind)
