"""Real ``dramatiq`` commands over the kinds of trial_jobs.py, and the jobs that they are given."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil
import redis
import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.database import transaction
from blog_order.embedded.programs import worker_command
from blog_order.embedded.supervisord import RUNNING, Control
from blog_order.models import Job, JobAttempt, JobState
from blog_order.queue import ledger
from blog_order.queue.sweep import sweep
from blog_order.settings import PROJECT_ROOT, REDIS_JOBS, get_settings
from tests.queue import trial_jobs
from tests.support.waiting import PATIENCE_SECONDS, wait_until

EVERY_QUEUE: tuple[str, ...] = ()


class TrialWorker:
    """One ``dramatiq`` command with its processes."""

    def __init__(self, processes: int, threads: int, queues: Sequence[str], **environment: str) -> None:
        settings = get_settings()
        command = worker_command(settings, processes, threads, tuple(queues))
        command[command.index("jobs")] = "tests.queue.trial_jobs"
        self.log = Path(settings.data_dir) / "logs" / "trial-worker.log"
        with self.log.open("ab") as sink:
            self._said_before = sink.tell()
            self.process = subprocess.Popen(
                command,
                cwd=PROJECT_ROOT,
                env={**os.environ, "TRIAL_WORKER": "1", **environment},
                stdout=sink,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._processes = processes

    def wait_ready(self) -> None:
        """Wait until all its processes have reported themselves."""
        wait_until(lambda: len(self._reported()) == self._processes, describe=lambda: self.log.read_text()[-2000:])

    def said(self) -> str:
        """What it has logged, and others beside it."""
        return self.log.read_bytes()[self._said_before :].decode(errors="replace")

    @property
    def is_up(self) -> bool:
        """Whether the command runs."""
        return self.process.poll() is None

    def _reported(self) -> list[str]:
        with transaction() as session:
            ids = [str(each) for (each,) in session.execute(sa.text("SELECT id FROM process WHERE kind = 'worker'"))]
        return [each for each in ids if int(each.split(":")[1]) in {child.pid for child in self.children()}]

    def children(self) -> list[psutil.Process]:
        """The processes that run jobs."""
        with contextlib.suppress(psutil.NoSuchProcess):
            found = psutil.Process(self.process.pid).children(recursive=True)
            return [each for each in found if "resource_tracker" not in " ".join(each.cmdline())]
        return []

    def ask_to_stop(self) -> None:
        """Ask it to stop, and wait until it begins no more jobs."""
        self.process.send_signal(signal.SIGTERM)
        wait_until(lambda: "worker.stopping" in self.said(), describe=self.said)

    def terminate(self) -> None:
        """Ask it to stop, and wait until it did."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE_SECONDS)

    def end(self) -> None:
        """Leave nothing of it behind."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE_SECONDS)


@contextlib.contextmanager
def worker(
    processes: int = 1, threads: int = 4, queues: Sequence[str] = EVERY_QUEUE, **environment: str
) -> Iterator[TrialWorker]:
    """A worker within the block."""
    started = TrialWorker(processes, threads, queues, **environment)
    try:
        started.wait_ready()
        yield started
    finally:
        started.end()


class Fleet:
    """Several one-process workers of all queues; those that a test has ended are replaced for the next."""

    def __init__(self) -> None:
        self.workers: list[TrialWorker] = []

    def muster(self, count: int) -> list[TrialWorker]:
        """``count`` workers that run."""
        self.workers = [each for each in self.workers if each.is_up and each.children()]
        self.workers += [TrialWorker(1, 8, EVERY_QUEUE) for _ in range(count - len(self.workers))]
        for each in self.workers:
            each.wait_ready()
        return self.workers[:count]

    def end(self) -> None:
        """End them all."""
        for each in self.workers:
            each.end()


@contextlib.contextmanager
def sweeping() -> Iterator[None]:
    """The scheduler's sweep, at its own pace, within the block."""
    stop = threading.Event()

    def go() -> None:
        while not stop.wait(get_settings().sweep_interval_seconds):
            with contextlib.suppress(Exception):
                sweep()

    thread = threading.Thread(target=go)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@contextlib.contextmanager
def without_redis() -> Iterator[None]:
    """Redis stopped within the block."""
    control = Control(get_settings().data_dir)
    control.stop("redis")
    wait_until(lambda: not control.states()["redis"].is_up)
    try:
        yield
    finally:
        control.start("redis")
        wait_until(lambda: control.states()["redis"].state == RUNNING)
        wait_until(answers)


def answers() -> bool:
    """Whether Redis answers."""
    try:
        return bool(messages().ping())
    except redis.RedisError:
        return False


def messages() -> redis.Redis:
    """The database of Dramatiq's messages."""
    return redis.Redis.from_url(get_settings().redis_database_url(REDIS_JOBS), socket_timeout=2)


def start(kind: str = trial_jobs.QUICK, **arguments: object) -> str:
    """Enqueue a job as the product does; its id."""
    with transaction() as session:
        return ledger.enqueue(session, kind, arguments=arguments)


def row(job_id: str) -> Job:
    """The job's row."""
    with transaction() as session:
        return session.get_one(Job, job_id)


def process_of(job_id: str) -> psutil.Process:
    """The process that has claimed this job."""
    return psutil.Process(int(row(job_id).worker.split(":")[1]))


def outcomes(job_id: str) -> list[str]:
    """How its attempts ended."""
    found = select(JobAttempt.outcome).where(JobAttempt.job_id == job_id).order_by(col(JobAttempt.fence))
    with transaction() as session:
        return [str(each) for each in session.exec(found)]


def wait_for(job_id: str, state: JobState) -> Job:
    """Wait until the job is in this state."""
    return wait_until(
        lambda: (found := row(job_id)).state == state and found, describe=lambda: repr(row(job_id)), every=0.02
    )


def forget_trials() -> None:
    """Remove every trial job and whatever is on Redis for them."""
    ids = select(Job.id).where(col(Job.kind).like("trial_%"))
    with transaction() as session:
        session.execute(sa.delete(JobAttempt).where(col(JobAttempt.job_id).in_(ids)))
        session.execute(sa.delete(Job).where(col(Job.kind).like("trial_%")))
    messages().flushdb()
