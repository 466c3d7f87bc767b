"""From SIGKILL to the job running elsewhere: ``python -m bench.recovery``, beside two set-ups of stock Dramatiq.

Two worker processes share a queue. The one that runs a job is killed at a random moment, and the time counts until the
job's function has begun in another process; then a new worker takes the killed one's place. Ours goes by the product's
default settings, its scheduler running. Stock Dramatiq is measured with its default settings, for no longer than
``--patience`` seconds (a job that has not come back by then counts as exactly that: a lower bound, and
``not_within_patience`` says how many), and with a heartbeat of 15 s and maintenance with every command. All go on at
the same time, each in queues of its own: they only wait.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import os
import random
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from bench import _result
from bench._services import Children, running
from blog_order.embedded.programs import POSTGRES, REDIS, SCHEDULER, STANDINS

THREADS = 4
STOCK, TUNED = "dramatiq", "dramatiq_heartbeat_15s"
TUNING = {"BENCH_HEARTBEAT_MS": "15000", "BENCH_MAINTENANCE": "1000000"}


def main() -> int:
    """Print a column a set-up."""
    options = argparse.ArgumentParser(description="Recovery of a killed worker's job.")
    options.add_argument("--kills", type=int, default=30)
    options.add_argument("--lanes", type=int, default=3, help="pairs of workers side by side")
    options.add_argument("--tuned-kills", type=int, default=9, help="of Dramatiq with a 15 s heartbeat")
    options.add_argument("--stock-kills", type=int, default=3, help="of Dramatiq with default settings")
    options.add_argument("--patience", type=float, default=150, help="seconds to wait for the latter")
    chosen = options.parse_args()
    with running([POSTGRES, REDIS, STANDINS, SCHEDULER]) as stack, Children(stack) as children:
        columns = measure_all(children, chosen)
    print(f"{chosen.kills} kills of ours, {chosen.tuned_kills} and {chosen.stock_kills} of the others")
    _result.print_table(columns)
    ours = columns.pop("ours", {})
    _result.print_result("recovery", ours, columns, kills=chosen.kills, patience_s=chosen.patience)
    return 0


def measure_all(children: Children, chosen: argparse.Namespace) -> dict[str, dict[str, float]]:
    """All set-ups at once, each with its lanes."""
    from bench._ours.kinds import register_kinds
    from blog_order.job_kinds import queue_names

    register_kinds()
    queues = queue_names()[: chosen.lanes]
    lanes: list[tuple[str, Lane, int, float]] = []
    for position, queue in enumerate(queues):
        lanes.append(("ours", Ours(children, queue), share(chosen.kills, len(queues), position), math.inf))
    for position in range(chosen.lanes):
        number = share(chosen.tuned_kills, chosen.lanes, position)
        lanes.append((TUNED, Stock(children, f"tuned{position}", TUNING), number, math.inf))
    for position in range(chosen.stock_kills):
        lanes.append((STOCK, Stock(children, f"stock{position}", {}), 1, chosen.patience))
    found: dict[str, list[float]] = {"ours": [], STOCK: [], TUNED: []}
    with ThreadPoolExecutor(len(lanes)) as pool:
        runs = [(name, pool.submit(lane.run, number, patience)) for name, lane, number, patience in lanes]
        try:
            for name, run in runs:
                found[name] += run.result()
        except BaseException:
            for _, lane, _, _ in lanes:
                lane.ended.set()
            raise
    columns = {name: figures(times, chosen.patience if name == STOCK else math.inf) for name, times in found.items()}
    return {name: column for name, column in columns.items() if column["kills"]}


def share(number: int, lanes: int, position: int) -> int:
    """How many of ``number`` fall to a lane."""
    return number // lanes + (position < number % lanes)


def figures(times: list[float], patience: float) -> dict[str, float]:
    """What is told of a set-up."""
    late = sum(each >= patience for each in times)
    told = {f"recovery_s_p{share}": _result.quantile(times, share / 100) for share in (50, 95)}
    return told | {"recovery_s_max": max(times, default=math.nan), "kills": len(times), "not_within_patience": late}


class Lane:
    """A queue of its own with two worker processes; one kill after the other."""

    def __init__(self, children: Children, name: str, released: str, started: str) -> None:
        from bench._ours.kinds import reports

        self.children, self.name = children, name
        self.reports, self.released, self.started = reports(), released, started
        self.workers: list[subprocess.Popen[bytes]] = []
        self.ended = threading.Event()
        """Set when the measurement is broken off."""

    def start_worker(self) -> subprocess.Popen[bytes]:
        """One more worker of this lane."""
        raise NotImplementedError

    def send(self, number: int) -> str:
        """Send a job that holds its worker; its name in the reports."""
        raise NotImplementedError

    def run(self, kills: int, patience: float) -> list[float]:
        """The seconds that each took; ``patience`` for one that had not come back by then."""
        dice = random.Random(self.name)
        self.workers = [self.start_worker() for _ in range(2 if kills else 0)]
        taken = []
        for number in range(kills):
            job = self.send(number)
            pid, _ = self._wait_start(job, 0, 60)
            self.ended.wait(dice.uniform(1, 5))
            victim = next(worker for worker in self.workers if is_descendant(pid, worker.pid))
            killed = time.monotonic()
            os.kill(pid, signal.SIGKILL)
            self.children.kill(victim)
            self.workers.remove(victim)
            self.workers.append(self.start_worker())
            try:
                _, began = self._wait_start(job, 1, patience)
                taken.append(began - killed)
            except TimeoutError:
                taken.append(patience)
            self.reports.sadd(self.released, job)
        return taken

    def _wait_start(self, job: str, position: int, patience: float) -> tuple[int, float]:
        """(process id, monotonic seconds) of a start of the job: of the first or the second."""
        deadline = time.monotonic() + min(patience, 3600)
        while not (line := self.reports.lindex(f"{self.started}:{job}", position)):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.name}: {self.children.last_words(self.name)}")
            if self.ended.wait(0.05):
                raise RuntimeError(f"{self.name}: broken off")
        pid, began = str(line).split()
        return int(pid), int(began) / 1e9


class Ours(Lane):
    """The product's worker, on one of its queues."""

    def __init__(self, children: Children, queue: str) -> None:
        from bench._ours.kinds import RELEASED, STARTED

        super().__init__(children, f"ours-{queue}", RELEASED, STARTED)
        self.queue = queue

    def start_worker(self) -> subprocess.Popen[bytes]:
        """By the product's command line."""
        from bench._ours.start import start_worker

        return start_worker(self.children, self.name, (self.queue,), 1, THREADS)

    def send(self, number: int) -> str:
        """Through the ledger."""
        from bench._ours.kinds import hold_kind
        from blog_order.database import transaction
        from blog_order.queue.ledger import enqueue

        with transaction() as session:
            return enqueue(session, hold_kind(self.queue))


class Stock(Lane):
    """Stock Dramatiq in a namespace of its own, so that no other lane's commands do its maintenance."""

    def __init__(self, children: Children, name: str, environment: dict[str, str]) -> None:
        from bench._peers import stock

        super().__init__(children, name, stock.RELEASED, stock.STARTED)
        self.environment = environment | {"BENCH_NAMESPACE": name}
        self.broker = stock.make_stock_broker(name)
        self.broker.declare_queue(stock.QUEUE)

    def start_worker(self) -> subprocess.Popen[bytes]:
        """By Dramatiq's command line."""
        command = [sys.executable, "-m", "dramatiq", "bench._peers.stock", "-p", "1", "-t", str(THREADS)]
        return self.children.start(self.name, command, self.environment)

    def send(self, number: int) -> str:
        """A message as the actor would send it, to this lane's namespace."""
        from bench._peers import stock

        name = f"{self.name}-{number}"
        self.broker.enqueue(stock.hold.message(name))
        return name


def is_descendant(pid: int, ancestor: int) -> bool:
    """Whether a process belongs to the command ``ancestor``."""
    import psutil

    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        return ancestor in (pid, *(parent.pid for parent in process.parents()))
    return False


if __name__ == "__main__":
    sys.exit(main())
