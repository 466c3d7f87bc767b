"""Messages reach a free worker at once, whatever happens to the others and to Redis."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import pytest

from blog_order.job_kinds import EMAIL_QUEUE, Lane, Worker, queue_names, queues_of
from blog_order.models import JobState
from blog_order.queue.dispatch import send
from blog_order.queue.free_threads import FreeThreads
from tests.queue import trial_jobs, workers
from tests.queue.trial_jobs import QUICK, SLOW
from tests.queue.workers import messages, row, start, wait_for, worker
from tests.support.waiting import wait_until

EMAIL_LIST = f"dramatiq:{EMAIL_QUEUE.name}"
PRIORITY_QUEUES = queues_of(Worker.PRIORITY)
WRITER_QUEUES, REVISION_QUEUES = queue_names(Lane.DRAFTS), queue_names(Lane.REVISIONS)


@pytest.fixture(autouse=True)
def _trials() -> Iterator[None]:
    trial_jobs.register_kinds()
    yield
    workers.forget_trials()


def test_a_busy_process_leaves_messages_to_an_idle_one() -> None:
    # Given two processes of one thread each, and one of them busy
    with worker(processes=2, threads=1, queues=PRIORITY_QUEUES):
        long = start(seconds=600)
        wait_for(long, JobState.ACTIVE)
        # When short jobs come, one by one and in a burst, then the other one does them all
        for _ in range(3):
            wait_for(start(), JobState.COMPLETED)
        for job_id in [start() for _ in range(8)]:
            wait_for(job_id, JobState.COMPLETED)
        assert row(long).state == JobState.ACTIVE


@pytest.mark.long
def test_a_frozen_process_keeps_nothing_that_another_could_do() -> None:
    with worker(processes=2, threads=2, queues=PRIORITY_QUEUES) as both:
        os.kill(both.children()[0].pid, signal.SIGSTOP)
        for _ in range(6):
            wait_for(start(), JobState.COMPLETED)


def test_what_was_sent_while_nobody_listened_is_there_once_and_found() -> None:
    # Given jobs sent several times over to no worker
    jobs = [start() for _ in range(20)]
    for _ in range(3):
        for job_id in jobs:
            send(job_id, QUICK, EMAIL_QUEUE.name, row(job_id).fence)
    # Then each is on Redis once, and nothing else has grown there
    assert messages().llen(EMAIL_LIST) == len(jobs)
    assert sorted(messages().keys()) == [EMAIL_LIST.encode(), f"{EMAIL_LIST}.msgs".encode()]
    # And a worker that comes later finds them
    with worker(queues=PRIORITY_QUEUES):
        for job_id in jobs:
            wait_for(job_id, JobState.COMPLETED)
        wait_until(lambda: not messages().exists(f"{EMAIL_LIST}.msgs"))


def test_a_worker_hears_again_after_redis_was_stopped_killed_of_its_data_and_started() -> None:
    with worker(threads=2) as one, workers.sweeping():
        pid = one.children()[0].pid
        wait_for(start(), JobState.COMPLETED)
        # When Redis goes away under a waiting worker, with a job enqueued meanwhile
        with workers.without_redis():
            meanwhile = start()
            time.sleep(1)
        # Then the worker has it soon after Redis is back
        wait_for(meanwhile, JobState.COMPLETED)
        wait_for(start(), JobState.COMPLETED)
        # And after Redis lost everything, it hears as before, by the same process
        messages().flushall()
        wait_for(start(), JobState.COMPLETED)
        assert [child.pid for child in one.children()] == [pid]


def test_one_worker_of_all_queues_keeps_threads_for_what_must_not_wait() -> None:
    with worker(threads=4):
        articles = [start(SLOW, seconds=600) for _ in range(8)]
        wait_until(lambda: sum(row(each).state == JobState.ACTIVE for each in articles) == 2)
        wait_for(start(QUICK), JobState.COMPLETED)
        time.sleep(0.3)
        assert sum(row(each).state == JobState.ACTIVE for each in articles) == 2


@pytest.mark.long
def test_an_idle_worker_stops_promptly() -> None:
    with worker(processes=2, threads=8) as idle:
        began = time.monotonic()
        idle.terminate()
        assert idle.process.returncode == 0
        assert time.monotonic() - began < 5


def test_free_threads_are_counted_once_and_come_back() -> None:
    free = FreeThreads()
    free.open(4, {"article-generation", "email"}, [WRITER_QUEUES])
    assert free.take("article-generation", 4, 0) == 3
    assert free.take("article-generation", 4, 0) == 0
    assert free.take("email", 4, 0) == 1
    free.hold("email", "one")
    free.release("email", "unknown")
    assert free.take("email", 1, 0) == 0
    free.release("email", "one")
    free.release("email", "one")
    assert free.held("email") == set()
    assert free.take("email", 4, 0) == 1
    free.give_back(2)
    assert free.take("email", 4, 0) == 2
    free.close()
    free.give_back(4)
    assert free.take("email", 1, 0) == 0


def test_a_burst_of_revisions_leaves_threads_to_mails_and_payments() -> None:
    free = FreeThreads()
    free.open(8, PRIORITY_QUEUES, [WRITER_QUEUES, REVISION_QUEUES])
    assert free.take("article-revision", 20, 0) == 6
    assert free.take("backlink-revision", 20, 0) == 0
    assert free.take("email", 20, 0) == 2


def test_where_one_worker_has_all_queues_each_kind_leaves_threads_to_those_before_it() -> None:
    free = FreeThreads()
    free.open(8, WRITER_QUEUES + PRIORITY_QUEUES, [WRITER_QUEUES, REVISION_QUEUES])
    assert free.take("article-generation", 20, 0) == 4
    assert free.take("article-revision", 20, 0) == 2
    assert free.take("payments", 20, 0) == 2
    free = FreeThreads()
    free.open(1, WRITER_QUEUES + PRIORITY_QUEUES, [WRITER_QUEUES, REVISION_QUEUES])
    assert free.take("article-generation", 20, 0) == 1
