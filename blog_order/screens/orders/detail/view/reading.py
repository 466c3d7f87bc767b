"""Reads one order's history and makes of it what its page shows. Blocks: call it in a thread."""

from __future__ import annotations

import datetime as dt

from blog_order.models import EmailState, JobState, OrderStatus, RefundState, public_number, utcnow
from blog_order.money import format_money
from blog_order.orders.desk.desk import SubmittedVersion
from blog_order.orders.desk.history import JobHistory, MailHistory, OrderHistory, RefundHistory, read_history
from blog_order.screens.frame.admin.paths import admin_article_path, desk_path, edit_path
from blog_order.screens.frame.admin.view.timeline import timeline_of
from blog_order.screens.frame.admin.view.version_notes import version_notes_of
from blog_order.screens.frame.admin.view.words import (
    JOB_STATE_WORDS,
    MAIL_STATE_WORDS,
    PAYMENT_WORDS,
    STATUS_TONES,
    STATUS_WORDS,
    mail_words,
)
from blog_order.screens.frame.view.blocks import version_blocks
from blog_order.screens.frame.view.moments import moment
from blog_order.screens.frame.view.report import Report, report_of
from blog_order.screens.frame.view.tones import Tone
from blog_order.screens.orders.detail.view.model import (
    AdminOrderFacts,
    JobRow,
    MailRow,
    OrderPageView,
    OrderWanted,
    RefundLine,
    TryLine,
    VersionText,
)
from blog_order.screens.orders.detail.view.tries import tried_texts

JOB_TONES = {JobState.ACTIVE: Tone.WRITING, JobState.DELAYED: Tone.WRITING, JobState.FAILED: Tone.STOPPED}
MAIL_TONES = {EmailState.FAILED: Tone.STOPPED, EmailState.QUEUED: Tone.WRITING}
REFUND_WORDS = {
    RefundState.PENDING: "waiting for Stripe",
    RefundState.SUCCEEDED: "given back",
    RefundState.REFUSED: "refused by Stripe",
}
CANCELLED_WORDS = {
    "expired": "not paid",
    "withdrawn": "given up",
    "sold_out": "place taken",
    "refunded": "refunded",
    "rejected": "declined",
    "disputed": "disputed",
}


def read_order_page(wanted: OrderWanted) -> OrderPageView:
    """The page of an order.

    Raises:
        NotFound: no such order.
    """
    order = read_history(wanted.number)
    now = utcnow()
    chosen = next((each for each in order.versions if each.num == wanted.version), None)
    version = chosen or (order.versions[-1] if order.versions else None)
    return OrderPageView(
        facts=_facts(order, now),
        refunds=[_refund(each, now) for each in order.refunds],
        versions=[version_notes_of(each, now) for each in order.versions],
        text=_text(version) if version else VersionText(),
        blocks=list(version_blocks(version.content, order.target_url, order.paid_link_rel)) if version else [],
        report=report_of(version.qc_report, full=True) if version else Report(),
        timeline=timeline_of(order.events, order.currency, now),
        jobs=[_job(each, now) for each in order.jobs],
        mails=[_mail(each, order, now) for each in order.mails],
        tries=tried_texts(order.tries, order.target_url, order.paid_link_rel, now),
    )


def _facts(order: OrderHistory, now: dt.datetime) -> AdminOrderFacts:
    reason = f": {CANCELLED_WORDS[order.cancel_reason.value]}" if order.cancel_reason else ""
    return AdminOrderFacts(
        number=order.number,
        label=public_number(order.number),
        topic=order.topic,
        keyword=order.keyword,
        niche=order.niche,
        notes=order.notes,
        site=order.site_name,
        email=order.email,
        target_url=order.target_url,
        anchor_text=order.anchor_text,
        rel=order.paid_link_rel,
        price=format_money(order.amount, order.currency),
        payment=PAYMENT_WORDS[order.payment_state],
        payment_intent=order.payment_intent,
        status=STATUS_WORDS[order.status] + reason,
        tone=STATUS_TONES[order.status],
        failure=order.failure_reason,
        published_url=order.published_url,
        article_path=admin_article_path(*order.article) if order.article else "",
        ordered=moment(order.created_at, now),
        paid=moment(order.paid_at, now),
        desk_path=desk_path(order.number) if order.status == OrderStatus.ADMIN_REVIEW else "",
        edit_path=edit_path(order.number) if order.can_be_edited else "",
        can_be_retried=order.can_be_retried,
        can_be_stopped=order.can_be_stopped,
        can_be_refunded=order.can_be_refunded,
        can_be_cancelled=order.can_be_cancelled,
    )


def _text(version: SubmittedVersion) -> VersionText:
    return VersionText(version.num, f"Version {version.num}", version.title, version.meta_description)


def _refund(refund: RefundHistory, now: dt.datetime) -> RefundLine:
    money = format_money(refund.amount, refund.currency)
    return RefundLine(
        text=f"{money} {REFUND_WORDS[refund.state]}, asked for by {refund.requested_by}",
        at=moment(refund.settled_at or refund.created_at, now),
        trouble=refund.trouble,
        refused=refund.state == RefundState.REFUSED,
    )


def _job(job: JobHistory, now: dt.datetime) -> JobRow:
    return JobRow(
        title=job.kind.replace("_", " ").capitalize(),
        state=JOB_STATE_WORDS[job.state],
        tone=JOB_TONES.get(job.state, Tone.WAITING),
        at=moment(job.finished_at or job.created_at, now),
        tries_text=f"{job.attempts} of {job.max_attempts} attempts",
        error=f"{job.error_class}: {job.error_message}" if job.error_class else "",
        tries=[
            TryLine(f"{each.outcome or 'running'} on {each.worker}", moment(each.started_at, now), each.error)
            for each in job.tries
        ],
    )


def _mail(mail: MailHistory, order: OrderHistory, now: dt.datetime) -> MailRow:
    return MailRow(
        id=mail.id,
        title=mail_words(mail.kind).capitalize(),
        recipient=mail.recipient,
        subject=mail.subject,
        text=mail.text,
        state=MAIL_STATE_WORDS[mail.state],
        tone=MAIL_TONES.get(mail.state, Tone.WAITING),
        at=moment(mail.sent_at or mail.created_at, now),
        can_be_sent_again=mail.state in (EmailState.SENT, EmailState.FAILED),
    )
