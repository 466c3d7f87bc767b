"""A finished job loses its arguments and tracebacks; what became of it stays."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.database import Work
from blog_order.models import Job, JobAttempt, JobState
from blog_order.queue.ledger.conditions import NOW, ended_and_whole


def trim(session: Work, queue: str, state: JobState, until: dt.datetime, at_most: int) -> int:
    """Trim a queue's jobs that ended in this state no later than ``until``, oldest first; returns how many.

    Jobs that another session holds are skipped.
    """
    due = (
        select(Job.id)
        .where(*ended_and_whole(queue, state), col(Job.finished_at) <= until)
        .order_by(col(Job.finished_at))
        .limit(at_most)
        .with_for_update(skip_locked=True)
    )
    ids = list(session.exec(due))
    session.execute(sa.update(Job).where(col(Job.id).in_(ids)).values(arguments={}, trimmed_at=NOW))
    session.execute(
        sa.update(JobAttempt).where(col(JobAttempt.job_id).in_(ids), col(JobAttempt.error) != "").values(error="")
    )
    return len(ids)
