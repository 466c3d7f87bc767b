"""``dramatiq bench._ours.worker``: the product's worker that knows the jobs that measure as well."""

from __future__ import annotations

import dramatiq

import jobs
from bench._ours.kinds import MEASURED_QUEUE, NOOP, REPORT, hold_kind, note_arrival, register_kinds
from blog_order.job_kinds import queue_names
from blog_order.queue.execution import run_job

broker = jobs.broker
register_kinds()


def _run(job_id: str) -> None:
    note_arrival()
    run_job(job_id)


for name in (NOOP, REPORT):
    dramatiq.actor(actor_name=name, queue_name=MEASURED_QUEUE.name)(_run)
for queue in queue_names():
    dramatiq.actor(actor_name=hold_kind(queue), queue_name=queue)(_run)
