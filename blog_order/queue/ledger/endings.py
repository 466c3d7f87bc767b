"""A job is completed, cancelled, delayed for another try, or given up."""

from __future__ import annotations

import random
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.database import Work, execute_alone
from blog_order.errors import Failure
from blog_order.job_kinds import kind_of
from blog_order.models import AttemptOutcome, Job, JobState
from blog_order.models.jobs import LIVING_STATES, UNSTARTED_STATES
from blog_order.queue.dispatch import send_after_commit
from blog_order.queue.ledger.attempts import close_attempt, traceback_of
from blog_order.queue.ledger.conditions import FIRST_SEND_GRACE_SECONDS, NOW, seconds
from blog_order.queue.owners import owner_of
from blog_order.queue.progress import tell_watchers
from blog_order.settings import get_settings

BACKOFF_MAX_SECONDS = 900

COMPLETE = """
WITH completed AS (
    UPDATE job SET
        state = 'completed', progress = 100, finished_at = clock_timestamp(), lease_expires_at = NULL,
        error_class = '', error_message = ''
    WHERE id = %(id)s AND fence = %(fence)s AND state = 'active'
    RETURNING id, fence
), attempt AS (
    UPDATE job_attempt SET outcome = 'completed', finished_at = clock_timestamp()
    FROM completed WHERE job_attempt.job_id = completed.id AND job_attempt.fence = completed.fence
)
SELECT id FROM completed
"""


def complete(session: Work, job_id: str, fence: int) -> bool:
    """End a running job well; False when the claim is lost (the caller must roll back)."""
    session.flush()
    return session.run(COMPLETE, {"id": job_id, "fence": fence}) is not None


def complete_alone(job_id: str, fence: int) -> bool:
    """As :func:`complete`, for a job without effects: a transaction of its own."""
    return execute_alone(COMPLETE, {"id": job_id, "fence": fence}) is not None


def cancel(session: Work, job_id: str, *, running: bool = False) -> bool:
    """End a job that has not begun, or with ``running`` one that has: its worker's writes are fenced out.

    Returns False when it has ended (or runs, without ``running``). The owner of the job is not told: the caller is.
    """
    statement = (
        sa.update(Job)
        .where(col(Job.id) == job_id, col(Job.state).in_(LIVING_STATES if running else UNSTARTED_STATES))
        .values(state=JobState.CANCELLED, finished_at=NOW, fence=Job.fence + 1, lease_expires_at=None)
        .returning(Job)
        .execution_options(populate_existing=True)
    )
    job: Job | None = session.execute(statement).scalar_one_or_none()
    if job is None:
        return False
    close_attempt(session, job, AttemptOutcome.CANCELLED, fence=job.fence - 1)
    order_id = job.order_id
    session.after_commit(lambda: tell_watchers(order_id))
    return True


def fail(session: Work, job_id: str, fence: int, error: BaseException) -> Job | None:
    """End a running attempt badly: delay the job for another try, or give it up and tell its owner.

    Returns the job as it now is, or None when the claim was lost.
    """
    job = session.exec(
        select(Job).where(Job.id == job_id, Job.fence == fence, Job.state == JobState.ACTIVE).with_for_update()
    ).one_or_none()
    return None if job is None else settle_failed_attempt(session, job, error)


def settle_failed_attempt(session: Work, job: Job, error: BaseException, *, at_once: bool = False) -> Job:
    """What :func:`fail` does, for a row that the caller has locked (the sweep, for a lost lease).

    ``at_once``: another try begins without a pause.
    """
    failure = error if isinstance(error, Failure) else Failure("Something went wrong on our side.")
    again = failure.retryable and job.attempts < job.max_attempts
    close_attempt(session, job, AttemptOutcome.RETRY if again else AttemptOutcome.FAILED, error=traceback_of(error))
    job.error_class, job.error_message = type(error).__name__, failure.message
    job.lease_expires_at = None
    job.fence += 1
    moment: Any = NOW
    if not again:
        job.state, job.finished_at = JobState.FAILED, moment
    elif at_once:
        job.state, job.due_at, job.send_at = JobState.WAITING, moment, moment + seconds(FIRST_SEND_GRACE_SECONDS)
    else:
        moment += seconds(max(_backoff_seconds(job), failure.retry_after_seconds or 0))
        job.state, job.due_at, job.send_at = JobState.DELAYED, moment, moment
    session.add(job)
    session.flush()
    session.refresh(job)
    if not again:
        owner_of(job.kind).given_up(session, job, failure)
    elif at_once:
        send_after_commit(session, job.id, job.kind, job.queue, job.fence)
    order_id = job.order_id
    session.after_commit(lambda: tell_watchers(order_id))
    return job


def _backoff_seconds(job: Job) -> float:
    """Exponential with jitter: by default about 2 s after the first attempt, 4 s after the second."""
    first = kind_of(job.kind).backoff_seconds or get_settings().job_backoff_seconds
    doubled: float = first * 2 ** (job.attempts - 1)
    return min(BACKOFF_MAX_SECONDS, doubled) * random.uniform(0.9, 1.25)
