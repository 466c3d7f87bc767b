"""Puts a job's id on Redis after the commit, addressed by actor name: business code imports no actor.

A failing send is harmless: the sweep sends whatever still waits.
"""

from __future__ import annotations

import dramatiq

from blog_order.database import Work
from blog_order.logs import get_logger
from blog_order.queue.broker import get_sending_broker

log = get_logger(__name__)


def send_after_commit(session: Work, job_id: str, kind: str, queue: str, fence: int) -> None:
    """Send the job's message once the caller's transaction is committed."""
    session.after_commit(lambda: send(job_id, kind, queue, fence))


def send(job_id: str, kind: str, queue: str, fence: int) -> None:
    """Send one message now; nothing when Redis still holds one for this wait of the job.

    ``fence`` is that of the job's row: it is another one each time that the job comes back to wait.

    Raises:
        redis.RedisError: when Redis does not take it.
    """
    message: dramatiq.Message[None] = dramatiq.Message(
        queue_name=queue,
        actor_name=kind,
        args=(job_id,),
        kwargs={},
        options={},
        message_id=f"{job_id}-{fence}",
    )
    get_sending_broker().enqueue(message)
    log.debug("job.sent", job=job_id, queue=queue)
