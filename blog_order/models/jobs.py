"""The job ledger: PostgreSQL owns job state, Redis only wakes workers."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from blog_order.models.columns import enum_check, enum_field, json_field, new_id, text_field, time_field


class JobState(enum.StrEnum):
    """State of a job."""

    WAITING = "waiting"
    ACTIVE = "active"
    DELAYED = "delayed"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


LIVING_STATES = (JobState.WAITING, JobState.ACTIVE, JobState.DELAYED)
"""A job in one of these isn't over: it waits, runs, or is due later."""
UNSTARTED_STATES = (JobState.WAITING, JobState.DELAYED)
"""No worker has a job in one of these."""


def states_in(states: Iterable[JobState]) -> str:
    """The condition on ``state`` as SQL text, the way partial indexes have it."""
    quoted = ", ".join(f"'{state.value}'" for state in states)
    return f"state IN ({quoted})"


LIVING = states_in(LIVING_STATES)
GIVEN_UP = states_in((JobState.FAILED, JobState.CANCELLED))
"""Ended without its work done."""
WHOLE = "finished_at IS NOT NULL AND trimmed_at IS NULL"
"""Ended, with its arguments and tracebacks still there."""


class Job(SQLModel, table=True):
    """One piece of background work.

    ``fence`` grows by one at each claim and release; every write of a running job names the fence it claimed
    with, so a worker that lost its claim changes nothing. ``attempts`` counts what is charged against
    ``max_attempts``: a release at shutdown gives its attempt back, while the fence never goes back.
    """

    __table_args__ = (
        enum_check("state", JobState),
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress"),
        Index("ix_job_send", "send_at", postgresql_where=text(states_in(UNSTARTED_STATES))),
        Index("ix_job_lease", "lease_expires_at", postgresql_where=text("state = 'active'")),
        # Each statement of the hot path and of a screen has its index; the partial ones hold the few rows that it looks
        # for among a million, so that finishing a job touches only those that it enters or leaves.
        Index("ix_job_living", "queue", "state", "created_at", postgresql_where=text(LIVING)),
        Index("ix_job_queue", "queue", "created_at", "id"),
        Index("ix_job_kind", "kind", "created_at", "id"),
        Index("ix_job_created", "created_at", "id"),
        Index("ix_job_order", "order_id", "created_at"),
        Index("ix_job_given_up", "state", "created_at", "id", postgresql_where=text(GIVEN_UP)),
        # The few that did not end well, in the order in which a list of one queue or one kind shows them.
        Index(
            "ix_job_given_up_queue",
            "queue",
            "state",
            "created_at",
            "id",
            postgresql_where=text(GIVEN_UP),
        ),
        Index(
            "ix_job_given_up_kind",
            "kind",
            "state",
            "created_at",
            "id",
            postgresql_where=text(GIVEN_UP),
        ),
        Index("ix_job_error", "created_at", "id", postgresql_where=text("error_class <> ''")),
        Index("ix_job_completed", "kind", "finished_at", postgresql_where=text("state = 'completed'")),
        Index("ix_job_whole", "queue", "state", "finished_at", postgresql_where=text(WHOLE)),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    kind: str = text_field(None)
    queue: str = text_field(None)
    order_id: str | None = Field(default=None, foreign_key="order.id")
    arguments: dict[str, Any] = json_field()
    """Ids only."""
    state: JobState = enum_field(JobState, JobState.WAITING)
    priority: int = 0
    attempts: int = 0
    max_attempts: int = 3
    fence: int = 0
    lease_expires_at: dt.datetime | None = time_field()
    deadline_at: dt.datetime | None = time_field()
    """When the running attempt is given up, whatever it says."""
    time_limit_seconds: float = 600
    worker: str = text_field()
    step: str = text_field()
    progress: int = 0
    error_class: str = text_field()
    error_message: str = text_field()
    """Safe to show."""
    due_at: dt.datetime = time_field(default_now=True)
    """Not to be run before."""
    send_at: dt.datetime = time_field(default_now=True)
    """When the sweep puts a message on Redis, if the job still waits by then: a lost message is sent again."""
    created_at: dt.datetime = time_field(default_now=True)
    started_at: dt.datetime | None = time_field()
    finished_at: dt.datetime | None = time_field()
    retries: int = 0
    """How often somebody had it done again after it had failed for good."""
    trimmed_at: dt.datetime | None = time_field()
    """When it lost its arguments and tracebacks; what became of it stays."""

    @property
    def occasion(self) -> str:
        """Names this run to its end, as distinct from the one before somebody retried it: for what is told once."""
        return f"{self.id}-{self.retries}" if self.retries else self.id


class AttemptOutcome(enum.StrEnum):
    """How an attempt ended."""

    RUNNING = ""
    COMPLETED = "completed"
    RETRY = "retry"
    FAILED = "failed"
    RELEASED = "released"
    CANCELLED = "cancelled"


class JobAttempt(SQLModel, table=True):
    """One claim of a job: who, when, and how it ended. The traceback stays here, never in an answer."""

    __tablename__ = "job_attempt"
    __table_args__ = (
        UniqueConstraint("job_id", "fence"),
        # BRIN: it costs the hot path nothing (the row is updated in place), and attempts end about as they began.
        Index(
            "ix_job_attempt_finished",
            "finished_at",
            postgresql_using="brin",
            postgresql_with={"autosummarize": "true", "pages_per_range": "16"},
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    job_id: str = Field(foreign_key="job.id")
    fence: int
    kind: str = text_field()
    """Its job's, for the roll-ups."""
    worker: str = text_field()
    due_at: dt.datetime = time_field(default_now=True)
    """Since when it had waited to be picked up."""
    started_at: dt.datetime = time_field(default_now=True)
    finished_at: dt.datetime | None = time_field()
    outcome: AttemptOutcome = enum_field(AttemptOutcome, AttemptOutcome.RUNNING)
    error: str = text_field()
    """The traceback."""
    model: str = text_field()
    """The language model that was called, if one was."""
    input_tokens: int = 0
    output_tokens: int = 0
    cost_micros: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    """What its calls cost, in millionths of a US dollar; None without a call, or without a price for the model."""


class ProcessKind(enum.StrEnum):
    """Processes that report that they live."""

    WORKER = "worker"
    SCHEDULER = "scheduler"


class Process(SQLModel, table=True):
    """A live worker or scheduler process, seen lately."""

    __table_args__ = (enum_check("kind", ProcessKind),)

    id: str = Field(primary_key=True)
    """host:pid:start."""
    kind: ProcessKind = enum_field(ProcessKind)
    started_at: dt.datetime = time_field(default_now=True)
    seen_at: dt.datetime = time_field(default_now=True, index=True)
    detail: dict[str, Any] = json_field()
