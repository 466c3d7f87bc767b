"""The product's worker with a few more kinds of job, for the tests: ``dramatiq tests.engine.trial_jobs``.

They stand in the queues of new articles, of revisions and of mails; what a job does is said by its arguments. The tests
import this module's kinds and never its actors.
"""

from __future__ import annotations

import os
import signal
import time

from blog_order.errors import Failure
from blog_order.queue.kinds import JobKind, register
from blog_order.queue.queues import Queue
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
    end = time.monotonic() + float(said.get("seconds", 0))
    while time.monotonic() < end:
        time.sleep(0.02)
        if not said.get("deaf"):
            job.check()
    if said.get("fail_after"):
        raise Failure("It was told to fail, after a while.")


def kinds() -> list[JobKind]:
    """The kinds of this module."""
    return [
        JobKind(SLOW, Queue.ARTICLE_GENERATION, run),
        JobKind(REVISING, Queue.ARTICLE_REVISION, run),
        JobKind(QUICK, Queue.EMAIL, run),
        JobKind(HANGING, Queue.EMAIL, run, max_attempts=2, time_limit_seconds=HANGING_LIMIT_SECONDS),
    ]


def register_kinds() -> None:
    """Make them known to this process."""
    for kind in kinds():
        register(kind)


if os.environ.get("TRIAL_WORKER"):
    import dramatiq

    from blog_order.queue.execution import run_job
    from jobs import broker

    register_kinds()
    for each in kinds():
        dramatiq.actor(run_job, actor_name=each.name, queue_name=each.queue, broker=broker)
