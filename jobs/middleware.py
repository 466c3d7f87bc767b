"""What the worker process does around its jobs: says that it lives, and shuts down without losing work."""

from __future__ import annotations

from typing import Any

from dramatiq import Broker, Middleware, Worker

from blog_order.database import transaction
from blog_order.logs import get_logger
from blog_order.queue.execution import keeper
from blog_order.queue.processes import describe_process, report_gone
from blog_order.queue.watching import watch_scheduler
from blog_order.settings import get_settings

log = get_logger(__name__)

GIVE_BACK_SECONDS = 3


class LedgerShutdown(Middleware):
    """Starts the keeper with the worker; at SIGTERM gives running jobs their grace, then releases them."""

    def after_worker_boot(self, broker: Broker, worker: Worker) -> None:
        """Report the process at once, before it has a job."""
        describe_process(threads=worker.worker_threads, queues=sorted(worker.consumer_whitelist or broker.queues))
        keeper()
        watch_scheduler()

    def before_worker_shutdown(self, broker: Broker, worker: Worker) -> None:
        """From here on nothing new is claimed."""
        keeper().stop_in(get_settings().shutdown_grace_seconds)
        log.info("worker.stopping", running=len(keeper().snapshot()))

    def after_worker_shutdown(self, broker: Broker, worker: Worker) -> None:
        """See the last jobs given back, then leave the list of live processes."""
        keeper().stop_in(0)  # nothing runs any more, or its grace is over
        keeper().wait_stopped(GIVE_BACK_SECONDS)
        with transaction() as session:
            report_gone(session, keeper().worker)

    def after_process_boot(self, broker: Broker) -> Any:
        """Nothing of the parent's connections is used here: engines and clients are made per process."""
