"""Lists of jobs with filters and keyset pages, and one job with all that is known of it.

Order ids are the customers' keys: what leaves here has the order's public number instead.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.database import transaction
from blog_order.errors import Invalid, NotFound
from blog_order.models import AttemptOutcome, Job, JobAttempt, JobState, Order, QueueOperation, public_number
from blog_order.models.columns import is_id
from blog_order.queue.ledger.conditions import in_state

PAGE = 50
PAGE_MAX = 500
STRUCK_OUT = "[the customer's key]"


@dataclass(frozen=True)
class JobFilter:
    """Which jobs are wanted; what is None does not matter."""

    queue: str | None = None
    state: JobState | None = None
    kind: str | None = None
    order: str | None = None
    """The order's public number: BO-1042, or 1042."""
    since: dt.datetime | None = None
    """Made at this time or later."""
    error: str | None = None
    """Part of the error's class or message, in small letters or capitals."""


@dataclass(frozen=True)
class JobLine:
    """A job in a list."""

    id: str
    kind: str
    queue: str
    order: str
    """The public number; empty for a job of no order."""
    state: JobState
    priority: int
    attempts: int
    max_attempts: int
    retries: int
    worker: str
    step: str
    progress: int
    error_class: str
    error_message: str
    due_at: dt.datetime
    created_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None
    trimmed_at: dt.datetime | None


@dataclass(frozen=True)
class AttemptLine:
    """One try of a job. ``error`` is the traceback, ``cost_micros`` in millionths of a US dollar."""

    fence: int
    worker: str
    due_at: dt.datetime
    started_at: dt.datetime
    finished_at: dt.datetime | None
    outcome: AttemptOutcome
    error: str
    model: str
    input_tokens: int
    output_tokens: int
    cost_micros: int | None


@dataclass(frozen=True)
class OperationLine:
    """What somebody did to a job or a queue."""

    at: dt.datetime
    who: str
    act: str
    queue: str
    kind: str
    job_id: str | None
    detail: str


@dataclass(frozen=True)
class JobPage:
    """A page of jobs, newest first; ``next`` continues after it, None at the end."""

    jobs: list[JobLine]
    next: str | None


@dataclass(frozen=True)
class JobDetail:
    """One job with its tries, oldest first, and what operators did to it."""

    job: JobLine
    arguments: dict[str, Any]
    lease_expires_at: dt.datetime | None
    deadline_at: dt.datetime | None
    tries: list[AttemptLine] = field(default_factory=list)
    operations: list[OperationLine] = field(default_factory=list)


def list_jobs(wanted: JobFilter, *, after: str | None = None, limit: int = PAGE) -> JobPage:
    """A page of the jobs that the filter lets through, newest first. ``after`` is the ``next`` of the page before.

    Raises:
        Invalid: an order number or ``after`` that cannot be one.
    """
    limit = max(1, min(limit, PAGE_MAX))
    conditions = _conditions(wanted)
    if after is not None:
        conditions.append(sa.tuple_(col(Job.created_at), col(Job.id)) < sa.tuple_(*_read_cursor(after)))
    if _are_few(wanted):
        # All of them, sorted then: for a page in order PostgreSQL may walk all jobs, hoping to meet these soon.
        few = sa.select(col(Job.id), col(Job.created_at)).where(*conditions).cte("few").prefix_with("MATERIALIZED")
        page = sa.select(few.c.id).order_by(few.c.created_at.desc(), few.c.id.desc()).limit(limit + 1)
        conditions = [col(Job.id).in_(page)]
    statement = (
        sa.select(Job, col(Order.number))
        .outerjoin(Order, col(Order.id) == col(Job.order_id))
        .where(*conditions)
        .order_by(col(Job.created_at).desc(), col(Job.id).desc())
        .limit(limit + 1)
    )
    with transaction() as session:
        rows = session.execute(statement).all()
    lines = [_line(job, number) for job, number in rows[:limit]]
    return JobPage(lines, _cursor(lines[-1]) if len(rows) > limit else None)


def _are_few(wanted: JobFilter) -> bool:
    """Living jobs are a small part of all. Those that failed or were cancelled have indexes in the lists' own order."""
    return wanted.state not in (None, JobState.COMPLETED, JobState.FAILED, JobState.CANCELLED)


def _conditions(wanted: JobFilter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.queue is not None:
        found.append(col(Job.queue) == wanted.queue)
    if wanted.state is not None:
        found.append(in_state(wanted.state))
    if wanted.kind is not None:
        found.append(col(Job.kind) == wanted.kind)
    if wanted.order is not None:
        number = read_number(wanted.order)
        found.append(col(Job.order_id) == sa.select(col(Order.id)).where(col(Order.number) == number).scalar_subquery())
    if wanted.since is not None:
        found.append(col(Job.created_at) >= wanted.since)
    if wanted.error is not None:
        words = [col(Job.error_class), col(Job.error_message)]
        found.append(col(Job.error_class) != sa.literal_column("''"))
        found.append(sa.or_(*(each.icontains(wanted.error, autoescape=True) for each in words)))
    return found


def read_number(text: str) -> int:
    """The number of ``BO-1042`` or ``1042``.

    Raises:
        Invalid: it is none.
    """
    found = re.fullmatch(r"(?:BO-)?([0-9]{1,9})", text.strip(), re.IGNORECASE)
    if found is None:
        raise Invalid(
            f"“{text}” is no order number. Write it like BO-1042.", fields={"order": "Write it like BO-1042."}
        )
    return int(found[1])


def _cursor(line: JobLine) -> str:
    return f"{line.created_at.isoformat()}~{line.id}"


def _read_cursor(text: str) -> tuple[dt.datetime, str]:
    at, _, job_id = text.partition("~")
    try:
        read = dt.datetime.fromisoformat(at)
    except ValueError:
        read = None
    if read is None or read.tzinfo is None or not is_id(job_id):
        raise Invalid("This page cannot be continued from there. Start again from the first.", fields={"after": "?"})
    return read, job_id


def _line(job: Job, number: int | None) -> JobLine:
    copied = {name: getattr(job, name) for name in JobLine.__dataclass_fields__ if name != "order"}
    return JobLine(
        **copied | {"order": public_number(number) if number else "", "error_message": _strike(job.error_message, job)}
    )


def _strike(text: str, job: Job) -> str:
    return text.replace(job.order_id, STRUCK_OUT) if job.order_id else text


def show_job(job_id: str) -> JobDetail:
    """One job with its tries and what was done to it.

    Raises:
        NotFound: no such job.
    """
    with transaction() as session:
        job = session.find(Job, job_id)
        if job is None:
            raise NotFound("There is no job with this id.")
        number = session.exec(select(Order.number).where(Order.id == job.order_id)).first()
        tries = session.exec(select(JobAttempt).where(JobAttempt.job_id == job.id).order_by(col(JobAttempt.fence)))
        done = session.exec(
            select(QueueOperation).where(QueueOperation.job_id == job.id).order_by(col(QueueOperation.id))
        )
        return JobDetail(
            job=_line(job, number),
            arguments=job.arguments,
            lease_expires_at=job.lease_expires_at,
            deadline_at=job.deadline_at,
            tries=[
                AttemptLine(
                    **{name: getattr(each, name) for name in AttemptLine.__dataclass_fields__}
                    | {"error": _strike(each.error, job)}
                )
                for each in tries
            ],
            operations=[_operation(each) for each in done],
        )


def list_operations(limit: int = PAGE) -> list[OperationLine]:
    """What operators did last, newest first."""
    statement = select(QueueOperation).order_by(col(QueueOperation.at).desc(), col(QueueOperation.id).desc())
    with transaction() as session:
        return [_operation(each) for each in session.exec(statement.limit(max(1, min(limit, PAGE_MAX))))]


def _operation(row: QueueOperation) -> OperationLine:
    return OperationLine(**{name: getattr(row, name) for name in OperationLine.__dataclass_fields__})
