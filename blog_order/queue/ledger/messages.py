"""Which waiting jobs are sent to Redis, and when: the sweep asks for those that are due, and sends them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.database import Work
from blog_order.models import Job, JobState
from blog_order.models.jobs import UNSTARTED_STATES, states_in
from blog_order.queue.ledger.conditions import NOW, in_state, is_not_paused, seconds
from blog_order.settings import get_settings


def take_due(session: Work, at_most: int) -> list[Any]:
    """Jobs whose message is to be sent now, in rows of (id, kind, queue, fence).

    A delayed job that is due becomes waiting. Each is due again in RESEND_AFTER_SECONDS, in case its message is lost.
    Several sweeps at once take different jobs.
    """
    due = (
        select(Job.id)
        .where(sa.text(states_in(UNSTARTED_STATES)), col(Job.send_at) <= NOW)
        .where(is_not_paused())
        .order_by(col(Job.send_at))
        .limit(at_most)
        .with_for_update(skip_locked=True)
    )
    statement = (
        sa.update(Job)
        .where(col(Job.id).in_(due.scalar_subquery()))
        .values(state=JobState.WAITING, send_at=NOW + seconds(get_settings().resend_after_seconds))
        .returning(col(Job.id), col(Job.kind), col(Job.queue), col(Job.fence))
    )
    return list(session.execute(statement).all())


def send_soon(session: Work, job_ids: Iterable[str]) -> None:
    """Have the next sweep send these: Redis did not take their messages."""
    session.execute(sa.update(Job).where(col(Job.id).in_(list(job_ids))).values(send_at=NOW))


def send_all_again(session: Work, queue: str | None = None) -> None:
    """Have the next sweep send every waiting job, of one queue or of all: their messages are gone."""
    waiting = [in_state(JobState.WAITING)] if queue is None else [col(Job.queue) == queue, in_state(JobState.WAITING)]
    session.execute(sa.update(Job).where(*waiting).values(send_at=NOW))
