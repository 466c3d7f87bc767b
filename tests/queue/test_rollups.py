"""Roll-ups count each attempt exactly once; retention keeps what may still be wanted. On a real PostgreSQL."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from blog_order.database import engine, transaction
from blog_order.errors import Failure
from blog_order.models import Job, JobAttempt, JobRollup, JobState, RollupMark, utcnow
from blog_order.queue import ledger
from blog_order.queue.execution import run_job
from blog_order.queue.figures import histograms
from blog_order.queue.figures.rollups import attempts_of, read_hours, read_totals, roll_up
from blog_order.queue.ledger import record_usage
from blog_order.queue.listing import show_job
from blog_order.queue.retention import trim_finished
from blog_order.queue.running import RunningJob
from blog_order.settings import get_settings
from tests.support.ledger_rows import KIND, MakeJob, ago, change, claim, fail, job_row
from tests.support.waiting import PATIENCE_SECONDS, wait_until


def total() -> int:
    found = read_totals().get(KIND)
    return attempts_of(found) if found else 0


def rolled() -> int:
    with transaction() as session:
        rows = session.exec(select(JobRollup).where(JobRollup.kind == KIND)).all()
    return sum(attempts_of(row) for row in rows)


def roll_up_all() -> None:
    """Until what has ended by now is in: the keeper's thread may have a transaction open at any moment."""
    with transaction() as session:
        now = session.execute(sa.select(ledger.NOW)).scalar_one()

    def is_in() -> bool:
        roll_up()
        with transaction() as session:
            return session.exec(select(RollupMark.until)).one() > now

    wait_until(is_in, describe=lambda: "a transaction stays open", every=0.02)


def test_each_attempt_is_counted_once_by_many_schedulers(make_job: MakeJob) -> None:
    for _ in range(3):
        run_job(make_job())
    run_job(make_job(fail))
    assert total() == 4
    barrier = threading.Barrier(4)

    def go() -> None:
        barrier.wait()
        roll_up()

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    roll_up_all()
    assert rolled() == total() == 4
    figures = read_totals()[KIND]
    assert (figures.completed, figures.failed) == (3, 1)
    assert sum(figures.waiting) == sum(figures.running) == 4
    assert 0 < figures.running_seconds < PATIENCE_SECONDS
    hours = [row for row in read_hours(utcnow() - dt.timedelta(hours=2), utcnow()) if row.kind == KIND]
    assert sum(attempts_of(row) for row in hours) == 4


def test_an_attempt_that_is_committed_late_is_not_missed(make_job: MakeJob) -> None:
    roll_up()
    job_id = make_job()
    job = claim(job_id)
    assert job is not None
    with transaction() as session:
        # It has ended, and nobody sees it yet, when the others are rolled up.
        ledger.complete(session, job_id, job.fence)
        session.flush()
        run_job(make_job())
        roll_up()
        assert rolled() == 0
    roll_up_all()
    assert rolled() == 2


def test_a_crash_within_a_rollup_changes_nothing(make_job: MakeJob, monkeypatch: pytest.MonkeyPatch) -> None:
    run_job(make_job())
    with transaction() as session:
        before = session.exec(select(RollupMark.until)).first()

    def crash(*_: object) -> None:
        raise RuntimeError("the power is off")

    with monkeypatch.context() as patch:
        patch.setattr("blog_order.queue.figures.rollups._add", crash)
        with pytest.raises(RuntimeError):
            roll_up()
    with transaction() as session:
        assert session.exec(select(RollupMark.until)).first() == before
    roll_up_all()
    assert rolled() == 1


def test_what_models_took_is_kept_with_the_attempt_and_summed(make_job: MakeJob) -> None:
    def write(job: RunningJob) -> None:
        for cost in (100, None, 23):
            record_usage(job.id, job.fence, model="gpt-5-mini", input_tokens=10, output_tokens=20, cost_micros=cost)
        if job.attempt == 1:
            raise Failure("It broke off.", retry_after_seconds=0)

    job_id = make_job(write)
    run_job(job_id)
    change(job_id, due_at=ago(1))
    run_job(job_id)
    tries = show_job(job_id).tries
    assert [(each.outcome, each.model, each.input_tokens, each.output_tokens, each.cost_micros) for each in tries] == [
        ("retry", "gpt-5-mini", 30, 60, 123),
        ("completed", "gpt-5-mini", 30, 60, 123),
    ]
    figures = read_totals()[KIND]
    assert (figures.input_tokens, figures.output_tokens, figures.cost_micros) == (60, 120, 246)
    assert (figures.completed, figures.retried) == (1, 1)


def test_waiting_is_measured_from_when_it_was_due(make_job: MakeJob) -> None:
    job_id = make_job(delay_seconds=3600)
    change(job_id, due_at=ago(700))
    run_job(job_id)
    figures = read_totals()[KIND]
    assert 700 <= figures.waiting_seconds < 700 + PATIENCE_SECONDS
    assert figures.waiting[histograms.BOUNDS_SECONDS.index(1800.0)] == 1


def test_a_traceback_with_what_text_cannot_hold_is_kept(make_job: MakeJob) -> None:
    def crash(_job: RunningJob) -> None:
        raise ValueError("a NUL \x00 and a lone \ud800 surrogate")

    job_id = make_job(crash)
    run_job(job_id)
    assert job_row(job_id).state == JobState.DELAYED
    (attempt,) = show_job(job_id).tries
    assert "a NUL ␀ and a lone" in attempt.error


def whole(job_ids: list[str]) -> list[bool]:
    found = []
    for job_id in job_ids:
        detail = show_job(job_id)
        assert bool(detail.arguments) == (detail.job.trimmed_at is None)
        found.append(bool(detail.arguments))
    return found


def test_old_jobs_are_trimmed_and_the_last_ones_stay_whole(make_job: MakeJob, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings(), "completed_jobs_kept", 2)
    monkeypatch.setattr(get_settings(), "failed_jobs_kept", 1)
    done = [make_job() for _ in range(5)]
    for job_id in done:
        run_job(job_id)
    failed = [make_job(fail) for _ in range(3)]
    for job_id in failed:
        run_job(job_id)
    hours = 3600
    for job_id, age in zip(done, (25, 25, 23, 25, 25), strict=True):
        change(job_id, finished_at=ago(age * hours))
    for job_id, age in zip(failed, (8 * 24, 6 * 24, 8 * 24), strict=True):
        change(job_id, finished_at=ago(age * hours))
    waiting = make_job()
    trim_finished()
    trim_finished()
    # Of the completed ones the one of 23 hours and the latest of 25 are the last two.
    assert whole(done) == [False, False, True, False, True]
    assert whole(failed) == [False, True, False]
    assert whole([waiting]) == [True]
    # One line of what became of it stays for ever.
    detail = show_job(failed[0])
    assert (detail.job.state, detail.job.error_message) == (JobState.FAILED, "The writing service declined.")
    assert [(each.outcome, each.error) for each in detail.tries] == [("failed", "")]


def test_however_many_fail_at_once_all_stay_whole_for_their_time(
    make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(get_settings(), "failed_jobs_kept", 0)
    failed = [make_job(fail) for _ in range(4)]
    for job_id in failed:
        run_job(job_id)
    trim_finished()
    assert whole(failed) == [True] * 4


def test_trimming_never_waits_for_a_locked_job(make_job: MakeJob, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings(), "completed_jobs_kept", 0)
    locked, free = make_job(), make_job()
    for job_id in (locked, free):
        run_job(job_id)
        change(job_id, finished_at=ago(25 * 3600))
    with engine().connect() as connection:
        connection.execute(sa.select(col(Job.id)).where(col(Job.id) == locked).with_for_update())
        trim_finished()
    assert whole([locked, free]) == [True, False]


@given(st.lists(st.lists(st.integers(0, 1000), min_size=histograms.BUCKETS, max_size=histograms.BUCKETS), max_size=4))
def test_histograms_merge_in_any_order(counts: list[list[int]]) -> None:
    merged = histograms.merge(counts)
    assert merged == histograms.merge(reversed(counts))
    assert sum(merged) == sum(map(sum, counts))
    quantiles = [histograms.quantile(merged, share) for share in (0.0, 0.5, 0.99, 1.0)]
    if sum(merged):
        assert quantiles == sorted(quantiles)  # type: ignore[type-var]
    else:
        assert quantiles == [None] * 4


def test_a_histogram_knows_its_middle() -> None:
    counts = histograms.empty()
    counts[histograms.BOUNDS_SECONDS.index(1.0)] = 10
    assert histograms.quantile(counts, 0.5) == pytest.approx(0.75)
    counts = histograms.empty()
    counts[-1] = 1
    assert histograms.quantile(counts, 0.5) == 3600


def test_attempts_name_their_kind(make_job: MakeJob) -> None:
    job_id = make_job()
    run_job(job_id)
    with transaction() as session:
        assert session.exec(select(JobAttempt.kind).where(JobAttempt.job_id == job_id)).one() == KIND
