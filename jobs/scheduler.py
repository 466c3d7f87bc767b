"""Periodic work in one process: ``python -m jobs.scheduler``. Several copies may run; each task is safe to repeat."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from blog_order.database import transaction, use_pool_of
from blog_order.logs import configure_logging, get_logger
from blog_order.models import ProcessKind
from blog_order.orders.paying.cancellation import release_expired_holds
from blog_order.orders.paying.reconciliation import reconcile
from blog_order.orders.paying.stripe_events import handle_stored_events
from blog_order.queue.figures.rollups import roll_up
from blog_order.queue.figures.statistics import report_statistics
from blog_order.queue.processes import forget_dead, process_name, report_alive, report_gone
from blog_order.queue.retention import trim_finished
from blog_order.queue.sweep import sweep
from blog_order.settings import get_settings
from blog_order.wiring import wire

log = get_logger(__name__)

SCHEDULER_DB_POOL = 4


@dataclass
class Task:
    """Something to do every so many seconds."""

    name: str
    every_seconds: float
    run: Callable[[], object]
    slow: bool = False
    """It may take long, so it runs beside the others, one run of it at a time."""
    due_at: float = field(default_factory=time.monotonic)
    running: threading.Thread | None = None


def tasks() -> list[Task]:
    """All periodic work."""
    return [
        Task("sweep", get_settings().sweep_interval_seconds, sweep),
        Task("report_alive", 5, _report_alive),
        Task("handle_stored_events", 5, handle_stored_events),
        Task("release_expired_holds", 5, release_expired_holds, slow=True),
        Task("reconcile", get_settings().reconcile_interval_seconds, reconcile, slow=True),
        Task("report_statistics", 60, report_statistics),
        Task("roll_up", 60, roll_up, slow=True),
        Task("trim_finished", 300, trim_finished, slow=True),
        Task("forget_dead_processes", 600, _forget_dead),
    ]


def run(stop: threading.Event) -> None:
    """Run the tasks until ``stop`` is set. A task that fails is logged and tried again when it is next due."""
    todo = tasks()
    while not stop.is_set():
        for task in todo:
            if time.monotonic() >= task.due_at:
                task.due_at = time.monotonic() + task.every_seconds
                if not task.slow:
                    _try(task)
                elif task.running is None or not task.running.is_alive():
                    task.running = threading.Thread(target=_try, args=(task,), name=task.name, daemon=True)
                    task.running.start()
        stop.wait(max(0.0, min(task.due_at for task in todo) - time.monotonic()))


def _try(task: Task) -> None:
    try:
        task.run()
    except Exception as error:
        log.warning("scheduler.task_failed", task=task.name, error=repr(error))


def _report_alive() -> None:
    with transaction() as session:
        report_alive(session, process_name(), {}, ProcessKind.SCHEDULER)


def _forget_dead() -> None:
    with transaction() as session:
        forget_dead(session)


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    configure_logging(get_settings().log_level)
    use_pool_of(SCHEDULER_DB_POOL)
    wire()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    log.info("scheduler.started")
    run(stop)
    with transaction() as session:
        report_gone(session, process_name())
    log.info("scheduler.stopped")


if __name__ == "__main__":
    main()
