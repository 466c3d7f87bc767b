"""One order's whole history for the admins: what was ordered, money, texts, jobs, mails, and what can be done now.

The order's id and its checkouts' ids are the customer's keys. They stand in mails and may stand in tracebacks; here
they are struck out of every text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import col, select

from blog_order.database import Work, transaction
from blog_order.models import (
    Checkout,
    Email,
    EmailState,
    Job,
    JobAttempt,
    JobState,
    Order,
    OrderStatus,
    PaymentState,
    Refund,
    RefundState,
    Site,
)
from blog_order.orders.desk.desk import EventLine, SubmittedVersion, read_events, version_for_editors
from blog_order.orders.facts import OrderFacts, facts_of
from blog_order.orders.numbers import find_by_number
from blog_order.orders.reading.published_article import find_address
from blog_order.orders.reading.tries import Try, read_tries
from blog_order.orders.versions import versions_of

STRUCK_OUT = "[the customer's key]"


@dataclass(frozen=True)
class Attempt:
    """One try of a job. ``error`` is the traceback."""

    started_at: dt.datetime
    finished_at: dt.datetime | None
    worker: str
    outcome: str
    error: str


@dataclass(frozen=True)
class JobHistory:
    """A job with its tries."""

    kind: str
    state: JobState
    step: str
    attempts: int
    max_attempts: int
    error_class: str
    error_message: str
    due_at: dt.datetime
    created_at: dt.datetime
    finished_at: dt.datetime | None
    tries: list[Attempt]


@dataclass(frozen=True)
class MailHistory:
    """A mail as it was written; ``text`` is its plain-text part without the customer's link."""

    id: str
    kind: str
    recipient: str
    subject: str
    text: str
    state: EmailState
    created_at: dt.datetime
    sent_at: dt.datetime | None


@dataclass(frozen=True)
class RefundHistory:
    """Money asked back; ``trouble`` holds Stripe's words when it refused."""

    amount: int
    currency: str
    state: RefundState
    requested_by: str
    reason: str
    trouble: str
    created_at: dt.datetime
    settled_at: dt.datetime | None


@dataclass(frozen=True)
class OrderHistory(OrderFacts):
    """Everything about one order that an admin may see."""

    number: int
    email: str
    payment_intent: str
    published_url: str
    article: tuple[str, str] | None
    """Slugs of the site and of the published article that it bought, or that its link goes into."""
    versions: list[SubmittedVersion]
    events: list[EventLine]
    refunds: list[RefundHistory]
    jobs: list[JobHistory]
    mails: list[MailHistory]
    tries: list[Try]
    """Of the latest text."""

    @property
    def can_be_retried(self) -> bool:
        """A first writing has failed, and the money is there."""
        return self.status == OrderStatus.FAILED and self.payment_state == PaymentState.PAID

    @property
    def can_be_edited(self) -> bool:
        """An editor may have to, or may want to, write it themselves."""
        return self.status == OrderStatus.ADMIN_REVIEW or self.can_be_retried

    @property
    def can_be_stopped(self) -> bool:
        """Something is being written."""
        return self.status == OrderStatus.PROCESSING

    @property
    def can_be_refunded(self) -> bool:
        """There is money to give back."""
        return self.payment_state == PaymentState.PAID

    @property
    def can_be_cancelled(self) -> bool:
        """Nobody has paid yet, and somebody still could."""
        return self.status == OrderStatus.AWAITING_PAYMENT and self.payment_state == PaymentState.UNPAID


def read_history(number: int) -> OrderHistory:
    """Read it.

    Raises:
        NotFound: no such order.
    """
    with transaction() as session:
        order = find_by_number(session, number)
        site = session.get_one(Site, order.site_id)
        clean = _striker(session, order)
        return OrderHistory(
            **facts_of(order, site),
            number=order.number,
            email=order.email,
            payment_intent=order.payment_intent or "",
            published_url=order.published_url or "",
            article=find_address(session, order),
            versions=[version_for_editors(each) for each in versions_of(session, order.id)],
            events=read_events(session, order),
            refunds=_refunds(session, order, clean),
            jobs=_jobs(session, order, clean),
            mails=_mails(session, order, clean),
            tries=read_tries(session, order),
        )


def _striker(session: Work, order: Order) -> Callable[[str], str]:
    """A function that strikes the customer's keys, and addresses made of them, out of a text."""
    checkouts = session.exec(select(Checkout.id, Checkout.stripe_session_id).where(Checkout.order_id == order.id))
    keys = [order.id, *(key for pair in checkouts for key in pair if key)]

    def strike(text: str) -> str:
        for key in keys:
            text = text.replace(key, STRUCK_OUT)
        return text

    return strike


def _jobs(session: Work, order: Order, clean: Callable[[str], str]) -> list[JobHistory]:
    jobs = list(session.exec(select(Job).where(Job.order_id == order.id).order_by(col(Job.created_at).desc())))
    tries: dict[str, list[Attempt]] = {job.id: [] for job in jobs}
    rows = session.exec(select(JobAttempt).where(col(JobAttempt.job_id).in_(tries)).order_by(col(JobAttempt.id)))
    for row in rows:
        tries[row.job_id].append(
            Attempt(row.started_at, row.finished_at, row.worker, row.outcome, clean(row.error.strip()))
        )
    return [
        JobHistory(
            kind=job.kind,
            state=job.state,
            step=job.step,
            attempts=job.attempts,
            max_attempts=job.max_attempts,
            error_class=job.error_class,
            error_message=clean(job.error_message),
            due_at=job.due_at,
            created_at=job.created_at,
            finished_at=job.finished_at,
            tries=tries[job.id],
        )
        for job in jobs
    ]


def _mails(session: Work, order: Order, clean: Callable[[str], str]) -> list[MailHistory]:
    rows = session.exec(select(Email).where(Email.order_id == order.id).order_by(col(Email.created_at).desc()))
    return [
        MailHistory(
            id=row.id,
            kind=row.kind,
            recipient=row.recipient,
            subject=row.subject,
            text=clean(row.text.strip()),
            state=row.state,
            created_at=row.created_at,
            sent_at=row.sent_at,
        )
        for row in rows
    ]


def _refunds(session: Work, order: Order, clean: Callable[[str], str]) -> list[RefundHistory]:
    rows = session.exec(select(Refund).where(Refund.order_id == order.id).order_by(col(Refund.created_at).desc()))
    return [
        RefundHistory(
            amount=row.amount,
            currency=row.currency,
            state=row.state,
            requested_by=row.requested_by,
            reason=row.reason,
            trouble=clean(row.trouble),
            created_at=row.created_at,
            settled_at=row.settled_at,
        )
        for row in rows
    ]
