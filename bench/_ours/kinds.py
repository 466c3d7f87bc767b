"""The kinds of job that measure: one that does nothing, one that reports when it ran, and one that holds its worker."""

from __future__ import annotations

import functools
import os
import threading
import time

import redis

from bench._services import REDIS_REPORTS
from blog_order.job_kinds import ARTICLE_GENERATION, all_queues, declare, kind_of
from blog_order.queue.handlers import attach
from blog_order.queue.running import RunningJob
from blog_order.settings import get_settings

NOOP, REPORT, HOLD = "bench_noop", "bench_report", "bench_hold"
MEASURED_QUEUE = kind_of(ARTICLE_GENERATION).queue
STARTED = "bench:started"
RELEASED = "bench:released"
"""A set of the jobs whose holding is over."""

_arrived = threading.local()


@functools.cache
def reports() -> redis.Redis:
    """Where workers report to; made after the fork, since it is made at first use."""
    return redis.Redis.from_url(get_settings().redis_database_url(REDIS_REPORTS), decode_responses=True)


def note_arrival() -> None:
    """The actor was called, now."""
    _arrived.at = time.monotonic_ns()


def _do_nothing(_job: RunningJob) -> None:
    return None


def _report(job: RunningJob) -> None:
    now = time.monotonic_ns()
    reports().rpush(STARTED, f"{job.id} {_arrived.at} {now}")


def _hold(job: RunningJob) -> None:
    reports().rpush(f"{STARTED}:{job.id}", f"{os.getpid()} {time.monotonic_ns()}")
    while not reports().sismember(RELEASED, job.id):
        job.check()
        time.sleep(0.1)


def hold_kind(queue: str) -> str:
    """The kind of job that holds a worker of this queue."""
    return f"{HOLD}_{queue}"


def register_kinds() -> None:
    """Make them known to this process."""
    attach(declare(NOOP, MEASURED_QUEUE), _do_nothing)
    attach(declare(REPORT, MEASURED_QUEUE), _report)
    for queue in all_queues():
        attach(declare(hold_kind(queue.name), queue), _hold)
