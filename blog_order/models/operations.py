"""What operators and analytics need of the queue: pauses, who did what, roll-ups, outages."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import ARRAY, BigInteger, Column, DateTime, Integer
from sqlmodel import Field, SQLModel

from blog_order.models.columns import enum_check, enum_field, text_field, time_field


class QueuePause(SQLModel, table=True):
    """A queue whose jobs are not begun for the time being; those that run finish."""

    __tablename__ = "queue_pause"

    queue: str = Field(primary_key=True)
    paused_by: str = text_field()
    reason: str = text_field()
    paused_at: dt.datetime = time_field(default_now=True)


class QueueAct(enum.StrEnum):
    """What an operator can do to jobs and queues."""

    RETRY = "retry"
    CANCEL = "cancel"
    PROMOTE = "promote"
    PAUSE = "pause"
    RESUME = "resume"
    DRAIN = "drain"


class QueueOperation(SQLModel, table=True):
    """Who did what to a job or a queue, and when."""

    __tablename__ = "queue_operation"
    __table_args__ = (enum_check("act", QueueAct),)

    id: int | None = Field(default=None, primary_key=True)
    at: dt.datetime = time_field(default_now=True, index=True)
    who: str = text_field(None)
    """An admin's name, or that of the user of the operating system who typed the command."""
    act: QueueAct = enum_field(QueueAct)
    queue: str = text_field()
    kind: str = text_field()
    job_id: str | None = Field(default=None, foreign_key="job.id", index=True)
    """None for what was done to a whole queue."""
    detail: str = text_field()


class _Figures(SQLModel):
    """Sums over attempts that have ended; two rows are added field by field, the histograms bucket by bucket."""

    completed: int = Field(default=0, sa_type=BigInteger)
    failed: int = Field(default=0, sa_type=BigInteger)
    """Given up for good."""
    retried: int = Field(default=0, sa_type=BigInteger)
    released: int = Field(default=0, sa_type=BigInteger)
    cancelled: int = Field(default=0, sa_type=BigInteger)
    waiting_seconds: float = 0
    running_seconds: float = 0
    input_tokens: int = Field(default=0, sa_type=BigInteger)
    output_tokens: int = Field(default=0, sa_type=BigInteger)
    cost_micros: int = Field(default=0, sa_type=BigInteger)
    waiting: list[int] = Field(default_factory=list, sa_type=ARRAY(BigInteger))
    """Counts by the bounds of ``queue/figures/histograms.py``: how long the attempts waited to be picked up."""
    running: list[int] = Field(default_factory=list, sa_type=ARRAY(BigInteger))
    """The same for how long they ran."""


class JobRollup(_Figures, table=True):
    """The attempts of one kind of job that ended within one hour."""

    __tablename__ = "job_rollup"

    hour: dt.datetime = Field(primary_key=True, sa_type=DateTime(timezone=True))
    kind: str = Field(primary_key=True)


class JobTotal(_Figures, table=True):
    """All attempts of one kind of job that have been rolled up."""

    __tablename__ = "job_total"

    kind: str = Field(primary_key=True)


class RollupMark(SQLModel, table=True):
    """Until when attempts have been rolled up: one row, locked by whoever rolls up."""

    __tablename__ = "rollup_mark"

    id: int = Field(default=1, sa_column=Column(Integer, primary_key=True, autoincrement=False))
    until: dt.datetime = time_field(nullable=False)


class Outage(SQLModel, table=True):
    """Something that has fallen silent, noticed by many processes and told once."""

    name: str = Field(primary_key=True)
    began_at: dt.datetime = time_field(default_now=True)
    ended_at: dt.datetime | None = time_field()
    told_at: dt.datetime | None = time_field()
