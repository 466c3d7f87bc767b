"""Workers that are asked to stop, one and one after the other, and what must not wait behind new articles."""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from blog_order.database import transaction
from blog_order.job_kinds import Worker, queues_of
from blog_order.models import JobState
from blog_order.queue import ledger
from tests.queue import trial_jobs, workers
from tests.queue.trial_jobs import QUICK, REVISING, SLOW
from tests.queue.workers import TrialWorker, outcomes, row, start, wait_for, worker
from tests.support.waiting import wait_until


@pytest.fixture(autouse=True)
def _trials() -> Iterator[None]:
    trial_jobs.register_kinds()
    yield
    workers.forget_trials()


def test_a_stopping_worker_begins_nothing_and_gives_back_what_it_cannot_finish(tmp_path: Path) -> None:
    enough = tmp_path / "enough"
    with worker(threads=2, SHUTDOWN_GRACE_SECONDS="6") as stopping, workers.sweeping():
        # Given a job that ends within the grace, one that does not, and one that waits for a thread
        short, long, waiting = start(until=str(enough)), start(seconds=600), start()
        wait_for(long, JobState.ACTIVE)
        wait_for(short, JobState.ACTIVE)
        # When the worker is asked to stop, and another job comes
        stopping.ask_to_stop()
        late = start()
        enough.touch()
        wait_until(lambda: not stopping.is_up)
        assert stopping.process.returncode == 0
        # Then what could be finished was, and the others have lost nothing
        assert row(short).state == JobState.COMPLETED
        assert (row(long).state, row(long).attempts, outcomes(long)) == (JobState.WAITING, 0, ["released"])
        assert [(row(each).attempts, outcomes(each)) for each in (waiting, late)] == [(0, []), (0, [])]
        # And the next worker has them all
        with worker(threads=2):
            for each in (waiting, late):
                wait_for(each, JobState.COMPLETED)
            wait_for(long, JobState.ACTIVE)


def test_revisions_and_mails_never_wait_behind_articles() -> None:
    # Given the two worker programs of the product, every thread for articles busy and 500 more waiting
    with worker(threads=4, queues=queues_of(Worker.WRITERS)), worker(threads=4, queues=queues_of(Worker.PRIORITY)):
        busy = [start(SLOW, seconds=600) for _ in range(4)]
        with transaction() as session:
            for _ in range(500):
                ledger.enqueue(session, SLOW, arguments={"seconds": 600})
        wait_until(lambda: all(row(each).state == JobState.ACTIVE for each in busy))
        # When revisions and mails come
        ids = [start(kind) for _ in range(5) for kind in (REVISING, QUICK)]
        # Then all of them are done while not one of those articles has ended
        for each in ids:
            wait_for(each, JobState.COMPLETED)
        assert all(row(each).state == JobState.ACTIVE for each in busy)


@pytest.mark.long
def test_a_rolling_restart_under_load_loses_and_repeats_nothing() -> None:
    ids: list[str] = []
    stop = threading.Event()

    def customers() -> None:
        while not stop.wait(random.uniform(0.01, 0.1)):
            ids.append(start(random.choice((QUICK, SLOW, REVISING)), seconds=random.uniform(0, 1.5)))

    with workers.sweeping(), contextlib.ExitStack() as stack:
        running = [TrialWorker(2, 8, (), SHUTDOWN_GRACE_SECONDS="1") for _ in range(2)]
        for each in running:
            stack.callback(each.end)
            each.wait_ready()
        thread = threading.Thread(target=customers)
        thread.start()
        try:
            # When each worker in turn is stopped and another takes its place, three times round
            for turn in range(6):
                time.sleep(1)
                running[turn % 2].terminate()
                running[turn % 2] = TrialWorker(2, 8, (), SHUTDOWN_GRACE_SECONDS="1")
                stack.callback(running[turn % 2].end)
                running[turn % 2].wait_ready()
        finally:
            stop.set()
            thread.join()
        # Then every job was completed once, by its first charged attempt; others were given back, not lost
        for job_id in ids:
            assert wait_for(job_id, JobState.COMPLETED).attempts == 1
            ends = outcomes(job_id)
            assert ends.count("completed") == 1
            assert set(ends) <= {"completed", "released"}
        assert len(ids) > 100
