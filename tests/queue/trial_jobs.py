"""The product's worker with a few more kinds of job, for the tests: ``dramatiq tests.queue.trial_jobs``.

They stand in the queues of new articles, of revisions and of mails; what a job does is said by its arguments. The tests
import this module's kinds and never its actors.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from blog_order.errors import Failure
from blog_order.job_kinds import ARTICLE_GENERATION, ARTICLE_REVISION, EMAIL_QUEUE, declare, kind_of
from blog_order.queue.handlers import attach
from blog_order.queue.running import RunningJob

SLOW, REVISING, QUICK, HANGING = "trial_slow", "trial_revising", "trial_quick", "trial_hanging"
HANGING_LIMIT_SECONDS = 3


def run(job: RunningJob) -> None:
    """Do what the arguments say, one after another."""
    said = job.arguments
    if said.get("die"):
        os.kill(os.getpid(), signal.SIGKILL)
    if said.get("fail"):
        raise Failure("It was told to fail.")
    end, until = time.monotonic() + float(said.get("seconds", 0)), said.get("until")
    while time.monotonic() < end or (until and not Path(str(until)).exists()):
        time.sleep(0.02)
        if not said.get("deaf"):
            job.check()
    if said.get("fail_after"):
        raise Failure("It was told to fail, after a while.")


def register_kinds() -> None:
    """Make the kinds of this module known to this process."""
    attach(declare(SLOW, kind_of(ARTICLE_GENERATION).queue), run)
    attach(declare(REVISING, kind_of(ARTICLE_REVISION).queue), run)
    attach(declare(QUICK, EMAIL_QUEUE), run)
    attach(declare(HANGING, EMAIL_QUEUE, max_attempts=2, time_limit_seconds=HANGING_LIMIT_SECONDS), run)


if os.environ.get("TRIAL_WORKER"):
    register_kinds()
    import jobs  # noqa: F401  with actors for these kinds too
