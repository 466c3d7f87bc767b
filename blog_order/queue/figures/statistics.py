"""How the queues are: counts, how long the oldest has waited, which workers live. Quick at a million rows.

Living jobs are counted by an index that holds only them, failed ones by one that retention keeps small; completed ones
come from the roll-ups.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.database import Work, transaction
from blog_order.errors import Failure
from blog_order.job_kinds import kind_of, queue_names
from blog_order.logs import get_logger
from blog_order.models import Job, JobState, Order, Process, ProcessKind, QueuePause, public_number
from blog_order.models.jobs import GIVEN_UP, LIVING, WHOLE
from blog_order.queue.figures.rollups import read_totals
from blog_order.queue.ledger import NOW
from blog_order.queue.processes import SILENT_AFTER_SECONDS, count_alive

log = get_logger(__name__)


@dataclass
class QueueCounts:
    """One queue. ``failed`` and ``cancelled`` are those that retention still keeps whole; ``completed`` is all ever."""

    queue: str
    waiting: int = 0
    active: int = 0
    delayed: int = 0
    failed: int = 0
    cancelled: int = 0
    completed: int = 0
    oldest_waiting_seconds: float = 0
    """How long the one that is due for longest has waited to be picked up."""
    oldest_open_seconds: float = 0
    """How long the one that was due first has not been done, its failed attempts included."""
    paused_by: str = ""
    """Who paused it; empty when it is not paused."""

    @property
    def living(self) -> int:
        """All that is still to end."""
        return self.waiting + self.active + self.delayed


@dataclass(frozen=True)
class RunningLine:
    """What a worker is at."""

    job_id: str
    kind: str
    order: str
    step: str
    progress: int
    started_at: dt.datetime | None


@dataclass(frozen=True)
class ProcessLine:
    """A process that reports that it lives."""

    name: str
    kind: ProcessKind
    host: str
    process: int
    version: str
    threads: int
    queues: list[str]
    started_at: dt.datetime
    seen_at: dt.datetime
    silent_seconds: float
    """Since its last heartbeat."""
    jobs: list[RunningLine] = field(default_factory=list)

    @property
    def alive(self) -> bool:
        """Its last heartbeat is younger than a minute."""
        return self.silent_seconds < SILENT_AFTER_SECONDS


def find_queues(session: Work) -> list[str]:
    """Every queue that the ledger has jobs of, by skipping from one to the next through the index."""
    skip = sa.text(
        "WITH RECURSIVE q AS (SELECT min(queue) AS queue FROM job UNION ALL"
        " SELECT (SELECT min(job.queue) FROM job WHERE job.queue > q.queue) FROM q WHERE q.queue IS NOT NULL)"
        " SELECT queue FROM q WHERE queue IS NOT NULL"
    )
    return list(session.execute(skip).scalars())


def count_queues() -> list[QueueCounts]:
    """The counts of every queue, those without a job included, by name."""
    with transaction() as session:
        counts = count_in(session)
    for kind, total in read_totals().items():
        try:
            queue = kind_of(kind).queue.name
        except Failure:
            continue  # a kind of a version that is no more
        counts.setdefault(queue, QueueCounts(queue)).completed += total.completed
    return [counts[name] for name in sorted(counts)]


def count_in(session: Work) -> dict[str, QueueCounts]:
    """The counts without the completed ones."""
    counts = {name: QueueCounts(name) for name in queue_names()}
    waited = sa.func.min(Job.due_at).filter(col(Job.state) == JobState.WAITING)
    opened = sa.func.min(sa.func.least(col(Job.due_at), col(Job.started_at)))
    living = (
        sa.select(col(Job.queue), col(Job.state), sa.func.count().label("count"))
        .add_columns(sa.func.extract("epoch", NOW - waited).label("waited"))
        .add_columns(sa.func.extract("epoch", NOW - opened).label("opened"))
        .where(sa.text(LIVING))
        .group_by(col(Job.queue), col(Job.state))
    )
    for row in session.execute(living):
        queue = counts.setdefault(row.queue, QueueCounts(row.queue))
        setattr(queue, row.state.value, row.count)
        queue.oldest_waiting_seconds = max(queue.oldest_waiting_seconds, float(row.waited or 0))
        queue.oldest_open_seconds = max(queue.oldest_open_seconds, float(row.opened or 0))
    ended = (
        sa.select(col(Job.queue), col(Job.state), sa.func.count().label("count"))
        .where(sa.text(WHOLE), sa.text(GIVEN_UP))
        .where(col(Job.queue).in_(find_queues(session)))
        .group_by(col(Job.queue), col(Job.state))
    )
    for row in session.execute(ended):
        setattr(counts.setdefault(row.queue, QueueCounts(row.queue)), row.state.value, row.count)
    for pause in session.exec(select(QueuePause)):
        counts.setdefault(pause.queue, QueueCounts(pause.queue)).paused_by = pause.paused_by
    return counts


def list_processes() -> list[ProcessLine]:
    """Workers and schedulers with what they are at, those silent for up to an hour included."""
    silent = sa.func.extract("epoch", NOW - col(Process.seen_at))
    with transaction() as session:
        rows = session.execute(sa.select(Process, silent).order_by(col(Process.kind), col(Process.id))).all()
        ids = [job_id for process, _ in rows for job_id in process.detail.get("jobs", [])]
        running = _read_running(session, ids)
    return [_process_line(process, float(age), running) for process, age in rows]


def _read_running(session: Work, ids: list[str]) -> dict[str, RunningLine]:
    statement = (
        sa.select(Job, col(Order.number))
        .outerjoin(Order, col(Order.id) == col(Job.order_id))
        .where(col(Job.id).in_(ids), col(Job.state) == JobState.ACTIVE)
    )
    return {
        job.id: RunningLine(
            job.id, job.kind, public_number(number) if number else "", job.step, job.progress, job.started_at
        )
        for job, number in session.execute(statement)
    }


def _process_line(process: Process, silent_seconds: float, running: dict[str, RunningLine]) -> ProcessLine:
    host, _, rest = process.id.partition(":")
    detail: dict[str, Any] = process.detail
    return ProcessLine(
        name=process.id,
        kind=process.kind,
        host=host,
        process=int(rest.partition(":")[0] or 0),
        version=detail.get("version", ""),
        threads=detail.get("threads", 0),
        queues=detail.get("queues", []),
        started_at=process.started_at,
        seen_at=process.seen_at,
        silent_seconds=silent_seconds,
        jobs=[running[job_id] for job_id in detail.get("jobs", []) if job_id in running],
    )


def report_statistics() -> None:
    """Log how the queues are, in one line; the scheduler does it each minute."""
    with transaction() as session:
        counts = count_in(session)
        alive = count_alive(session)
    log.info(
        "queue.statistics",
        workers=alive[ProcessKind.WORKER],
        schedulers=alive[ProcessKind.SCHEDULER],
        waiting=sum(each.waiting for each in counts.values()),
        active=sum(each.active for each in counts.values()),
        delayed=sum(each.delayed for each in counts.values()),
        failed=sum(each.failed for each in counts.values()),
        queues={
            name: {
                "waiting": each.waiting,
                "active": each.active,
                "delayed": each.delayed,
                "failed": each.failed,
                "oldest_waiting_seconds": round(each.oldest_waiting_seconds, 1),
                "paused": bool(each.paused_by),
            }
            for name, each in sorted(counts.items())
        },
    )
