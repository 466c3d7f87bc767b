"""A job is inserted, in the transaction of the change that it belongs to."""

from __future__ import annotations

from typing import Any

from psycopg.types.json import Jsonb

from blog_order.database import Work
from blog_order.job_kinds import kind_of
from blog_order.logs import get_logger
from blog_order.models import JobState, Order
from blog_order.models.columns import new_id
from blog_order.queue.dispatch import send_after_commit
from blog_order.queue.ledger.conditions import FIRST_SEND_GRACE_SECONDS
from blog_order.settings import get_settings

log = get_logger(__name__)

# Values that a column's model gives by default are given here.
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


def enqueue(
    session: Work,
    kind: str,
    *,
    order_id: str | None = None,
    arguments: dict[str, Any] | None = None,
    priority: int = 0,
    delay_seconds: float = 0,
) -> str:
    """Insert a job in the caller's transaction; its message leaves after the commit, or when the delay has passed.

    Returns the job's id.
    """
    settings, what = get_settings(), kind_of(kind)
    values = {
        "id": (job_id := new_id()),
        "kind": kind,
        "queue": what.queue.name,
        "order_id": order_id,
        "arguments": Jsonb(arguments or {}),
        "state": (JobState.DELAYED if delay_seconds else JobState.WAITING).value,
        "priority": priority,
        "max_attempts": what.max_attempts or settings.job_max_attempts,
        "time_limit_seconds": what.time_limit_seconds or settings.job_time_limit_seconds,
        "delay": delay_seconds,
        "send_in": delay_seconds or FIRST_SEND_GRACE_SECONDS,
    }
    session.flush()  # the order may be new
    session.run(ENQUEUE, values)
    _log_enqueued(session, job_id, kind, order_id, delay_seconds)
    if not delay_seconds:
        send_after_commit(session, job_id, kind, what.queue.name, fence=0)
    return job_id


def _log_enqueued(session: Work, job_id: str, kind: str, order_id: str | None, delay_seconds: float) -> None:
    named: dict[str, Any] = {"in_seconds": delay_seconds} if delay_seconds else {}
    # Nearly always in the session already: whoever enqueues has locked the order.
    if order_id is not None and (order := session.get(Order, order_id)) is not None:
        named["order"] = order.public_number
    session.after_commit(lambda: log.info("job.enqueued", job=job_id, kind=kind, **named))
