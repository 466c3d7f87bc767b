"""What Dramatiq alone loses, doubles or leaves hanging, and the ledger does not: real workers, a real sweep.

Workers killed and frozen, jobs that kill or hang, failing and waiting while Redis is away.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator

import pytest

from blog_order.database import transaction
from blog_order.job_kinds import EMAIL_QUEUE
from blog_order.models import JobState
from blog_order.queue import ledger
from blog_order.queue.leases import STOPPED
from blog_order.queue.listing import JobFilter, list_jobs
from tests.queue import trial_jobs, workers
from tests.queue.trial_jobs import HANGING, QUICK, SLOW
from tests.queue.workers import Fleet, outcomes, process_of, row, start, wait_for
from tests.support.waiting import wait_until


@pytest.fixture(scope="module")
def fleet(services: None) -> Iterator[Fleet]:
    found = Fleet()
    yield found
    found.end()


@pytest.fixture(autouse=True)
def _trials() -> Iterator[None]:
    trial_jobs.register_kinds()
    with workers.sweeping():
        yield
    workers.forget_trials()


def test_a_killed_workers_job_goes_to_another(fleet: Fleet) -> None:
    fleet.muster(2)
    job_id = start(SLOW, seconds=600)
    wait_for(job_id, JobState.ACTIVE)
    # When the process that runs it is killed, then the whole command of that process ends, for its supervisor to see
    victim = process_of(job_id)
    command = next(each for each in fleet.workers if each.process.pid == victim.ppid())
    victim.kill()
    # And another worker has it, charged once
    wait_until(lambda: row(job_id).attempts == 2 and process_of(job_id).pid != victim.pid)
    assert outcomes(job_id) == ["retry", ""]
    wait_until(lambda: not command.is_up)
    assert command.process.returncode != 0


@pytest.mark.long
def test_a_frozen_worker_that_wakes_past_its_lease_changes_nothing(fleet: Fleet) -> None:
    fleet.muster(2)
    job_id = start(SLOW, seconds=1.5)
    wait_for(job_id, JobState.ACTIVE)
    frozen = process_of(job_id)
    frozen.send_signal(signal.SIGSTOP)
    try:
        done = wait_for(job_id, JobState.COMPLETED)
    finally:
        frozen.send_signal(signal.SIGCONT)
    # When it wakes and ends what it was at
    time.sleep(2)
    assert row(job_id) == done
    assert outcomes(job_id) == ["retry", "completed"]
    # Then it works as before
    assert all(each.is_up for each in fleet.workers)


@pytest.mark.long
def test_a_job_that_kills_its_worker_three_times_fails_and_is_shown(fleet: Fleet) -> None:
    fleet.muster(3)
    job_id = start(die=True)
    failed = wait_for(job_id, JobState.FAILED)
    assert outcomes(job_id) == ["retry", "retry", "failed"]
    assert failed.error_class == "LeaseLost"
    shown = list_jobs(JobFilter(queue=EMAIL_QUEUE.name, state=JobState.FAILED)).jobs
    assert [(line.id, line.error_message) for line in shown if line.id == job_id] == [(job_id, STOPPED)]
    # And it goes round no more
    assert len(fleet.muster(1)) == 1
    wait_for(start(QUICK), JobState.COMPLETED)
    assert row(job_id) == failed


def test_a_hung_job_is_ended_at_its_limit(fleet: Fleet) -> None:
    fleet.muster(1)
    job_id = start(HANGING, seconds=600, deaf=True)
    wait_for(job_id, JobState.ACTIVE)
    wait_until(lambda: outcomes(job_id)[0] == "retry")
    assert row(job_id).error_message == "It took longer than we allow."
    # And it hinders no other
    wait_for(start(QUICK), JobState.COMPLETED)


@pytest.mark.long
def test_a_job_that_fails_while_redis_is_away_is_tried_again(fleet: Fleet) -> None:
    fleet.muster(1)
    job_id = start(seconds=1, fail_after=True)
    wait_for(job_id, JobState.ACTIVE)
    with workers.without_redis():
        delayed = wait_for(job_id, JobState.DELAYED)
        time.sleep(2.5)  # it is due, and there is no Redis to say so
    assert delayed.due_at > delayed.created_at
    wait_until(lambda: row(job_id).attempts == 2)
    wait_for(job_id, JobState.FAILED)
    assert outcomes(job_id) == ["retry", "retry", "failed"]


def test_a_delayed_job_outlives_redis(fleet: Fleet) -> None:
    fleet.muster(1)
    with transaction() as session:
        job_id = ledger.enqueue(session, QUICK, delay_seconds=2)
    assert row(job_id).state == JobState.DELAYED
    with workers.without_redis():
        time.sleep(3)
    workers.messages().flushall()
    wait_for(job_id, JobState.COMPLETED)
    assert outcomes(job_id) == ["completed"]
