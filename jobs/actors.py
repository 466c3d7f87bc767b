"""One short actor a kind of job; its argument is the job's id and nothing else."""

from __future__ import annotations

import dramatiq

from blog_order.orders.kinds import (
    APPLY_DECISION,
    ARTICLE_GENERATION,
    ARTICLE_REVISION,
    BACKLINK_INTEGRATION,
    BACKLINK_REVISION,
    REFUND_ORDER,
    SEND_EMAIL,
)
from blog_order.queue.execution import run_job
from blog_order.queue.queues import Queue


@dramatiq.actor(actor_name=ARTICLE_GENERATION, queue_name=Queue.ARTICLE_GENERATION)
def generate_article(job_id: str) -> None:
    """Write the first version of an ordered article."""
    run_job(job_id)


@dramatiq.actor(actor_name=ARTICLE_REVISION, queue_name=Queue.ARTICLE_REVISION)
def revise_article(job_id: str) -> None:
    """Write the next version, by the customer's notes."""
    run_job(job_id)


@dramatiq.actor(actor_name=BACKLINK_INTEGRATION, queue_name=Queue.BACKLINK_INTEGRATION)
def integrate_backlink(job_id: str) -> None:
    """Work a customer's link into a published article."""
    run_job(job_id)


@dramatiq.actor(actor_name=BACKLINK_REVISION, queue_name=Queue.BACKLINK_REVISION)
def revise_backlink(job_id: str) -> None:
    """Work the link in again, by the customer's notes."""
    run_job(job_id)


@dramatiq.actor(actor_name=SEND_EMAIL, queue_name=Queue.EMAIL)
def send_email(job_id: str) -> None:
    """Hand one e-mail of the outbox to SendGrid."""
    run_job(job_id)


@dramatiq.actor(actor_name=APPLY_DECISION, queue_name=Queue.PAYMENTS)
def apply_decision(job_id: str) -> None:
    """Let an editor's decision take effect, once its undo time has passed."""
    run_job(job_id)


@dramatiq.actor(actor_name=REFUND_ORDER, queue_name=Queue.PAYMENTS)
def refund_order(job_id: str) -> None:
    """Give a customer's money back."""
    run_job(job_id)
