"""An operator has a failed job done again, or lets a delayed one begin now; its message leaves after the commit."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from blog_order.database import Work
from blog_order.models import Job, JobState
from blog_order.queue.dispatch import send_after_commit
from blog_order.queue.ledger.conditions import FIRST_SEND_GRACE_SECONDS, NOW, seconds
from blog_order.queue.progress import tell_watchers


def retry(session: Work, job_id: str) -> bool:
    """Have a failed job done again from its first attempt; False when it has not failed, or is trimmed."""
    return _reopen(
        session,
        [col(Job.id) == job_id, col(Job.state) == JobState.FAILED, col(Job.trimmed_at).is_(None)],
        {
            "attempts": 0,
            "retries": Job.retries + 1,
            "fence": Job.fence + 1,
            "worker": "",
            "step": "",
            "progress": 0,
            "error_class": "",
            "error_message": "",
            "started_at": None,
            "finished_at": None,
        },
    )


def promote(session: Work, job_id: str) -> bool:
    """Let a delayed job begin now; False when it is not delayed."""
    return _reopen(session, [col(Job.id) == job_id, col(Job.state) == JobState.DELAYED], {})


def _reopen(session: Work, conditions: list[sa.ColumnElement[bool]], values: dict[str, Any]) -> bool:
    send_at = NOW + seconds(FIRST_SEND_GRACE_SECONDS)
    statement = (
        sa.update(Job)
        .where(*conditions)
        .values(state=JobState.WAITING, due_at=NOW, send_at=send_at, **values)
        .returning(Job)
        .execution_options(populate_existing=True)
    )
    job: Job | None = session.execute(statement).scalar_one_or_none()
    if job is None:
        return False
    order_id = job.order_id
    send_after_commit(session, job.id, job.kind, job.queue, job.fence)
    session.after_commit(lambda: tell_watchers(order_id))
    return True
