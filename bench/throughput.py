"""Jobs that do nothing, a second: ``python -m bench.throughput``, beside stock Dramatiq and BullMQ.

Ours go through the whole ledger: a row inserted in a transaction of its own, committed, sent, claimed and finished.
Sending and running go on at the same time, as in production; the rate is from the first insert to the last end (for the
others from the first send until nothing waits or runs). Each is measured ``--repeats`` times and the median told; then
ours again with ``--rows`` finished jobs, each with its attempt, already in the ledger.

Beside the rates stands where the time goes: processor milliseconds a job of sender, workers, PostgreSQL and Redis.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import sqlalchemy as sa

from bench import _result
from bench._peers.bullmq import BullMQ
from bench._services import Children, cpu_seconds, running
from blog_order.embedded.programs import POSTGRES, REDIS, SCHEDULER, STANDINS
from blog_order.embedded.stack import Stack

SENDERS = 4
"""Threads that send, as a web process would."""
PATIENCE_SECONDS = 120
FILL = (
    # Copies of a job that has run, whatever columns it has, each with an id and a time of its own.
    """
    INSERT INTO job SELECT made.* FROM (SELECT * FROM job WHERE kind = 'bench_noop' LIMIT 1) AS pattern,
        generate_series(1, :rows) AS n, LATERAL (SELECT now() - n * interval '2 seconds' AS at) AS times,
        LATERAL jsonb_populate_record(pattern::job, jsonb_build_object('id', md5('bench' || n), 'worker', 'bench:copy',
            'created_at', at, 'due_at', at, 'send_at', at, 'started_at', at, 'finished_at', at)) AS made
    """,
    """
    INSERT INTO job_attempt SELECT made.* FROM (SELECT * FROM job_attempt WHERE kind = 'bench_noop' LIMIT 1) AS pattern,
        job, LATERAL jsonb_populate_record(pattern::job_attempt, jsonb_build_object('job_id', job.id,
            'id', nextval(pg_get_serial_sequence('job_attempt', 'id')), 'started_at', job.started_at,
            'due_at', job.due_at, 'finished_at', job.finished_at)) AS made
    WHERE job.worker = 'bench:copy'
    """,
    "VACUUM ANALYZE job, job_attempt",
)


def main() -> int:
    """Print a column a system."""
    options = argparse.ArgumentParser(description="Throughput of jobs that do nothing.")
    options.add_argument("--jobs", type=int, default=3000)
    options.add_argument("--peer-jobs", type=int, default=10_000)
    options.add_argument("--processes", type=int, default=2)
    options.add_argument("--threads", type=int, default=8)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--repeats", type=int, default=3)
    chosen = options.parse_args()
    with (
        running([POSTGRES, REDIS, STANDINS, SCHEDULER], WORKER_DB_POOL=str(chosen.threads)) as stack,
        Children(stack) as children,
    ):
        ours = measure_ours(stack, children, chosen)
        peers = {"dramatiq": measure_stock(stack, children, chosen)}
        if bullmq := measure_bullmq(stack, children, chosen):
            peers["bullmq"] = bullmq
    ours["share_of_dramatiq"] = ours["jobs_per_s"] / peers["dramatiq"]["jobs_per_s"]
    size = f"{chosen.processes} × {chosen.threads}"
    print(f"{chosen.jobs:,} jobs of ours, {chosen.peer_jobs:,} of the others, {size} threads, {chosen.repeats} times")
    _result.print_table({"ours": ours, **peers})
    _result.print_result("throughput", ours, peers, rows=chosen.rows)
    return 0


class Clock:
    """Processor time of the programs while something runs."""

    def __init__(self, stack: Stack, workers: int) -> None:
        pids = {"sender": 0, "workers": workers, "redis": stack.pid(REDIS), "postgres": stack.pid(POSTGRES)}
        self._pids = pids
        self._before = {name: self._used(name) for name in pids}

    def _used(self, name: str) -> float:
        if name == "sender":  # this process alone: the others are its descendants
            return time.process_time()
        return cpu_seconds(self._pids[name])

    def per_job(self, jobs: int) -> dict[str, float]:
        """Milliseconds a job."""
        return {f"{name}_cpu_ms_per_job": (self._used(name) - self._before[name]) / jobs * 1000 for name in self._pids}


def measure_ours(stack: Stack, children: Children, chosen: argparse.Namespace) -> dict[str, float]:
    """The ledger nearly empty, and with a million rows."""
    from bench._ours.kinds import register_kinds
    from bench._ours.start import start_worker, wait_alive
    from blog_order.job_kinds import Worker, queues_of

    register_kinds()
    worker = start_worker(children, "ours", queues_of(Worker.WRITERS), chosen.processes, chosen.threads)
    wait_alive(chosen.processes)
    run_ours(500)
    clock = Clock(stack, worker.pid)
    rates = [run_ours(chosen.jobs) for _ in range(chosen.repeats)]
    figures = {"jobs_per_s": statistics.median(rates)} | clock.per_job(chosen.jobs * chosen.repeats)
    figures["rows_before"] = 500 + chosen.jobs * (chosen.repeats - 1) / 2
    fill(chosen.rows)
    run_ours(500)
    clock = Clock(stack, worker.pid)
    rates = [run_ours(chosen.jobs) for _ in range(chosen.repeats)]
    full = clock.per_job(chosen.jobs * chosen.repeats)
    children.kill(worker)
    figures["jobs_per_s_at_1m_rows"] = statistics.median(rates)
    figures["postgres_cpu_ms_per_job_at_1m_rows"] = full["postgres_cpu_ms_per_job"]
    return figures


def run_ours(jobs: int) -> float:
    """Send and run so many jobs; how many a second, by the database's clock."""
    from bench._ours.kinds import NOOP
    from blog_order.database import engine, transaction
    from blog_order.queue.ledger import enqueue

    def send(_number: int) -> None:
        with transaction() as session:
            enqueue(session, NOOP)

    with engine().connect() as connection:
        began = connection.execute(sa.text("SELECT clock_timestamp()")).scalar_one()
    with ThreadPoolExecutor(SENDERS) as pool:
        for _ in pool.map(send, range(jobs), chunksize=1):
            pass
    still_open = sa.text(
        "SELECT count(*) FROM job WHERE queue = 'article-generation' AND state IN ('waiting', 'active', 'delayed')"
    )
    wait_until_none(lambda: scalar(still_open))
    ended = sa.text("SELECT count(*), extract(epoch FROM max(finished_at) - :began) FROM job WHERE created_at > :began")
    with engine().connect() as connection:
        count, taken = connection.execute(ended, {"began": began}).one()
    assert count == jobs, f"{count} of {jobs} jobs"
    return float(jobs / float(taken))


def scalar(statement: sa.TextClause) -> int:
    """One number from the database."""
    from blog_order.database import engine

    with engine().connect() as connection:
        return int(connection.execute(statement).scalar_one())


def wait_until_none(count: Callable[[], int], every: float = 0.05) -> float:
    """Wait until ``count`` is 0; the moment it was (monotonic)."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while left := count():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{left} jobs still open after {PATIENCE_SECONDS} s")
        time.sleep(every)
    return time.monotonic()


def fill(rows: int) -> None:
    """So many finished jobs."""
    from blog_order.database import engine

    with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("SET statement_timeout = 0"))
        for statement in FILL:
            connection.execute(sa.text(statement), {"rows": rows} if ":rows" in statement else {})


def measure_stock(stack: Stack, children: Children, chosen: argparse.Namespace) -> dict[str, float]:
    """Dramatiq as it comes."""
    from bench._peers import stock

    size = ["-p", str(chosen.processes), "-t", str(chosen.threads)]
    worker = children.start("dramatiq", [sys.executable, "-m", "dramatiq", "bench._peers.stock", *size])

    def run(jobs: int) -> float:
        began = time.monotonic()
        with ThreadPoolExecutor(SENDERS) as pool:
            for _ in pool.map(stock.nothing.send, range(jobs), chunksize=1):
                pass
        key = f"{stock.broker.namespace}:{stock.QUEUE}.msgs"
        return jobs / (wait_until_none(lambda: int(str(stock.broker.client.hlen(key))), 0.02) - began)

    run(1000)
    clock = Clock(stack, worker.pid)
    rates = [run(chosen.peer_jobs) for _ in range(chosen.repeats)]
    figures = {"jobs_per_s": statistics.median(rates)} | clock.per_job(chosen.peer_jobs * chosen.repeats)
    children.kill(worker)
    return figures


def measure_bullmq(stack: Stack, children: Children, chosen: argparse.Namespace) -> dict[str, float]:
    """BullMQ: one worker process with as many jobs at once as the others have threads; empty when npm fails."""
    bullmq = BullMQ.install(children, Path(stack.settings.data_dir) / "bullmq-package")
    if bullmq is None:
        return {}
    bullmq.start(chosen.processes * chosen.threads)

    def run(jobs: int) -> float:
        bullmq.reports.delete("bullmq:all-sent", "bullmq:began")
        bullmq.tell(f"many {jobs}")
        wait_until_none(lambda: int(bullmq.reports.get("bullmq:all-sent") is None), 0.02)
        ended = wait_until_none(bullmq.open_jobs, 0.02)
        return jobs / (ended - int(str(bullmq.reports.get("bullmq:began"))) / 1e9)

    run(1000)
    clock = Clock(stack, bullmq.worker_pid)
    rates = [run(chosen.peer_jobs) for _ in range(chosen.repeats)]
    figures = {"jobs_per_s": statistics.median(rates)} | clock.per_job(chosen.peer_jobs * chosen.repeats)
    del figures["sender_cpu_ms_per_job"]  # it sends from Node.js
    return figures


if __name__ == "__main__":
    sys.exit(main())
