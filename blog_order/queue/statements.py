"""The statements of the hot path as SQL: enqueue, claim and complete are one round trip each, the attempt included.

``test_plans`` shows that every one of them uses an index. Values that a column's model gives by default are given here.
"""

from __future__ import annotations

ENQUEUE = """
INSERT INTO job (
    id, kind, queue, order_id, arguments, state, priority, attempts, max_attempts, fence, time_limit_seconds, worker,
    step, progress, error_class, error_message, due_at, send_at, created_at, retries
)
VALUES (
    %(id)s, %(kind)s, %(queue)s, %(order_id)s, %(arguments)s, %(state)s, %(priority)s, 0, %(max_attempts)s, 0,
    %(time_limit_seconds)s, '', '', 0, '', '', clock_timestamp() + make_interval(secs => %(delay)s),
    clock_timestamp() + make_interval(secs => %(send_in)s), clock_timestamp(), 0
)
RETURNING id
"""

CLAIM = """
WITH claimed AS (
    UPDATE job SET
        state = 'active', fence = fence + 1, attempts = attempts + 1, worker = %(worker)s, step = '', progress = 0,
        lease_expires_at = statement_timestamp() + make_interval(secs => least(%(lease)s, time_limit_seconds)),
        deadline_at = statement_timestamp() + make_interval(secs => time_limit_seconds),
        started_at = coalesce(started_at, clock_timestamp())
    WHERE id = %(id)s AND state IN ('waiting', 'delayed') AND due_at <= clock_timestamp()
        AND NOT EXISTS (SELECT FROM queue_pause WHERE queue_pause.queue = job.queue)
    RETURNING id, kind, order_id, arguments, attempts, max_attempts, fence, retries, time_limit_seconds, due_at
), attempt AS (
    INSERT INTO job_attempt (
        job_id, fence, kind, worker, due_at, started_at, outcome, error, model, input_tokens, output_tokens
    )
    SELECT id, fence, kind, %(worker)s, due_at, clock_timestamp(), '', '', '', 0, 0 FROM claimed
)
SELECT id, kind, order_id, (SELECT number FROM "order" WHERE "order".id = claimed.order_id) AS order_number,
    arguments, attempts, max_attempts, fence, retries, time_limit_seconds
FROM claimed
"""

REPORT = """
UPDATE job SET step = %(step)s, progress = %(progress)s
WHERE id = %(id)s AND fence = %(fence)s AND state = 'active'
RETURNING id
"""

COMPLETE = """
WITH completed AS (
    UPDATE job SET
        state = 'completed', progress = 100, finished_at = clock_timestamp(), lease_expires_at = NULL,
        error_class = '', error_message = ''
    WHERE id = %(id)s AND fence = %(fence)s AND state = 'active'
    RETURNING id, fence
), attempt AS (
    UPDATE job_attempt SET outcome = 'completed', finished_at = clock_timestamp()
    FROM completed WHERE job_attempt.job_id = completed.id AND job_attempt.fence = completed.fence
)
SELECT id FROM completed
"""
