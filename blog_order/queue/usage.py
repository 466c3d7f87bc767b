"""What language models took for an attempt: written with the attempt, so that a failed one shows its cost too."""

from __future__ import annotations

from blog_order.database import execute_alone

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


def record_usage(
    job_id: str, fence: int, *, model: str, input_tokens: int, output_tokens: int, cost_micros: int | None
) -> None:
    """Add one answer of a model to the attempt with this fence, whoever has the job now: it was paid for.

    A transaction of its own, so that nothing else can take it back. ``cost_micros`` is in millionths of a US dollar,
    None when the model has no price.
    """
    values = {"model": model, "input_tokens": input_tokens, "output_tokens": output_tokens, "cost_micros": cost_micros}
    execute_alone(RECORD_USAGE, values | {"job_id": job_id, "fence": fence})
