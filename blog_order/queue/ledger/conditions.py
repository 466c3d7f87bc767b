"""Pieces of SQL that the ledger's statements, and those who read its rows, share."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from blog_order.models import Job, JobState, QueuePause

NOW = sa.func.clock_timestamp()
FIRST_SEND_GRACE_SECONDS = 2
"""How long the sweep leaves the first message to the process that made the job."""


def seconds(value: float) -> sa.ColumnElement[Any]:
    """A SQL interval."""
    return sa.func.make_interval(0, 0, 0, 0, 0, 0, value)


def in_state(state: JobState) -> sa.ColumnElement[bool]:
    """The state as a constant of the statement: only then does a prepared statement use a partial index."""
    return col(Job.state) == sa.literal_column(f"'{state.value}'")


def is_not_paused() -> sa.ColumnElement[bool]:
    """True for a job of a queue that is not paused."""
    return ~sa.exists().where(col(QueuePause.queue) == col(Job.queue))


def ended_and_whole(queue: str, state: JobState) -> list[sa.ColumnElement[bool]]:
    """A queue's jobs that ended in this state and still have their arguments: as the index ix_job_whole has it."""
    finished = [col(Job.finished_at).is_not(None), col(Job.trimmed_at).is_(None)]
    return [col(Job.queue) == queue, in_state(state), *finished]
