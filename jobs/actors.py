"""One actor for each declared kind of job; its argument is the job's id and nothing else."""

from __future__ import annotations

import dramatiq

from blog_order.job_kinds import DECLARED
from blog_order.queue.execution import run_job


def make_actors(broker: dramatiq.Broker) -> None:
    """Make the actors of all kinds declared so far that have none yet."""
    for kind in DECLARED.values():
        if kind.name not in broker.actors:
            dramatiq.actor(actor_name=kind.name, queue_name=kind.queue.name, broker=broker)(run_job)
