"""The statements of the hot path as SQL: enqueue, claim and complete are one round trip each, the attempt included.

``test_plans`` shows that every one of them uses an index. Values that a column's model gives by default are given here.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from blog_order.models import Job

_COLUMNS = list(sa.inspect(Job).local_table.c)

ENQUEUE = (
    sa.text(
        f"""
INSERT INTO job (
    id, kind, queue, order_id, arguments, state, priority, attempts, max_attempts, fence, time_limit_seconds, worker,
    step, progress, error_class, error_message, due_at, send_at, created_at, retries
)
VALUES (
    :id, :kind, :queue, :order_id, :arguments, :state, :priority, 0, :max_attempts, 0, :time_limit_seconds, '',
    '', 0, '', '', clock_timestamp() + make_interval(secs => :delay),
    clock_timestamp() + make_interval(secs => :send_in), clock_timestamp(), 0
)
RETURNING {", ".join(column.name for column in _COLUMNS)}
"""
    )
    .bindparams(sa.bindparam("arguments", type_=JSONB))
    .columns(*_COLUMNS)
)

CLAIM = sa.text(
    """
WITH claimed AS (
    UPDATE job SET
        state = 'active', fence = fence + 1, attempts = attempts + 1, worker = :worker, step = '', progress = 0,
        lease_expires_at = statement_timestamp() + make_interval(secs => least(:lease, time_limit_seconds)),
        deadline_at = statement_timestamp() + make_interval(secs => time_limit_seconds),
        started_at = coalesce(started_at, clock_timestamp())
    WHERE id = :id AND state IN ('waiting', 'delayed') AND due_at <= clock_timestamp()
        AND NOT EXISTS (SELECT FROM queue_pause WHERE queue_pause.queue = job.queue)
    RETURNING id, kind, order_id, arguments, attempts, max_attempts, fence, retries, time_limit_seconds, due_at
), attempt AS (
    INSERT INTO job_attempt (
        job_id, fence, kind, worker, due_at, started_at, outcome, error, model, input_tokens, output_tokens
    )
    SELECT id, fence, kind, :worker, due_at, clock_timestamp(), '', '', '', 0, 0 FROM claimed
)
SELECT id, kind, order_id, (SELECT number FROM "order" WHERE "order".id = claimed.order_id) AS order_number,
    arguments, attempts, max_attempts, fence, retries, time_limit_seconds
FROM claimed
"""
).columns(arguments=JSONB)

COMPLETE = sa.text(
    """
WITH completed AS (
    UPDATE job SET
        state = 'completed', progress = 100, finished_at = clock_timestamp(), lease_expires_at = NULL,
        error_class = '', error_message = ''
    WHERE id = :id AND fence = :fence AND state = 'active'
    RETURNING id, fence
), attempt AS (
    UPDATE job_attempt SET outcome = 'completed', finished_at = clock_timestamp()
    FROM completed WHERE job_attempt.job_id = completed.id AND job_attempt.fence = completed.fence
)
SELECT id FROM completed
"""
)
