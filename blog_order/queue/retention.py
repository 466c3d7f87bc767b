"""Retention: finished jobs lose their arguments and tracebacks; one line of what became of each stays for ever.

The last COMPLETED_JOBS_KEPT completed and FAILED_JOBS_KEPT failed jobs of a queue stay whole. Of the others those are
trimmed that ended longer ago than COMPLETED_JOBS_KEPT_HOURS and FAILED_JOBS_KEPT_HOURS: in a quiet queue last month's
failure can still be looked into, and however many fail at once, all can be retried for a week.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.database import Work, transaction
from blog_order.logs import get_logger
from blog_order.models import Job, JobState
from blog_order.queue.figures.statistics import find_queues
from blog_order.queue.ledger.conditions import NOW, ended_and_whole, seconds
from blog_order.queue.ledger.trimming import trim
from blog_order.settings import get_settings

log = get_logger(__name__)

BATCH = 500


def trim_finished() -> int:
    """Trim what is due; returns how many jobs. Several schedulers may do it at once; the hot path is never locked."""
    settings = get_settings()
    limits = {
        JobState.COMPLETED: (settings.completed_jobs_kept, settings.completed_jobs_kept_hours),
        JobState.CANCELLED: (settings.completed_jobs_kept, settings.completed_jobs_kept_hours),
        JobState.FAILED: (settings.failed_jobs_kept, settings.failed_jobs_kept_hours),
    }
    total = 0
    with transaction() as session:
        queues = find_queues(session)
    for queue in queues:
        for state, (kept, hours) in limits.items():
            with transaction() as session:
                limit = _trim_until(session, queue, state, kept, hours)
            while limit is not None and (count := _trim_batch(queue, state, limit)):
                total += count
    if total:
        log.info("retention.trimmed", jobs=total)
    return total


def _trim_until(session: Work, queue: str, state: JobState, kept: int, hours: float) -> dt.datetime | None:
    """The end of the latest job that is to be trimmed, or None."""
    latest = select(Job.finished_at).where(*ended_and_whole(queue, state)).order_by(col(Job.finished_at).desc())
    beyond = session.exec(latest.offset(kept).limit(1)).first()
    if beyond is None:
        return None
    old = NOW - seconds(hours * 3600)
    limit: dt.datetime = session.execute(sa.select(sa.func.least(sa.literal(beyond), old))).scalar_one()
    return limit


def _trim_batch(queue: str, state: JobState, limit: dt.datetime) -> int:
    with transaction() as session:
        return trim(session, queue, state, limit, BATCH)
