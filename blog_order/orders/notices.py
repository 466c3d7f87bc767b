"""E-mails as rows of the outbox, written in the transaction of what they tell of and sent by a job of their own."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from blog_order.database import Work, transaction
from blog_order.errors import Failure
from blog_order.gateways.sendgrid import send_mail
from blog_order.job_kinds import SEND_EMAIL
from blog_order.mail.render import MailContext, MailKind, render_mail
from blog_order.models import Email, EmailState, Job, Order, Site, utcnow
from blog_order.models.columns import new_id
from blog_order.money import format_money
from blog_order.orders import products
from blog_order.orders.addresses import order_url
from blog_order.publishing.syncing import page_in
from blog_order.queue import ledger
from blog_order.queue.running import RunningJob
from blog_order.settings import get_settings


def notify_customer(
    session: Work, order: Order, kind: MailKind, *, key: str, delay_seconds: float = 0, **more: str
) -> None:
    """Queue one e-mail to the customer; nothing happens when ``key`` was used before.

    ``more`` are further fields of MailContext. A mail with a delay can be withdrawn until it is sent.
    """
    _queue(session, order, kind, order.email, key, more | {"order_url": order_url(order)}, delay_seconds)


def notify_admin(session: Work, order: Order, kind: MailKind, *, key: str, **more: str) -> None:
    """Queue one e-mail to ADMIN_ALERT_EMAIL; it never carries the customer's link."""
    recipient = get_settings().admin_alert_email
    _queue(session, order, kind, recipient, key, more | {"order_url": get_settings().origin})


def alert_admin(session: Work, order: Order, key: str, reason: str, detail: str) -> None:
    """Tell the admin of something that needs a person."""
    notify_admin(session, order, MailKind.ADMIN_ALERT, key=f"alert-{key}", reason=reason, detail=detail)


def alert_admin_about(session: Work, key: str, reason: str, detail: str) -> None:
    """Tell the admin of something that needs a person and is about no single order."""
    context = MailContext(
        number="",
        words=None,
        site_name="",
        topic="",
        order_url=get_settings().origin,
        amount="",
        anchor_text="",
        target_url="",
        reason=reason,
        detail=detail,
    )
    _insert(session, None, MailKind.ADMIN_ALERT, get_settings().admin_alert_email, f"alert-{key}", context)


def alert_of_silent_scheduler(session: Work, key: str, seconds: float) -> None:
    """Tell the admin that the scheduler has reported nothing for so long."""
    alert_admin_about(
        session,
        key,
        "The scheduler is silent.",
        f"It has reported nothing for {seconds:.0f} seconds. Until it is back no failed work is tried again, nothing "
        "is compared with Stripe, and lost messages wait. Start it (python -m jobs.scheduler), or see its log.",
    )


def alert_of_page_behind(session: Work, job: Job, failure: Failure) -> None:
    """Tell the admin of a page that its place does not show as it should, once all tries have failed."""
    page = page_in(job.arguments)
    alert_admin_about(
        session,
        f"page-{job.id}",
        "A published page is not up to date.",
        f"{page.url or page.place.value} does not show the current text of its article, or should be gone: "
        f"{failure.message} Retry job {job.id}, or change the page there by hand.",
    )


def withdraw_mail(session: Work, key: str) -> bool:
    """Take back a mail that has not been sent; False when it is too late."""
    email = session.exec(select(Email).where(Email.deduplication_key == key)).one_or_none()
    if email is None:
        return False
    job_id = session.exec(
        select(Job.id).where(Job.order_id == email.order_id, col(Job.arguments)["email_id"].astext == email.id)
    ).first()
    # A job whose arguments are no longer kept has sent it long ago.
    if job_id is None or not ledger.cancel(session, job_id):
        return False
    email.state = EmailState.WITHDRAWN
    return True


def _queue(
    session: Work,
    order: Order,
    kind: MailKind,
    recipient: str,
    key: str,
    more: dict[str, str],
    delay_seconds: float = 0,
) -> None:
    site = session.get_one(Site, order.site_id)
    context: dict[str, Any] = {
        "number": order.public_number,
        "words": products.of(order.product).words.mail,
        "site_name": site.name,
        "topic": order.topic,
        "amount": format_money(order.amount, order.currency),
        "anchor_text": order.anchor_text,
        "target_url": order.target_url,
        "reference": order.public_number,
    }
    _insert(session, order.id, kind, recipient, key, MailContext(**(context | more)), delay_seconds)


def _insert(
    session: Work,
    order_id: str | None,
    kind: MailKind,
    recipient: str,
    key: str,
    context: MailContext,
    delay_seconds: float = 0,
) -> None:
    mail = render_mail(kind, context)
    email_id = new_id()
    row = insert(Email).values(
        id=email_id,
        kind=kind,
        deduplication_key=key,
        order_id=order_id,
        recipient=recipient,
        subject=mail.subject,
        html=mail.html,
        text=mail.text,
        state=EmailState.QUEUED,
        message_id="",
        delivery="",
        created_at=utcnow(),
    )
    if session.execute(row.on_conflict_do_nothing().returning(Email.id)).first() is not None:  # type: ignore[call-overload]
        ledger.enqueue(
            session,
            SEND_EMAIL,
            order_id=order_id,
            arguments={"email_id": email_id},
            delay_seconds=delay_seconds,
        )


def send_email(job: RunningJob) -> None:
    """Hand the job's e-mail to SendGrid, once.

    A crash between SendGrid's 202 and our commit is the one case that sends an e-mail twice: SendGrid has no
    idempotency keys.
    """
    with transaction() as session:
        email = session.get_one(Email, job.arguments["email_id"])
    if email.state == EmailState.SENT:
        return
    job.check()
    message_id = send_mail(
        email_id=email.id, recipient=email.recipient, subject=email.subject, html=email.html, text=email.text
    )
    with transaction() as session:
        job.finish(session)
        row = session.get_one(Email, email.id)
        row.state, row.sent_at, row.message_id = EmailState.SENT, utcnow(), message_id


def give_up_email(session: Work, job: Job, _failure: Failure) -> None:
    """The ledger gave the e-mail up; operators see it and can send it again."""
    session.get_one(Email, job.arguments["email_id"]).state = EmailState.FAILED
