"""What an operator does to jobs and queues. Each act is recorded with who did it, in its own transaction.

The queue knows no orders: a kind's owner (``queue/owners.py``) puts right what a job belongs to, or refuse.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from blog_order.database import Work, transaction
from blog_order.errors import Conflict, Failure, Invalid, NotFound, Problem
from blog_order.job_kinds import queue_names
from blog_order.logs import get_logger
from blog_order.models import Job, JobState, QueueAct, QueueOperation, QueuePause
from blog_order.models.columns import is_id
from blog_order.models.jobs import WHOLE
from blog_order.queue import ledger
from blog_order.queue.figures.statistics import QueueCounts, count_in, find_queues
from blog_order.queue.ledger.conditions import NOW, in_state
from blog_order.queue.ledger.messages import send_all_again
from blog_order.queue.owners import Owner, owner_of

log = get_logger(__name__)

CANCELLED_WORDS = "We have stopped this work ourselves."
DRAIN_LOOK_SECONDS = 0.25


@dataclass
class Retried:
    """What came of retrying many."""

    retried: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    """Why, by the job's id."""


@dataclass(frozen=True)
class Drained:
    """``empty`` when nothing was left (of a paused queue: when nothing ran any more) before the time was over."""

    empty: bool
    left: QueueCounts


def retry_job(job_id: str, *, who: str) -> None:
    """Have a failed job done again, with all its attempts anew; its owner makes its own state right first.

    Raises:
        NotFound: no such job.
        Conflict: it has not failed, its arguments are gone, or its owner has no use for it any more.
    """
    with transaction() as session:
        job = _lock_job(session, job_id)
        if job.state != JobState.FAILED:
            raise Conflict(f"This job is {job.state.value}: only a failed one can be retried.", code="wrong_state")
        if job.trimmed_at is not None:
            raise Conflict("This job failed so long ago that its arguments are no longer kept.", code="trimmed")
        _known_owner(job).retried(session, job, who)
        if not ledger.retry(session, job.id):
            raise Conflict("This job has changed meanwhile. Look again.", code="wrong_state")
        _record(session, QueueAct.RETRY, who, job=job)


def retry_failed(kind: str, *, who: str) -> Retried:
    """Retry every failed job of a kind, each by itself: one that is refused keeps no other waiting."""
    outcome = Retried()
    with transaction() as session:
        failed = (
            select(Job.id, Job.created_at)
            .where(col(Job.queue).in_(find_queues(session)), Job.kind == kind)
            .where(in_state(JobState.FAILED), sa.text(WHOLE))
        )
        # Sorted here: for the order of one index PostgreSQL would leave the one that holds only these.
        rows = sorted(session.exec(failed), key=lambda row: row[1])
    for job_id, _ in rows:
        try:
            retry_job(job_id, who=who)
            outcome.retried.append(job_id)
        except Problem as error:
            outcome.refused[job_id] = error.message
    return outcome


def cancel_job(job_id: str, *, who: str) -> None:
    """End a job that has not ended, a running one too (its worker's writes are fenced out), and tell its owner.

    Raises:
        NotFound: no such job.
        Conflict: it has ended.
    """
    with transaction() as session:
        job = _lock_job(session, job_id)
        owner = _known_owner(job)
        if not ledger.cancel(session, job.id, running=True):
            raise Conflict(f"This job is {job.state.value}: there is nothing to cancel.", code="wrong_state")
        owner.given_up(session, job, Failure(CANCELLED_WORDS, retryable=False))
        _record(session, QueueAct.CANCEL, who, job=job)


def promote_job(job_id: str, *, who: str) -> None:
    """Let a delayed job begin now.

    Raises:
        NotFound: no such job.
        Conflict: it is not delayed.
    """
    with transaction() as session:
        job = _lock_job(session, job_id)
        if not ledger.promote(session, job.id):
            raise Conflict(f"This job is {job.state.value}: only a delayed one can be promoted.", code="wrong_state")
        _record(session, QueueAct.PROMOTE, who, job=job)


def pause_queue(queue: str, *, who: str, reason: str = "") -> None:
    """Begin no more jobs of a queue. What runs finishes; what comes waits.

    Raises:
        Invalid: no such queue.
        Conflict: it is paused.
    """
    name = known_queue(queue)
    with transaction() as session:
        row = insert(QueuePause).values(queue=name, paused_by=who, reason=reason, paused_at=NOW)
        made = session.execute(row.on_conflict_do_nothing().returning(col(QueuePause.queue))).first()
        if made is None:
            by = session.exec(select(QueuePause.paused_by).where(QueuePause.queue == name)).first()
            raise Conflict(f"{name} is paused already, by {by}.", code="paused")
        _record(session, QueueAct.PAUSE, who, queue=name, detail=reason)


def resume_queue(queue: str, *, who: str) -> None:
    """Begin jobs of a paused queue again; the next sweep sends all that wait.

    Raises:
        Invalid: no such queue.
        Conflict: it is not paused.
    """
    name = known_queue(queue)
    with transaction() as session:
        gone = session.execute(
            sa.delete(QueuePause).where(col(QueuePause.queue) == name).returning(col(QueuePause.queue))
        ).first()
        if gone is None:
            raise Conflict(f"{name} is not paused.", code="not_paused")
        # Workers have thrown the messages of these away.
        send_all_again(session, name)
        _record(session, QueueAct.RESUME, who, queue=name)


def drain_queue(queue: str, *, who: str, timeout_seconds: float) -> Drained:
    """Wait until a queue has nothing left to do, delayed jobs included. Of a paused one: until nothing runs.

    Raises:
        Invalid: no such queue.
    """
    name, until = known_queue(queue), time.monotonic() + timeout_seconds
    with transaction() as session:
        _record(session, QueueAct.DRAIN, who, queue=name, detail=f"for {timeout_seconds:g} s")
    while True:
        with transaction() as session:
            left = count_in(session)[name]
        empty = (left.active if left.paused_by else left.living) == 0
        if empty or time.monotonic() >= until:
            return Drained(empty, left)
        time.sleep(min(DRAIN_LOOK_SECONDS, max(0.0, until - time.monotonic())))


def known_queue(name: str) -> str:
    """The name of a queue that exists.

    Raises:
        Invalid: with those that do.
    """
    if name not in queue_names():
        known = ", ".join(queue_names())
        raise Invalid(f"There is no queue “{name}”. There are: {known}.", fields={"queue": f"One of {known}."})
    return name


def _lock_job(session: Work, job_id: str) -> Job:
    found = select(Job).where(Job.id == job_id).with_for_update()
    job = session.exec(found).one_or_none() if is_id(job_id) else None
    if job is None:
        raise NotFound("There is no job with this id.")
    return job


def _known_owner(job: Job) -> Owner:
    try:
        return owner_of(job.kind)
    except Failure as error:
        raise Conflict(f"This version knows no jobs of kind {job.kind}.", code="unknown_kind") from error


def _record(
    session: Work, act: QueueAct, who: str, *, job: Job | None = None, queue: str = "", detail: str = ""
) -> None:
    if not who.strip():
        raise Invalid("Say who you are.", fields={"who": "A name is needed."})
    row = QueueOperation(who=who, act=act, queue=queue, detail=detail)
    if job is not None:
        row.queue, row.kind, row.job_id = job.queue, job.kind, job.id
    row.at = NOW  # type: ignore[assignment]
    session.add(row)
    session.flush()
    named = {"queue": row.queue} | ({"job": job.id, "kind": job.kind} if job else {})
    session.after_commit(lambda: log.info("queue.operation", act=act.value, who=who, **named))
