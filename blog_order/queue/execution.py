"""Runs one job from its message: claim, run, settle. Never raises to Dramatiq."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from typing import TypeVar

import structlog

from blog_order.database import transaction
from blog_order.errors import Failure, Unavailable
from blog_order.logs import get_logger
from blog_order.models import Job, public_number
from blog_order.queue import ledger
from blog_order.queue.handlers import handler_of
from blog_order.queue.leases import keeper
from blog_order.queue.running import ClaimLost, RunningJob, Stopping

log = get_logger(__name__)

CLAIM_AGAIN_SECONDS = 1.0
"""Between two tries while the database is away, less a jitter."""
SETTLE_PATIENCE_SECONDS = 10
"""How long an end waits for a database that is away; then the sweep ends the lease and has the job done again."""

T = TypeVar("T")


def run_job(job_id: str) -> None:
    """Claim the job and run it to its end.

    A second delivery of the same message finds nothing to claim and does nothing. An error is settled in the ledger
    (another try later, or given up); what the ledger cannot record now is found by the sweep when the lease ends.
    """
    mine = keeper()
    try:
        # The message is held while the database is away. Let go, a second's absence would drop all that wait, each
        # until the sweep sends it again a minute later.
        row = _patiently(lambda: ledger.claim(job_id, mine.worker))
    except Exception as error:
        log.warning("job.not_claimed", job=job_id, error=repr(error))
        return
    if row is None:
        return
    job = RunningJob(row)
    mine.add(job)
    named = {"order": public_number(row.order_number)} if row.order_number else {}
    with structlog.contextvars.bound_contextvars(job=job.id, kind=job.kind, attempt=job.attempt, **named):
        try:
            _run_claimed(job)
        except Exception as error:
            log.error("job.not_settled", error=repr(error))
        finally:
            mine.remove(job)


def _patiently(call: Callable[[], T], seconds: float = math.inf) -> T:
    """``call()``, again and again while the database is away, for this long at most and not in a shutdown."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return call()
        except Unavailable as error:
            if time.monotonic() > deadline or keeper().stopping:
                raise
            log.warning("job.database_away", error=error.message)
            time.sleep(random.uniform(0.5, 1) * CLAIM_AGAIN_SECONDS)


def _run_claimed(job: RunningJob) -> None:
    log.info("job.started")
    job.tell()
    try:
        handler_of(job.kind)(job)
        if not job.finished:
            _patiently(job.finish_alone, SETTLE_PATIENCE_SECONDS)
        log.info("job.completed")
    except ClaimLost:
        log.warning("job.claim_lost")
    except Stopping:
        job.release()
    except Exception as error:
        _settle(job, error)


def _settle(job: RunningJob, error: Exception) -> None:
    try:
        row = _patiently(lambda: _fail(job, error), SETTLE_PATIENCE_SECONDS)
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


def _fail(job: RunningJob, error: Exception) -> Job | None:
    with transaction() as session:
        return ledger.fail(session, job.id, job.fence, error)
