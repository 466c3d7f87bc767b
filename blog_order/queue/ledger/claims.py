"""A worker takes a job, keeps its lease, reports progress, and gives it back at shutdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from blog_order.database import Work, execute_alone
from blog_order.models import AttemptOutcome, Job, JobState
from blog_order.queue.ledger.attempts import close_attempt
from blog_order.queue.ledger.conditions import NOW, seconds
from blog_order.queue.progress import tell_watchers
from blog_order.settings import get_settings

CLAIM = """
WITH claimed AS (
    UPDATE job SET
        state = 'active', fence = fence + 1, attempts = attempts + 1, worker = %(worker)s, step = '', progress = 0,
        lease_expires_at = statement_timestamp() + make_interval(secs => least(%(lease)s, time_limit_seconds)),
        deadline_at = statement_timestamp() + make_interval(secs => time_limit_seconds),
        started_at = coalesce(started_at, clock_timestamp())
    WHERE id = %(id)s AND state IN ('waiting', 'delayed') AND due_at <= clock_timestamp()
        AND NOT EXISTS (SELECT FROM queue_pause WHERE queue_pause.queue = job.queue)
    RETURNING id, kind, order_id, arguments, attempts, max_attempts, fence, retries, time_limit_seconds, due_at
), attempt AS (
    INSERT INTO job_attempt (
        job_id, fence, kind, worker, due_at, started_at, outcome, error, model, input_tokens, output_tokens
    )
    SELECT id, fence, kind, %(worker)s, due_at, clock_timestamp(), '', '', '', 0, 0 FROM claimed
)
SELECT id, kind, order_id, (SELECT number FROM "order" WHERE "order".id = claimed.order_id) AS order_number,
    arguments, attempts, max_attempts, fence, retries, time_limit_seconds
FROM claimed
"""

REPORT = """
UPDATE job SET step = %(step)s, progress = %(progress)s
WHERE id = %(id)s AND fence = %(fence)s AND state = 'active'
RETURNING id
"""


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


def claim(job_id: str, worker: str) -> Claimed | None:
    """Take a due job for this worker, or None when it is not to be had: taken, ended, not yet due, its queue paused.

    A transaction of its own.
    """
    values = {"id": job_id, "worker": worker, "lease": get_settings().job_lease_seconds}
    row = execute_alone(CLAIM, values)
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
    return session.run(REPORT, values) is not None


def report_alone(job_id: str, fence: int, step: str, progress: int) -> bool:
    """As :func:`report`, in a transaction of its own."""
    values = {"id": job_id, "fence": fence, "step": step, "progress": progress}
    return execute_alone(REPORT, values) is not None


def release(session: Work, job_id: str, fence: int) -> Job | None:
    """Give a running job back at shutdown: it waits again and the attempt is not charged."""
    statement = (
        sa.update(Job)
        .where(col(Job.id) == job_id, col(Job.fence) == fence, col(Job.state) == JobState.ACTIVE)
        .values(
            state=JobState.WAITING,
            attempts=Job.attempts - 1,
            fence=Job.fence + 1,
            lease_expires_at=None,
            worker="",
            step="",
            progress=0,
            due_at=NOW,
            send_at=NOW,
        )
        .returning(Job)
        .execution_options(populate_existing=True)
    )
    job = session.execute(statement).scalar_one_or_none()
    if job is not None:
        close_attempt(session, job, AttemptOutcome.RELEASED, fence=fence)
        session.after_commit(lambda: tell_watchers(job.order_id))
    return job
