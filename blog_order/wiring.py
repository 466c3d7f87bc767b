"""Connects the queue's hooks to the orders' handlers, once per process: web, worker, scheduler, command line."""

from __future__ import annotations

from blog_order import live
from blog_order.orders.deciding.decision import apply_decision, give_up_decision
from blog_order.orders.deciding.retrying import (
    refuse_retry_of_decision,
    retry_first_version,
    retry_mail,
    retry_refund,
    retry_revision,
)
from blog_order.orders.kinds import (
    APPLY_DECISION,
    ARTICLE_GENERATION,
    ARTICLE_REVISION,
    BACKLINK_INTEGRATION,
    BACKLINK_REVISION,
    REFUND_ORDER,
    SEND_EMAIL,
)
from blog_order.orders.notices import alert_of_silent_scheduler, give_up_email, send_email
from blog_order.orders.paying.refunds import give_up_refund, refund_order
from blog_order.orders.writing.delivery import give_up_article
from blog_order.orders.writing.revision import give_up_revision
from blog_order.orders.writing.write import write_article
from blog_order.queue.kinds import JobKind, register, watch_progress
from blog_order.queue.queues import Queue
from blog_order.queue.watching import tell_of_silence

OUTSIDE_MAX_ATTEMPTS = 6
"""For mails and refunds: SendGrid or Stripe may be away for a while, and the work is still welcome minutes later."""
SHORT_TIME_LIMIT_SECONDS = 60

KINDS = (
    JobKind(ARTICLE_GENERATION, Queue.ARTICLE_GENERATION, write_article, give_up_article, retried=retry_first_version),
    JobKind(ARTICLE_REVISION, Queue.ARTICLE_REVISION, write_article, give_up_revision, retried=retry_revision),
    JobKind(
        BACKLINK_INTEGRATION, Queue.BACKLINK_INTEGRATION, write_article, give_up_article, retried=retry_first_version
    ),
    JobKind(BACKLINK_REVISION, Queue.BACKLINK_REVISION, write_article, give_up_revision, retried=retry_revision),
    JobKind(
        SEND_EMAIL,
        Queue.EMAIL,
        send_email,
        give_up_email,
        OUTSIDE_MAX_ATTEMPTS,
        SHORT_TIME_LIMIT_SECONDS,
        retried=retry_mail,
    ),
    JobKind(
        APPLY_DECISION,
        Queue.PAYMENTS,
        apply_decision,
        give_up_decision,
        None,
        SHORT_TIME_LIMIT_SECONDS,
        retried=refuse_retry_of_decision,
    ),
    JobKind(
        REFUND_ORDER,
        Queue.PAYMENTS,
        refund_order,
        give_up_refund,
        OUTSIDE_MAX_ATTEMPTS,
        SHORT_TIME_LIMIT_SECONDS,
        retried=retry_refund,
    ),
)


def wire() -> None:
    """Register every kind of job and the live messages; safe to call again."""
    for kind in KINDS:
        register(kind)
    watch_progress(live.order_changed)
    tell_of_silence(alert_of_silent_scheduler)
