"""How long a piece of work will take, said as a range made from how long the last ones took."""

from __future__ import annotations

import math
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from blog_order.database import Work
from blog_order.models import Job, JobState

SAMPLE = 50
DEFAULT_MINUTES = (2, 5)
"""Before there is any experience."""


@dataclass(frozen=True)
class Estimate:
    """From creation of a job to its end, p50 to p90 of the recent ones, in whole minutes."""

    low_minutes: int
    high_minutes: int

    def __str__(self) -> str:
        if self.high_minutes <= 1:
            return "about a minute"
        if self.low_minutes == self.high_minutes:
            return f"about {self.high_minutes} minutes"
        return f"{self.low_minutes}-{self.high_minutes} minutes"


def estimate_for(session: Work, kind: str) -> Estimate:
    """The range for a job of this kind that is asked for now."""
    took = sa.func.extract("epoch", col(Job.finished_at) - col(Job.created_at)).label("took")
    recent = (
        sa.select(took)
        .where(col(Job.kind) == kind, col(Job.state) == JobState.COMPLETED)
        .order_by(col(Job.finished_at).desc())
        .limit(SAMPLE)
        .subquery()
    )
    p50, p90 = session.execute(
        sa.select(
            sa.func.percentile_cont(0.5).within_group(recent.c.took),
            sa.func.percentile_cont(0.9).within_group(recent.c.took),
        )
    ).one()
    if p50 is None:
        return Estimate(*DEFAULT_MINUTES)
    low, high = max(1, math.floor(float(p50) / 60)), max(1, math.ceil(float(p90) / 60))
    return Estimate(low, max(low, high))
