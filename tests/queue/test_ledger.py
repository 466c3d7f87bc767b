"""The ledger's guarantees, on a real PostgreSQL: claims, fences, leases, retries, releases."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col, select

from blog_order import database
from blog_order.database import transaction
from blog_order.errors import Failure, Unavailable
from blog_order.job_kinds import PAYMENTS_QUEUE
from blog_order.models import Job, JobAttempt, JobState
from blog_order.queue import execution, ledger, running
from blog_order.queue.execution import run_job
from blog_order.queue.handlers import attach
from blog_order.queue.owners import Owner
from blog_order.queue.running import ClaimLost, RunningJob
from blog_order.queue.sweep import sweep
from blog_order.settings import get_settings
from tests.support.ledger_rows import declare_afresh
from tests.support.waiting import PATIENCE_SECONDS

Runs = Callable[..., str]


@pytest.fixture
def given_up() -> list[str]:
    """Ids of jobs whose owner was told that they failed for good."""
    return []


@pytest.fixture
def make_job(given_up: list[str]) -> Iterator[Runs]:
    """Makes a waiting job that runs the given function; its message goes nowhere."""

    def make(run: Callable[[RunningJob], None] = lambda job: None, **limits: float) -> str:
        owner = Owner(given_up=lambda _session, job, _failure: given_up.append(job.id))
        declare_afresh("test_kind", PAYMENTS_QUEUE, run, owner, **limits)
        with transaction() as session:
            return ledger.enqueue(session, "test_kind")

    yield make
    with transaction() as session:
        ids = select(Job.id).where(Job.kind == "test_kind")
        session.execute(sa.delete(JobAttempt).where(col(JobAttempt.job_id).in_(ids)))
        session.execute(sa.delete(Job).where(col(Job.kind) == "test_kind"))


def job_row(job_id: str) -> Job:
    with transaction() as session:
        return session.get_one(Job, job_id)


def attempts_of(job_id: str) -> list[str]:
    found = select(JobAttempt.outcome).where(JobAttempt.job_id == job_id).order_by(col(JobAttempt.fence))
    with transaction() as session:
        return list(session.exec(found))


def change(job_id: str, **values: object) -> None:
    with transaction() as session:
        session.execute(sa.update(Job).where(col(Job.id) == job_id).values(**values))


def claim(job_id: str, worker: str = "somebody") -> ledger.Claimed | None:
    return ledger.claim(job_id, worker)


def seconds_until_due(job_id: str) -> float:
    until = sa.select(sa.func.extract("epoch", col(Job.due_at) - ledger.NOW)).where(col(Job.id) == job_id)
    with transaction() as session:
        return float(session.execute(until).scalar_one())


def ago(seconds: float) -> sa.ColumnElement[object]:
    return ledger.NOW - ledger.seconds(seconds)


def test_a_job_is_claimed_by_one_of_many(make_job: Runs) -> None:
    job_id = make_job()
    with ThreadPoolExecutor(8) as pool:
        claimed = [job for job in pool.map(lambda n: claim(job_id, f"w{n}"), range(24)) if job is not None]
    assert len(claimed) == 1
    assert job_row(job_id).attempts == 1


def test_a_second_delivery_does_nothing(make_job: Runs) -> None:
    ran: list[str] = []
    job_id = make_job(lambda job: ran.append(job.id))
    run_job(job_id)
    run_job(job_id)
    assert ran == [job_id]
    assert job_row(job_id).state == JobState.COMPLETED
    assert attempts_of(job_id) == ["completed"]


def test_a_message_is_held_while_the_database_is_away(make_job: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    away = iter([Unavailable("away"), Unavailable("away")])
    claim_really = ledger.claim

    def claim_when_it_is_back(*arguments: object) -> ledger.Claimed | None:
        for error in away:
            raise error
        return claim_really(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(ledger, "claim", claim_when_it_is_back)
    monkeypatch.setattr(execution, "CLAIM_AGAIN_SECONDS", 0.05)
    job_id = make_job()
    run_job(job_id)
    assert job_row(job_id).state == JobState.COMPLETED


def test_connections_that_the_database_closed_are_not_used_twice(
    make_job: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_engines", {})  # a pool of its own: the others' connections stay
    job_id = make_job()
    busy = [database.engine().raw_connection() for _ in range(3)]
    pids = [each.driver_connection.info.backend_pid for each in busy]  # type: ignore[union-attr]
    for each in busy:
        each.close()
    with transaction() as session:
        ends = sa.select(sa.func.pg_terminate_backend(sa.column("pid"))).select_from(
            sa.func.unnest(sa.cast(pids, ARRAY(sa.Integer))).alias("pid")
        )
        session.execute(ends.where(sa.column("pid") != sa.func.pg_backend_pid()))
    told = 0
    while True:
        try:
            claimed = ledger.claim(job_id, "somebody")
            break
        except Unavailable:
            told += 1
    assert told <= 1, "the first that broke told of the others"
    assert claimed is not None
    with transaction() as session:
        assert ledger.complete(session, job_id, claimed.fence)
    database.engine().dispose()


def test_a_database_that_is_away_for_a_while_costs_no_attempt(make_job: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "AGAIN_SECONDS", 0.02)
    away = [Unavailable("away")] * 3
    kept = []

    def keep() -> str:
        if away:
            raise away.pop()
        return "kept"

    def no_database(*_: object) -> bool:
        raise Unavailable("away")

    def work(job: RunningJob) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(ledger, "report_alone", no_database)
            job.progress("writing", 40)
        kept.append(job.patiently(keep))

    job_id = make_job(work)
    run_job(job_id)
    assert kept == ["kept"]
    assert attempts_of(job_id) == ["completed"]


def test_waiting_for_the_database_ends_when_the_claim_is_lost(make_job: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "AGAIN_SECONDS", 0.02)
    told = []

    def keep(job: RunningJob) -> None:
        told.append(job.id)
        job.lost = len(told) == 2
        raise Unavailable("away")

    job_id = make_job(lambda job: job.patiently(lambda: keep(job)))
    run_job(job_id)
    assert len(told) == 2


def test_a_job_not_yet_due_is_not_claimed(make_job: Runs) -> None:
    job_id = make_job()
    change(job_id, due_at=ledger.NOW + ledger.seconds(60))
    assert claim(job_id) is None


def test_what_a_rolled_back_transaction_enqueued_is_not_there(make_job: Runs) -> None:
    make_job()
    lost: list[str] = []

    def crash() -> None:
        with transaction() as session:
            lost.append(ledger.enqueue(session, "test_kind"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        crash()
    with transaction() as session:
        assert session.get(Job, lost[0]) is None


def test_a_worker_that_lost_its_claim_changes_nothing(make_job: Runs) -> None:
    # Given a worker that froze past its lease, and another that has the job now
    job_id = make_job()
    frozen = claim(job_id)
    assert frozen is not None
    change(job_id, lease_expires_at=ago(1))
    sweep()
    change(job_id, due_at=ago(1))
    running = claim(job_id, "another")
    assert running is not None
    # When the frozen one wakes, none of its writes takes effect
    with transaction() as session:
        assert not ledger.report(session, job_id, frozen.fence, "writing", 50)
        assert not ledger.complete(session, job_id, frozen.fence)
        assert ledger.release(session, job_id, frozen.fence) is None
        assert ledger.fail(session, job_id, frozen.fence, Failure("late")) is None
        assert ledger.renew(session, [(job_id, frozen.fence)]) == set()
    row = job_row(job_id)
    assert (row.state, row.fence, row.progress) == (JobState.ACTIVE, running.fence, 0)


def test_finishing_without_the_claim_rolls_everything_back(make_job: Runs) -> None:
    job_id, other = make_job(), make_job()
    row = claim(job_id)
    assert row is not None
    change(job_id, state=JobState.CANCELLED)

    def finish() -> None:
        with transaction() as session:
            session.execute(sa.update(Job).where(col(Job.id) == other).values(step="effect"))
            RunningJob(row).finish(session)

    with pytest.raises(ClaimLost):
        finish()
    assert job_row(other).step == ""


def test_three_failures_with_growing_delays_then_failed_and_told_once(make_job: Runs, given_up: list[str]) -> None:
    def fail(job: RunningJob) -> None:
        raise Failure("The writing service has trouble.")

    job_id = make_job(fail)
    waits = []
    for _ in range(2):
        run_job(job_id)
        row = job_row(job_id)
        assert row.state == JobState.DELAYED
        assert row.finished_at is None
        waits.append(seconds_until_due(job_id))
        change(job_id, due_at=ago(0), send_at=ago(0))
        sweep()
    assert given_up == []
    run_job(job_id)
    row = job_row(job_id)
    assert (row.state, row.attempts, row.error_message) == (JobState.FAILED, 3, "The writing service has trouble.")
    assert 1.5 < waits[0] < 2.6 < 3.3 < waits[1] < 5.1
    assert given_up == [job_id]
    assert attempts_of(job_id) == ["retry", "retry", "failed"]


def test_what_no_retry_can_mend_fails_at_once(make_job: Runs, given_up: list[str]) -> None:
    def refuse(job: RunningJob) -> None:
        raise Failure("Refused.", retryable=False)

    job_id = make_job(refuse)
    run_job(job_id)
    assert job_row(job_id).state == JobState.FAILED
    assert given_up == [job_id]


def test_retry_after_is_honoured(make_job: Runs) -> None:
    def busy(job: RunningJob) -> None:
        raise Failure("Slow down.", retry_after_seconds=77)

    job_id = make_job(busy)
    run_job(job_id)
    row = job_row(job_id)
    assert row.state == JobState.DELAYED
    assert 77 <= (row.due_at - row.created_at).total_seconds() < 77 + PATIENCE_SECONDS


def test_an_unexpected_error_keeps_its_traceback_in_the_ledger_only(make_job: Runs) -> None:
    def crash(job: RunningJob) -> None:
        raise ZeroDivisionError("secret detail")

    job_id = make_job(crash)
    run_job(job_id)
    row = job_row(job_id)
    assert "secret" not in row.error_message
    with transaction() as session:
        attempt = session.exec(select(JobAttempt).where(JobAttempt.job_id == job_id)).one()
    assert "secret detail" in attempt.error


def test_a_job_that_kills_its_worker_three_times_fails(make_job: Runs, given_up: list[str]) -> None:
    job_id = make_job()
    for _ in range(3):
        change(job_id, due_at=ago(1))
        assert claim(job_id) is not None
        change(job_id, lease_expires_at=ago(1))
        sweep()
    assert job_row(job_id).state == JobState.FAILED
    assert given_up == [job_id]
    assert claim(job_id) is None


def test_a_release_gives_the_attempt_back_and_fences_the_old_worker_out(make_job: Runs) -> None:
    job_id = make_job()
    first = claim(job_id)
    assert first is not None
    with transaction() as session:
        assert ledger.release(session, job_id, first.fence) is not None
    row = job_row(job_id)
    assert (row.state, row.attempts) == (JobState.WAITING, 0)
    second = claim(job_id)
    assert second is not None
    assert second.attempts == 1
    with transaction() as session:
        assert not ledger.complete(session, job_id, first.fence)
        assert ledger.complete(session, job_id, second.fence)
    assert attempts_of(job_id) == ["released", "completed"]


def test_the_lease_is_renewed_but_never_past_the_deadline(make_job: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings(), "job_lease_seconds", 2 * PATIENCE_SECONDS)
    job_id = make_job(time_limit_seconds=PATIENCE_SECONDS)
    row = claim(job_id)
    assert row is not None
    with transaction() as session:
        assert ledger.renew(session, [(job_id, row.fence)]) == {(job_id, row.fence)}
    row = job_row(job_id)
    assert row.lease_expires_at == row.deadline_at


def test_a_job_over_its_time_limit_is_ended_by_the_sweep(make_job: Runs) -> None:
    job_id = make_job()
    row = claim(job_id)
    assert row is not None
    change(job_id, lease_expires_at=ago(1), deadline_at=ago(1))
    with transaction() as session:
        assert ledger.renew(session, [(job_id, row.fence)]) == set()
    sweep()
    assert job_row(job_id).state == JobState.DELAYED


def test_two_sweeps_at_once_settle_a_lost_lease_once(make_job: Runs) -> None:
    ids = [make_job() for _ in range(20)]
    for job_id in ids:
        claim(job_id)
        change(job_id, lease_expires_at=ago(1))
    barrier = threading.Barrier(4)

    def go(_: int) -> None:
        barrier.wait()
        sweep()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(go, range(4)))
    assert all(job_row(job_id).state == JobState.WAITING and attempts_of(job_id) == ["retry"] for job_id in ids)


def test_a_job_whose_owner_cannot_take_the_news_keeps_no_other_waiting(make_job: Runs) -> None:
    def cannot(_session: object, _job: Job, _failure: Failure) -> None:
        raise RuntimeError("the owner's code is broken")

    poisoned = make_job(max_attempts=1)
    assert claim(poisoned) is not None
    change(poisoned, lease_expires_at=ago(2))
    other = make_job()
    assert claim(other) is not None
    change(other, lease_expires_at=ago(1))
    attach("test_kind", lambda job: None, Owner(given_up=cannot))
    sweep()
    assert job_row(poisoned).state == JobState.ACTIVE
    assert job_row(other).state == JobState.WAITING
