"""A job while it runs in this process: its claim, its limits, and the transaction that ends it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any, TypeVar

from blog_order.database import Work, transaction
from blog_order.errors import Failure, Unavailable
from blog_order.logs import get_logger
from blog_order.queue import ledger
from blog_order.queue.progress import tell_watchers

log = get_logger(__name__)

T = TypeVar("T")

AGAIN_SECONDS = 1.0
"""Between two tries while the database is away, less a jitter."""


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
