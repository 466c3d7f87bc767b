"""The lease of a running job: renewed by its worker, and settled by the sweep when that worker is gone.

The keeper is one thread a process. It renews the leases of what runs here in one statement, notes which claims were
lost, reports that the process lives, and gives back what still runs when a shutdown's grace has passed. A worker that
was killed, froze or lost the database renews nothing: its leases end, and :func:`end_lost_leases` finds them.
"""

from __future__ import annotations

import os
import threading
import time

import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.database import transaction
from blog_order.errors import Failure
from blog_order.logs import get_logger
from blog_order.models import Job, JobState
from blog_order.queue import ledger
from blog_order.queue.ledger.conditions import NOW, in_state, seconds
from blog_order.queue.processes import process_name, report_alive
from blog_order.queue.running import RunningJob
from blog_order.settings import get_settings

log = get_logger(__name__)

RENEWALS_SHARE = 0.25
"""A lease is renewed after this share of its time, so three renewals may fail."""
LOST_AT_ONCE = 500
STOPPED = "The worker stopped in the middle."

_keepers: dict[int, Keeper] = {}
_lock = threading.RLock()  # taken again by a signal handler that interrupts its holder


class LeaseLost(Failure):
    """The worker of this attempt was killed, froze or lost the database."""


class Keeper:
    """The thread that keeps the claims of one process alive."""

    def __init__(self, worker: str) -> None:
        self.worker = worker
        self._jobs: dict[tuple[str, int], RunningJob] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stop_at: float | None = None
        self._thread = threading.Thread(target=self._run, name="job-keeper", daemon=True)

    def start(self) -> None:
        """Begin renewing; once per process, after the fork."""
        self._thread.start()

    def add(self, job: RunningJob) -> None:
        """Keep this job's lease until :meth:`remove`."""
        with self._lock:
            self._jobs[job.id, job.fence] = job

    def remove(self, job: RunningJob) -> None:
        """Forget a job that ended."""
        with self._lock:
            self._jobs.pop((job.id, job.fence), None)

    def stop_in(self, grace_seconds: float) -> None:
        """Let running jobs finish for this long, then give the rest back. The earliest of several calls counts."""
        stop_at = time.monotonic() + grace_seconds
        if self._stop_at is None or stop_at < self._stop_at:
            self._stop_at = stop_at
        self._wake.set()

    def wait_stopped(self, seconds: float) -> None:
        """Wait until a stop that has begun has given everything back."""
        self._thread.join(seconds)

    @property
    def stopping(self) -> bool:
        """True once a shutdown has begun: no new job should be claimed."""
        return self._stop_at is not None

    def snapshot(self) -> list[RunningJob]:
        """The jobs running now."""
        with self._lock:
            return list(self._jobs.values())

    def _run(self) -> None:
        while True:
            period = get_settings().job_lease_seconds * RENEWALS_SHARE
            try:
                self._tick()
            except Exception as error:
                # A database that is away for a moment must not end the keeper. It tries again soon enough.
                log.warning("keeper.failed", error=repr(error))
                period /= 4
            wait = period if self._stop_at is None else max(0.0, min(period, self._stop_at - time.monotonic()))
            self._wake.wait(wait)
            self._wake.clear()
            if self._stop_at is not None and time.monotonic() >= self._stop_at:
                self._give_back()
                return

    def _tick(self) -> None:
        jobs = {(job.id, job.fence): job for job in self.snapshot()}
        with transaction() as session:
            report_alive(session, self.worker, {"jobs": [job.id for job in jobs.values()]})
            kept = ledger.renew(session, list(jobs)) if jobs else set()
        for key, job in jobs.items():
            # A job that finished between the snapshot and the statement is not lost.
            job.lost = key not in kept and key in self._jobs and not job.finished

    def _give_back(self) -> None:
        running = self.snapshot()
        for job in running:
            job.stopping = True
        for job in running:
            try:
                job.release()
            except Exception as error:  # its lease ends, and then another worker has it
                log.warning("job.not_released", job=job.id, error=repr(error))


def keeper() -> Keeper:
    """The keeper of this process, started at first use."""
    pid = os.getpid()
    with _lock:
        if pid not in _keepers:
            _keepers[pid] = Keeper(process_name())
            _keepers[pid].start()
        return _keepers[pid]


def end_lost_leases() -> int:
    """Settle the attempts whose lease or deadline is over, for the sweep; returns how many.

    Each job is delayed for another try or given up, as :func:`ledger.settle_failed_attempt` does it. Several sweeps at
    once settle different jobs.
    """
    # After a restart of PostgreSQL the workers first get the time to renew what they could not renew meanwhile.
    settled = sa.func.pg_postmaster_start_time() + seconds(get_settings().job_lease_seconds) < NOW
    lost = (in_state(JobState.ACTIVE), col(Job.lease_expires_at) < NOW, settled)
    with transaction() as session:
        ids = session.exec(select(Job.id).where(*lost).limit(LOST_AT_ONCE)).all()
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
                ledger.settle_failed_attempt(session, job, LeaseLost(message), at_once=at_once)
            ended += 1
            log.warning("job.lease_lost", job=job_id, kind=job.kind, worker=worker, attempts=job.attempts)
        except Exception as error:
            log.exception("job.not_settled", job=job_id, error=repr(error))
    return ended
