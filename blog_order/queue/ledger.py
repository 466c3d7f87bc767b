"""The job ledger: every change of a job's state is one guarded statement of this module, or of ``operations`` for
what an operator does.

Times are the database's (``clock_timestamp()``), so that no machine's clock matters. All functions work in the
caller's transaction.
"""

from __future__ import annotations

import random
import traceback
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from psycopg.types.json import Jsonb
from sqlmodel import col, select

from blog_order.database import Work, execute_alone
from blog_order.errors import Failure
from blog_order.job_kinds import kind_of
from blog_order.logs import get_logger
from blog_order.models import AttemptOutcome, Job, JobAttempt, JobState, Order, QueuePause
from blog_order.models.columns import new_id
from blog_order.queue import statements
from blog_order.queue.dispatch import send_after_commit
from blog_order.queue.owners import owner_of
from blog_order.queue.progress import tell_watchers
from blog_order.settings import get_settings

log = get_logger(__name__)

NOW = sa.func.clock_timestamp()
FIRST_SEND_GRACE_SECONDS = 2
"""How long the sweep leaves the first message to the process that made the job."""
BACKOFF_MAX_SECONDS = 900


@dataclass(frozen=True)
class Claimed:
    """What a worker is told of the job that it has claimed."""

    id: str
    kind: str
    order_id: str | None
    order_number: int | None
    """The order's public number, for the logs."""
    arguments: dict[str, Any]
    attempts: int
    max_attempts: int
    fence: int
    retries: int
    time_limit_seconds: float


def seconds(value: float) -> sa.ColumnElement[Any]:
    """A SQL interval."""
    return sa.func.make_interval(0, 0, 0, 0, 0, 0, value)


def is_not_paused() -> sa.ColumnElement[bool]:
    """True for a job of a queue that is not paused."""
    return ~sa.exists().where(col(QueuePause.queue) == col(Job.queue))


def enqueue(
    session: Work,
    kind: str,
    *,
    order_id: str | None = None,
    arguments: dict[str, Any] | None = None,
    priority: int = 0,
    delay_seconds: float = 0,
) -> str:
    """Insert a job in the caller's transaction; its message leaves after the commit, or when the delay has passed.

    Returns the job's id.
    """
    settings, what = get_settings(), kind_of(kind)
    values = {
        "id": (job_id := new_id()),
        "kind": kind,
        "queue": what.queue.name,
        "order_id": order_id,
        "arguments": Jsonb(arguments or {}),
        "state": (JobState.DELAYED if delay_seconds else JobState.WAITING).value,
        "priority": priority,
        "max_attempts": what.max_attempts or settings.job_max_attempts,
        "time_limit_seconds": what.time_limit_seconds or settings.job_time_limit_seconds,
        "delay": delay_seconds,
        "send_in": delay_seconds or FIRST_SEND_GRACE_SECONDS,
    }
    session.flush()  # the order may be new
    session.run(statements.ENQUEUE, values)
    _log_enqueued(session, job_id, kind, order_id, delay_seconds)
    if not delay_seconds:
        send_after_commit(session, job_id, kind, what.queue.name, fence=0)
    return job_id


def _log_enqueued(session: Work, job_id: str, kind: str, order_id: str | None, delay_seconds: float) -> None:
    named: dict[str, Any] = {"in_seconds": delay_seconds} if delay_seconds else {}
    # Nearly always in the session already: whoever enqueues has locked the order.
    if order_id is not None and (order := session.get(Order, order_id)) is not None:
        named["order"] = order.public_number
    session.after_commit(lambda: log.info("job.enqueued", job=job_id, kind=kind, **named))


def cancel(session: Work, job_id: str, *, running: bool = False) -> bool:
    """End a job that has not begun, or with ``running`` one that has: its worker's writes are fenced out.

    Returns False when it has ended (or runs, without ``running``). The owner of the job is not told: the caller is.
    """
    states = [JobState.WAITING, JobState.DELAYED, *([JobState.ACTIVE] if running else [])]
    statement = (
        sa.update(Job)
        .where(col(Job.id) == job_id, col(Job.state).in_(states))
        .values(state=JobState.CANCELLED, finished_at=NOW, fence=Job.fence + 1, lease_expires_at=None)
        .returning(Job)
        .execution_options(populate_existing=True)
    )
    job: Job | None = session.execute(statement).scalar_one_or_none()
    if job is None:
        return False
    _close_attempt(session, job, AttemptOutcome.CANCELLED, fence=job.fence - 1)
    order_id = job.order_id
    session.after_commit(lambda: tell_watchers(order_id))
    return True


def claim(job_id: str, worker: str) -> Claimed | None:
    """Take a due job for this worker, or None when it is not to be had: taken, ended, not yet due, its queue paused.

    A transaction of its own.
    """
    values = {"id": job_id, "worker": worker, "lease": get_settings().job_lease_seconds}
    row = execute_alone(statements.CLAIM, values)
    return None if row is None else Claimed(**row._asdict())


def renew(session: Work, running: list[tuple[str, int]]) -> set[tuple[str, int]]:
    """Extend the leases of (job id, fence) pairs, never past their deadlines; return those still ours.

    A lease that is over and that no sweep has ended is renewed too: nobody else has the job, and after a pause of the
    database all would be lost otherwise.
    """
    statement = (
        sa.update(Job)
        .where(
            sa.tuple_(col(Job.id), col(Job.fence)).in_(running),
            col(Job.state) == JobState.ACTIVE,
            col(Job.deadline_at) > NOW,
        )
        .values(lease_expires_at=sa.func.least(NOW + seconds(get_settings().job_lease_seconds), Job.deadline_at))
        .returning(col(Job.id), col(Job.fence))
    )
    return {(row.id, row.fence) for row in session.execute(statement)}


def report(session: Work, job_id: str, fence: int, step: str, progress: int) -> bool:
    """Record where a running job is; False when the claim is lost."""
    values = {"id": job_id, "fence": fence, "step": step, "progress": progress}
    return session.run(statements.REPORT, values) is not None


def report_alone(job_id: str, fence: int, step: str, progress: int) -> bool:
    """As :func:`report`, in a transaction of its own."""
    values = {"id": job_id, "fence": fence, "step": step, "progress": progress}
    return execute_alone(statements.REPORT, values) is not None


def complete(session: Work, job_id: str, fence: int) -> bool:
    """End a running job well; False when the claim is lost (the caller must roll back)."""
    session.flush()
    return session.run(statements.COMPLETE, {"id": job_id, "fence": fence}) is not None


def complete_alone(job_id: str, fence: int) -> bool:
    """As :func:`complete`, for a job without effects: a transaction of its own."""
    return execute_alone(statements.COMPLETE, {"id": job_id, "fence": fence}) is not None


def release(session: Work, job_id: str, fence: int) -> Job | None:
    """Give a running job back at shutdown: it waits again and the attempt is not charged."""
    job = _fenced(
        session,
        job_id,
        fence,
        {
            "state": JobState.WAITING,
            "attempts": Job.attempts - 1,
            "fence": Job.fence + 1,
            "lease_expires_at": None,
            "worker": "",
            "step": "",
            "progress": 0,
            "due_at": NOW,
            "send_at": NOW,
        },
    )
    if job is not None:
        _close_attempt(session, job, AttemptOutcome.RELEASED, fence=fence)
        session.after_commit(lambda: tell_watchers(job.order_id))
    return job


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
    _close_attempt(session, job, AttemptOutcome.RETRY if again else AttemptOutcome.FAILED, error=_traceback_of(error))
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


def _fenced(session: Work, job_id: str, fence: int, values: dict[str, Any]) -> Job | None:
    statement = (
        sa.update(Job)
        .where(col(Job.id) == job_id, col(Job.fence) == fence, col(Job.state) == JobState.ACTIVE)
        .values(values)
        .returning(Job)
        .execution_options(populate_existing=True)
    )
    return session.execute(statement).scalar_one_or_none()


def _traceback_of(error: BaseException) -> str:
    """The whole traceback, without what PostgreSQL's text cannot hold: it may quote anything."""
    text = "".join(traceback.format_exception(error)).replace("\x00", "\N{SYMBOL FOR NULL}")
    return text.encode("utf-8", "backslashreplace").decode()


def _close_attempt(
    session: Work, job: Job, outcome: AttemptOutcome, *, error: str = "", fence: int | None = None
) -> None:
    session.execute(
        sa.update(JobAttempt)
        .where(col(JobAttempt.job_id) == job.id, col(JobAttempt.fence) == (job.fence if fence is None else fence))
        .values(outcome=outcome, error=error, finished_at=NOW)
    )


def _backoff_seconds(job: Job) -> float:
    """Exponential with jitter: by default about 2 s after the first attempt, 4 s after the second."""
    first = kind_of(job.kind).backoff_seconds or get_settings().job_backoff_seconds
    doubled: float = first * 2 ** (job.attempts - 1)
    return min(BACKOFF_MAX_SECONDS, doubled) * random.uniform(0.9, 1.25)
