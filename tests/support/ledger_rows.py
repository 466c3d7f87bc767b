"""Jobs of a kind of the tests' own, whose messages go nowhere, and a look at their rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.database import transaction
from blog_order.errors import Failure
from blog_order.job_kinds import BACKLINK_REVISION, DECLARED, Queue, declare, kind_of
from blog_order.models import Job, JobAttempt, JobRollup, JobTotal, QueueOperation, QueuePause
from blog_order.queue import ledger
from blog_order.queue.handlers import Handler, attach
from blog_order.queue.owners import Owner
from blog_order.queue.running import RunningJob

KIND = "operated_kind"
QUEUE = kind_of(BACKLINK_REVISION).queue.name
"""A queue that other tests of this process leave empty."""

MakeJob = Callable[..., str]


def declare_afresh(name: str, queue: Queue, run: Handler, owner: Owner | None = None, **limits: Any) -> None:
    """A kind of the tests' own, whatever it was before."""
    DECLARED.pop(name, None)
    attach(declare(name, queue, **limits), run, owner)


def fail(_job: RunningJob) -> None:
    """A job that fails for good at once."""
    raise Failure("The writing service declined.", retryable=False)


def make_job(
    run: Handler = lambda job: None, *, delay_seconds: float = 0, owner: Owner | None = None, **limits: Any
) -> str:
    """Make a job that runs the given function; its id."""
    declare_afresh(KIND, kind_of(BACKLINK_REVISION).queue, run, owner, **limits)
    with transaction() as session:
        return ledger.enqueue(session, KIND, arguments={"some_id": "x"}, delay_seconds=delay_seconds)


def forget_all() -> None:
    """Remove what the tests of this kind have made."""
    with transaction() as session:
        session.execute(sa.delete(QueueOperation))
        session.execute(sa.delete(QueuePause))
        ids = select(Job.id).where(Job.kind == KIND)
        session.execute(sa.delete(JobAttempt).where(col(JobAttempt.job_id).in_(ids)))
        session.execute(sa.delete(Job).where(col(Job.kind) == KIND))
        for table in (JobRollup, JobTotal):
            session.execute(sa.delete(table).where(col(table.kind) == KIND))


def job_row(job_id: str) -> Job:
    """The job as the database has it."""
    with transaction() as session:
        return session.get_one(Job, job_id)


def change(job_id: str, **values: object) -> None:
    """Set columns of a job behind everybody's back."""
    with transaction() as session:
        session.execute(sa.update(Job).where(col(Job.id) == job_id).values(**values))


def claim(job_id: str, worker: str = "somebody") -> ledger.Claimed | None:
    """Claim it as a worker would."""
    return ledger.claim(job_id, worker)


def ago(seconds: float) -> sa.ColumnElement[object]:
    """A moment of the database's past."""
    return ledger.NOW - ledger.seconds(seconds)
