"""What the worker process does around its jobs: says that it lives, and shuts down without losing work."""

from __future__ import annotations

import gc
import signal
from types import FrameType
from typing import Any

from dramatiq import Broker, Middleware, Worker
from dramatiq.broker import MessageProxy
from dramatiq.middleware import SkipMessage

from blog_order.database import transaction
from blog_order.logs import get_logger
from blog_order.queue.broker import JobBroker
from blog_order.queue.consumer import put_back
from blog_order.queue.leases import keeper
from blog_order.queue.processes import describe_process, report_gone
from blog_order.queue.scheduler_watch import watch_scheduler
from blog_order.settings import get_settings

log = get_logger(__name__)

GIVE_BACK_SECONDS = 3
OBJECTS_BETWEEN_COLLECTIONS = 10_000
"""Python's own 700 have a process with 50 threads look for cycles all the time."""


class LedgerShutdown(Middleware):
    """Starts the keeper with the worker; at SIGTERM gives running jobs their grace, then releases them."""

    def after_process_boot(self, broker: Broker) -> None:
        """Hear a SIGTERM when it comes: Dramatiq looks once a second, and the grace counts from the signal."""
        assert isinstance(broker, JobBroker)
        told: Any = signal.getsignal(signal.SIGTERM)

        def stop(number: int, frame: FrameType | None) -> None:
            broker.free_threads.close()
            keeper().stop_in(get_settings().shutdown_grace_seconds)
            told(number, frame)

        if callable(told):
            signal.signal(signal.SIGTERM, stop)
        # What is loaded stays, and most of what a job makes is freed by its reference count: look for cycles seldom.
        gc.freeze()
        gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)

    def after_worker_boot(self, broker: Broker, worker: Worker) -> None:
        """Report the process at once, before it has a job."""
        describe_process(threads=worker.worker_threads, queues=sorted(worker.consumer_whitelist or broker.queues))
        keeper()
        watch_scheduler()

    def before_process_message(self, broker: Broker, message: MessageProxy) -> None:
        """Begin nothing in a shutdown: the message goes back to Redis, for another process.

        Raises:
            SkipMessage: always then.
        """
        if keeper().stopping:
            put_back(message)
            raise SkipMessage

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
