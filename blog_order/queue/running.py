"""A job while it runs in this process: its claim, its limits, and the keeper that renews all leases.

The keeper is one thread a process. It renews the leases of what runs here in one statement, notes which claims were
lost, reports that the process lives, and gives back what still runs when a shutdown's grace has passed.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from blog_order.database import Work, transaction
from blog_order.errors import Failure, Unavailable
from blog_order.logs import get_logger
from blog_order.queue import ledger
from blog_order.queue.processes import report_alive
from blog_order.queue.progress import tell_watchers
from blog_order.settings import get_settings

log = get_logger(__name__)

T = TypeVar("T")

AGAIN_SECONDS = 1.0
"""Between two tries while the database is away, less a jitter."""
RENEWALS_SHARE = 0.25
"""A lease is renewed after this share of its time, so three renewals may fail."""


class ClaimLost(Exception):
    """This job is no longer ours: another worker has it, or it ended. Whatever we did must not be written."""


class Stopping(Exception):
    """The process shuts down: the job is given back and not charged for this attempt."""


class RunningJob:
    """What a job's code sees of its job: ids, arguments, progress, and the transaction that ends it."""

    def __init__(self, job: ledger.Claimed) -> None:
        self.id, self.kind, self.order_id = job.id, job.kind, job.order_id
        self.arguments: dict[str, Any] = job.arguments
        self.attempt, self.max_attempts, self.fence = job.attempts, job.max_attempts, job.fence
        self.deadline = time.monotonic() + job.time_limit_seconds
        self.retries = job.retries
        self.finished = False
        self.lost = False
        self.stopping = False

    def check(self) -> None:
        """Raise when this attempt must end now; call it often while waiting for others.

        Raises:
            ClaimLost: another worker may have the job.
            Stopping: the process shuts down.
            Failure: the attempt is over its time limit.
        """
        if self.lost:
            raise ClaimLost(self.id)
        if self.stopping:
            raise Stopping(self.id)
        if time.monotonic() > self.deadline:
            raise Failure("It took longer than we allow.")

    def progress(self, step: str, percent: int) -> None:
        """Show where the job is. ``percent`` is 0 to 100.

        Raises:
            ClaimLost: another worker may have the job.
        """
        self.check()
        try:
            mine = ledger.report_alone(self.id, self.fence, step, percent)
        except Unavailable as error:  # nobody would want a text thrown away for a figure
            log.warning("job.progress_not_told", error=error.message)
            return
        if not mine:
            raise ClaimLost(self.id)
        self.tell()

    def patiently(self, call: Callable[[], T]) -> T:
        """``call()``, again while the database is away, until this attempt must end: its work may have been paid for.

        ``call`` may have had its effect when the answer to its COMMIT was lost; it must be safe to do twice.

        Raises:
            ClaimLost, Stopping, Failure: as :meth:`check`.
        """
        while True:
            try:
                return call()
            except Unavailable as error:
                self.check()
                log.warning("job.database_away", error=error.message)
                time.sleep(random.uniform(0.5, 1) * AGAIN_SECONDS)

    def finish(self, session: Work) -> None:
        """End the job in the caller's transaction, together with its effects.

        Raises:
            ClaimLost: the caller's transaction must roll back, and does so by this exception.
        """
        if not ledger.complete(session, self.id, self.fence):
            raise ClaimLost(self.id)
        self.finished = True
        session.after_commit(lambda: tell_watchers(self.order_id))

    def finish_alone(self) -> None:
        """End a job that has no effects on the database.

        Raises:
            ClaimLost: another worker may have the job.
        """
        if not ledger.complete_alone(self.id, self.fence):
            raise ClaimLost(self.id)
        self.finished = True
        self.tell()

    def tell(self) -> None:
        """Tell whoever watches that the job has changed: a hint, whose failure is nobody's."""
        try:
            tell_watchers(self.order_id)
        except Exception as error:
            log.warning("job.watchers_not_told", error=repr(error))

    def release(self) -> None:
        """Give the job back, uncharged, at shutdown."""
        with transaction() as session:
            released = ledger.release(session, self.id, self.fence)
        if released is not None:
            log.info("job.released", job=self.id, kind=self.kind)


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
