"""The row of an attempt: how it ended, and what its calls to language models cost."""

from __future__ import annotations

import traceback

import sqlalchemy as sa
from sqlmodel import col

from blog_order.database import Work, execute_alone
from blog_order.models import AttemptOutcome, Job, JobAttempt
from blog_order.queue.ledger.conditions import NOW

RECORD_USAGE = """
UPDATE job_attempt SET
    model = %(model)s,
    input_tokens = input_tokens + %(input_tokens)s,
    output_tokens = output_tokens + %(output_tokens)s,
    cost_micros = CASE WHEN %(cost_micros)s::bigint IS NULL THEN cost_micros
        ELSE coalesce(cost_micros, 0) + %(cost_micros)s::bigint END
WHERE job_id = %(job_id)s AND fence = %(fence)s
RETURNING id
"""


def close_attempt(
    session: Work, job: Job, outcome: AttemptOutcome, *, error: str = "", fence: int | None = None
) -> None:
    """Record how an attempt ended: that of the fence of the job's row, or of ``fence`` where the row has moved on."""
    session.execute(
        sa.update(JobAttempt)
        .where(col(JobAttempt.job_id) == job.id, col(JobAttempt.fence) == (job.fence if fence is None else fence))
        .values(outcome=outcome, error=error, finished_at=NOW)
    )


def traceback_of(error: BaseException) -> str:
    """The whole traceback, without what PostgreSQL's text cannot hold: it may quote anything."""
    text = "".join(traceback.format_exception(error)).replace("\x00", "\N{SYMBOL FOR NULL}")
    return text.encode("utf-8", "backslashreplace").decode()


def record_usage(
    job_id: str, fence: int, *, model: str, input_tokens: int, output_tokens: int, cost_micros: int | None
) -> None:
    """Add one answer of a model to the attempt with this fence, whoever has the job now: it was paid for.

    A transaction of its own, so that nothing else can take it back. ``cost_micros`` is in millionths of a US dollar,
    None when the model has no price.
    """
    values = {"model": model, "input_tokens": input_tokens, "output_tokens": output_tokens, "cost_micros": cost_micros}
    execute_alone(RECORD_USAGE, values | {"job_id": job_id, "fence": fence})
