"""What language models took for an attempt: written with the attempt, so that a failed one shows its cost too."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import col

from blog_order.database import Work
from blog_order.models import JobAttempt


def record_usage(
    session: Work,
    job_id: str,
    fence: int,
    *,
    model: str,
    input_tokens: int,
    output_tokens: int,
    cost_micros: int | None,
) -> None:
    """Add one answer of a model to the attempt with this fence, whoever has the job now: it was paid for.

    ``cost_micros`` is in millionths of a US dollar, None when the model has no price.
    """
    session.execute(
        sa.update(JobAttempt)
        .where(col(JobAttempt.job_id) == job_id, col(JobAttempt.fence) == fence)
        .values(
            model=model,
            input_tokens=JobAttempt.input_tokens + input_tokens,
            output_tokens=JobAttempt.output_tokens + output_tokens,
            cost_micros=JobAttempt.cost_micros
            if cost_micros is None
            else sa.func.coalesce(JobAttempt.cost_micros, 0) + cost_micros,
        )
    )
