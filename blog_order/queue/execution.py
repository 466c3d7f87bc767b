"""Runs one job from its message: claim, run, settle. Never raises to Dramatiq."""

from __future__ import annotations

import os
import random
import threading
import time

import structlog

from blog_order.database import transaction
from blog_order.errors import Failure, Unavailable
from blog_order.logs import get_logger
from blog_order.models import Job
from blog_order.queue import ledger
from blog_order.queue.kinds import kind_of
from blog_order.queue.processes import process_name
from blog_order.queue.running import ClaimLost, Keeper, RunningJob, Stopping

log = get_logger(__name__)

CLAIM_AGAIN_SECONDS = 1.0
"""Between two tries to claim while the database is away, less a jitter."""

_keepers: dict[int, Keeper] = {}
_lock = threading.Lock()


def keeper() -> Keeper:
    """The keeper of this process, started at first use."""
    pid = os.getpid()
    with _lock:
        if pid not in _keepers:
            _keepers[pid] = Keeper(process_name())
            _keepers[pid].start()
        return _keepers[pid]


def run_job(job_id: str) -> None:
    """Claim the job and run it to its end.

    A second delivery of the same message finds nothing to claim and does nothing. An error is settled in the ledger
    (another try later, or given up); what the ledger cannot record now is found by the sweep when the lease ends.
    """
    try:
        mine = keeper()
        row = _claim(job_id, mine)
        if row is None:
            return
        job = RunningJob(row)
        mine.add(job)
    except Exception as error:
        log.warning("job.not_claimed", job=job_id, error=repr(error))
        return
    with structlog.contextvars.bound_contextvars(job=job.id, kind=job.kind, attempt=job.attempt):
        try:
            _run_claimed(job)
        finally:
            mine.remove(job)


def _claim(job_id: str, mine: Keeper) -> Job | None:
    """Claim the job as soon as the database answers; None when it is not to be had, or this process is stopping.

    The message is held while the database is away. Let go, a second's absence would drop all that wait, each until
    the sweep sends it again a minute later.
    """
    while not mine.stopping:
        try:
            with transaction() as session:
                return ledger.claim(session, job_id, mine.worker)
        except Unavailable:
            log.warning("job.claim_waits", job=job_id)
            time.sleep(random.uniform(0.5, 1) * CLAIM_AGAIN_SECONDS)
    return None


def _run_claimed(job: RunningJob) -> None:
    log.info("job.started")
    try:
        kind_of(job.kind).run(job)
        if not job.finished:
            with transaction() as session:
                job.finish(session)
        log.info("job.completed")
    except ClaimLost:
        log.warning("job.claim_lost")
    except Stopping:
        with transaction() as session:
            ledger.release(session, job.id, job.fence)
        log.info("job.released")
    except Exception as error:
        _settle(job, error)


def _settle(job: RunningJob, error: Exception) -> None:
    try:
        with transaction() as session:
            row = ledger.fail(session, job.id, job.fence, error)
    except Exception as trouble:
        log.error("job.not_settled", error=repr(trouble), cause=repr(error))
        return
    expected = isinstance(error, Failure)
    log.warning(
        "job.attempt_failed",
        error=repr(error),
        state=row.state if row else "lost",
        exc_info=None if expected else error,
    )
