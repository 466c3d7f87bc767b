"""What an operator does to jobs and queues, on a real PostgreSQL."""

from __future__ import annotations

import threading
import time

import pytest
from sqlmodel import col, select

from blog_order.database import Work, transaction
from blog_order.errors import Conflict, Failure, Invalid, NotFound
from blog_order.models import Job, JobState, QueueAct, QueueOperation
from blog_order.queue import ledger, sweep
from blog_order.queue.execution import run_job
from blog_order.queue.figures.statistics import count_queues
from blog_order.queue.listing import JobFilter, list_jobs, list_operations, show_job
from blog_order.queue.operations import (
    cancel_job,
    drain_queue,
    pause_queue,
    promote_job,
    resume_queue,
    retry_failed,
    retry_job,
)
from blog_order.queue.owners import Owner
from tests.support.ledger_rows import KIND, QUEUE, MakeJob, ago, change, claim, fail, job_row
from tests.support.waiting import PATIENCE_SECONDS


def acts() -> list[tuple[str, str]]:
    with transaction() as session:
        rows = session.exec(select(QueueOperation).order_by(col(QueueOperation.id)))
        return [(row.act, row.who) for row in rows]


def sent_by_sweep(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    sent: list[str] = []
    monkeypatch.setattr(sweep, "send", lambda job_id, *_: sent.append(job_id))
    return sent


def test_a_failed_job_is_done_again_with_all_its_attempts(make_job: MakeJob) -> None:
    told: list[str] = []
    job_id = make_job(fail, owner=Owner(retried=lambda _session, job, who: told.append(f"{job.id} {who}")))
    run_job(job_id)
    before = job_row(job_id)
    retry_job(job_id, who="ada")
    row = job_row(job_id)
    assert (before.state, row.state) == (JobState.FAILED, JobState.WAITING)
    assert (row.attempts, row.retries, row.error_class, row.finished_at) == (0, 1, "", None)
    assert row.fence > before.fence
    assert row.occasion != before.occasion
    assert told == [f"{job_id} ada"]
    assert acts() == [(QueueAct.RETRY, "ada")]
    run_job(job_id)
    assert [each.outcome for each in show_job(job_id).tries] == ["failed", "failed"]


def test_an_owner_refuses_a_retry_and_nothing_is_changed(make_job: MakeJob) -> None:
    def refuse(_session: Work, _job: Job, _who: str) -> None:
        raise Conflict("It is no longer wanted.")

    job_id = make_job(fail, owner=Owner(retried=refuse))
    run_job(job_id)
    with pytest.raises(Conflict, match="no longer wanted"):
        retry_job(job_id, who="ada")
    assert job_row(job_id).state == JobState.FAILED
    assert acts() == []


def test_only_a_failed_job_that_is_whole_is_retried(make_job: MakeJob) -> None:
    waiting, failed = make_job(), make_job(fail)
    run_job(failed)
    change(failed, trimmed_at=ledger.NOW)
    with pytest.raises(Conflict, match="waiting"):
        retry_job(waiting, who="ada")
    with pytest.raises(Conflict, match="no longer kept"):
        retry_job(failed, who="ada")
    with pytest.raises(NotFound):
        retry_job("0" * 32, who="ada")
    with pytest.raises(NotFound):
        retry_job("nonsense' --", who="ada")


def test_two_operators_retry_one_job_once(make_job: MakeJob) -> None:
    job_id = make_job(fail)
    run_job(job_id)
    outcomes: list[str] = []
    barrier = threading.Barrier(4)

    def go() -> None:
        barrier.wait()
        try:
            retry_job(job_id, who="ada")
            outcomes.append("done")
        except Conflict:
            outcomes.append("refused")

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "refused", "refused", "refused"]
    assert job_row(job_id).retries == 1


def test_all_failed_of_a_kind_are_retried_and_one_refused_keeps_no_other_waiting(make_job: MakeJob) -> None:
    poisoned: list[str] = []

    def refuse_one(_session: Work, job: Job, _who: str) -> None:
        if job.id in poisoned:
            raise Conflict("Not this one.")

    failed = [make_job(fail, owner=Owner(retried=refuse_one)) for _ in range(5)]
    for job_id in failed:
        run_job(job_id)
    waiting = make_job(fail, owner=Owner(retried=refuse_one))
    poisoned.append(failed[2])
    outcome = retry_failed(KIND, who="ada")
    assert sorted(outcome.retried) == sorted(set(failed) - {failed[2]})
    assert outcome.refused == {failed[2]: "Not this one."}
    assert job_row(waiting).retries == 0


def test_cancelling_a_running_job_tells_its_owner_and_fences_its_worker_out(make_job: MakeJob) -> None:
    told: list[str] = []

    def given_up(_session: Work, job: Job, failure: Failure) -> None:
        told.append(failure.message)

    job_id = make_job(owner=Owner(given_up=given_up))
    running = claim(job_id)
    assert running is not None
    cancel_job(job_id, who="ada")
    with transaction() as session:
        assert not ledger.complete(session, job_id, running.fence)
    assert job_row(job_id).state == JobState.CANCELLED
    assert len(told) == 1
    assert [each.outcome for each in show_job(job_id).tries] == ["cancelled"]
    with pytest.raises(Conflict):
        cancel_job(job_id, who="ada")
    assert acts() == [(QueueAct.CANCEL, "ada")]


def test_a_delayed_job_is_promoted(make_job: MakeJob) -> None:
    job_id = make_job(delay_seconds=600)
    assert claim(job_id) is None
    promote_job(job_id, who="ada")
    assert claim(job_id) is not None
    with pytest.raises(Conflict):
        promote_job(job_id, who="ada")


def test_a_paused_queue_begins_nothing_and_loses_nothing(make_job: MakeJob, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = sent_by_sweep(monkeypatch)
    running, waiting, later = make_job(), make_job(), make_job(delay_seconds=60)
    at_work = claim(running)
    assert at_work is not None
    pause_queue(QUEUE, who="ada", reason="the writer is ill")
    # What runs finishes; nothing is claimed, and nothing is sent in vain.
    with transaction() as session:
        assert ledger.complete(session, running, at_work.fence)
    change(waiting, send_at=ago(1))
    change(later, due_at=ago(1), send_at=ago(1))
    assert claim(waiting) is None
    sweep.sweep()
    assert waiting not in sent and later not in sent
    counts = next(each for each in count_queues() if each.queue == QUEUE)
    assert (counts.waiting, counts.active, counts.delayed, counts.paused_by) == (1, 0, 1, "ada")
    with pytest.raises(Conflict, match="by ada"):
        pause_queue(QUEUE, who="bob")
    # When it is resumed, all that wait are sent at once, though their messages are long gone.
    change(waiting, send_at=ledger.NOW + ledger.seconds(60))
    resume_queue(QUEUE, who="bob")
    sweep.sweep()
    assert {waiting, later} <= set(sent)
    assert claim(waiting) is not None and claim(later) is not None
    with pytest.raises(Conflict):
        resume_queue(QUEUE, who="bob")
    assert acts() == [(QueueAct.PAUSE, "ada"), (QueueAct.RESUME, "bob")]


def test_draining_waits_until_nothing_is_left(make_job: MakeJob) -> None:
    job_id = make_job(lambda job: time.sleep(0.3))
    worker = threading.Thread(target=run_job, args=(job_id,))
    worker.start()
    outcome = drain_queue(QUEUE, who="ada", timeout_seconds=PATIENCE_SECONDS)
    worker.join()
    assert outcome.empty
    make_job(delay_seconds=60)
    outcome = drain_queue(QUEUE, who="ada", timeout_seconds=0.1)
    assert (outcome.empty, outcome.left.delayed) == (False, 1)
    # Of a paused queue only what runs is waited for.
    pause_queue(QUEUE, who="ada")
    assert drain_queue(QUEUE, who="ada", timeout_seconds=0.1).empty


def test_queues_that_do_not_exist_and_nameless_operators_are_refused() -> None:
    with pytest.raises(Invalid, match="There are: "):
        pause_queue("artcle-generation", who="ada")
    with pytest.raises(Invalid):
        pause_queue(QUEUE, who=" ")
    assert all(not each.paused_by for each in count_queues())


def test_lists_are_filtered_and_paged_without_gaps(make_job: MakeJob) -> None:
    failed = [make_job(fail) for _ in range(3)]
    for job_id in failed:
        run_job(job_id)
    waiting = [make_job() for _ in range(4)]
    mine = JobFilter(kind=KIND)
    seen: list[str] = []
    after: str | None = None
    while True:
        page = list_jobs(mine, after=after, limit=3)
        seen += [job.id for job in page.jobs]
        if page.next is None:
            break
        after = page.next
    assert seen == list(reversed(failed + waiting))

    def found(**wanted: object) -> set[str]:
        return {job.id for job in list_jobs(JobFilter(kind=KIND, **wanted)).jobs}  # type: ignore[arg-type]

    assert found(state=JobState.FAILED) == set(failed)
    assert found(state=JobState.WAITING, queue=QUEUE) == set(waiting)
    assert found(queue="email") == set()
    assert found(error="SERVICE DECL") == set(failed)
    assert found(error="fail") == set(failed)
    assert found(error="100%") == set()
    assert found(order="BO-999999999") == set()
    assert found(since=job_row(waiting[1]).created_at) == set(waiting[1:])
    for wrong in ({"wanted": JobFilter(order="me")}, {"wanted": mine, "after": "yesterday"}):
        with pytest.raises(Invalid):
            list_jobs(**wrong)  # type: ignore[arg-type]


def test_operations_are_listed_newest_first(make_job: MakeJob) -> None:
    job_id = make_job(delay_seconds=60)
    promote_job(job_id, who="ada")
    cancel_job(job_id, who="bob")
    assert [(each.act, each.who) for each in list_operations()] == [("cancel", "bob"), ("promote", "ada")]
    assert [(each.act, each.who) for each in show_job(job_id).operations] == [("promote", "ada"), ("cancel", "bob")]
