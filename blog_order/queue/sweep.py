"""The sweep: what waits without a message, is due, or lost its lease. Safe to run in several copies."""

from __future__ import annotations

from typing import Any

import redis
import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.database import transaction
from blog_order.errors import Failure
from blog_order.logs import get_logger
from blog_order.models import Job, JobState
from blog_order.queue.broker import get_sending_broker
from blog_order.queue.dispatch import send
from blog_order.queue.ledger import NOW, is_not_paused, seconds, settle_failed_attempt
from blog_order.queue.listing import in_state
from blog_order.settings import get_settings

log = get_logger(__name__)

BATCH = 500
EPOCH_KEY = "blog_order:epoch"
"""The run of Redis that the sweep saw last. Another one, or none, means that messages may be gone."""


STOPPED = "The worker stopped in the middle."


class LeaseLost(Failure):
    """The worker of this attempt was killed, froze or lost the database."""


def sweep() -> int:
    """One round; returns how many messages were sent and leases ended.

    Raises:
        Unavailable: when the database does not answer; Redis being away is not an error.
    """
    ended = _end_lost_leases()
    client: Any = get_sending_broker().client
    try:
        run_id = client.info("server")["run_id"]
        if client.get(EPOCH_KEY) != run_id.encode():
            _send_everything_again()
            client.set(EPOCH_KEY, run_id)
        return ended + _send_due()
    except redis.RedisError as error:
        log.warning("sweep.redis_away", error=type(error).__name__)
        return ended


def _end_lost_leases() -> int:
    # After a restart of PostgreSQL the workers first get the time to renew what they could not renew meanwhile.
    settled = sa.func.pg_postmaster_start_time() + seconds(get_settings().job_lease_seconds) < NOW
    lost = (in_state(JobState.ACTIVE), col(Job.lease_expires_at) < NOW, settled)
    with transaction() as session:
        ids = session.exec(select(Job.id).where(*lost).limit(BATCH)).all()
    ended = 0
    for job_id in ids:
        try:
            # One transaction a job: one whose owner cannot take the news must not keep the others waiting.
            with transaction() as session:
                found = select(Job, col(Job.deadline_at) <= NOW).where(Job.id == job_id, *lost)
                row = session.exec(found.with_for_update(skip_locked=True)).one_or_none()
                if row is None:
                    continue
                job, over_time = row
                worker, message = job.worker, "It took longer than we allow." if over_time else STOPPED
                # One that was killed goes on at once; one that kills its workers, or hangs, gives them a pause.
                at_once = not over_time and job.attempts == 1
                settle_failed_attempt(session, job, LeaseLost(message), at_once=at_once)
            ended += 1
            log.warning("job.lease_lost", job=job_id, kind=job.kind, worker=worker, attempts=job.attempts)
        except Exception as error:
            log.exception("job.not_settled", job=job_id, error=repr(error))
    return ended


def _send_everything_again() -> None:
    with transaction() as session:
        session.execute(sa.update(Job).where(in_state(JobState.WAITING)).values(send_at=NOW))
    log.info("sweep.redis_started_anew")


def _send_due() -> int:
    due = (
        select(Job.id)
        .where(sa.text("job.state IN ('waiting', 'delayed')"), col(Job.send_at) <= NOW)
        .where(is_not_paused())
        .order_by(col(Job.send_at))
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    with transaction() as session:
        rows = session.execute(
            sa.update(Job)
            .where(col(Job.id).in_(due.scalar_subquery()))
            .values(state=JobState.WAITING, send_at=NOW + seconds(get_settings().resend_after_seconds))
            .returning(col(Job.id), col(Job.kind), col(Job.queue), col(Job.fence))
        ).all()
    for position, row in enumerate(rows):
        try:
            send(row.id, row.kind, row.queue, row.fence)
        except redis.RedisError:
            _send_soon([later.id for later in rows[position:]])
            raise
    return len(rows)


def _send_soon(job_ids: list[str]) -> None:
    with transaction() as session:
        session.execute(sa.update(Job).where(col(Job.id).in_(job_ids)).values(send_at=NOW))
