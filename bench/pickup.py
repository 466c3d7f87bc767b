"""How soon an idle worker has a job: ``python -m bench.pickup``, beside stock Dramatiq and BullMQ.

All three are idle on one Redis at the same time, and jobs come at random moments, now to one, now to another, so that
whatever else the machine does meets them alike. "send to start" is from just before a message is handed to the
library to the first line of the function that it calls; "commit to running" is from the return of the COMMIT that
holds our job to the first line of the work, the claim in the ledger done. The others have no ledger: theirs runs when
it starts. ``--jobs N`` for each, ``--gap SECONDS`` on average between two jobs of one system.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

import sqlalchemy as sa

from bench import _result
from bench._peers.bullmq import BullMQ
from bench._services import Children, cpu_seconds, running
from blog_order.embedded.programs import POSTGRES, REDIS, SCHEDULER, STANDINS

IDLE_SECONDS = 10
OURS, STOCK, BULLMQ = "ours", "dramatiq", "bullmq"
WARM_UP = 10


def main() -> int:
    """Print a column a system."""
    options = argparse.ArgumentParser(description="Pick-up of an idle worker.")
    options.add_argument("--jobs", type=int, default=300)
    options.add_argument("--gap", type=float, default=0.25)
    options.add_argument("--threads", type=int, default=8)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    with running([POSTGRES, REDIS, STANDINS, SCHEDULER]) as stack, Children(stack) as children:
        columns = Pickup(children, Path(stack.settings.data_dir), chosen.threads).measure(chosen)
    print(f"{chosen.jobs} jobs each, one every {chosen.gap} s on average, 1 process × {chosen.threads} threads each")
    _result.print_table(columns)
    _result.print_result("pickup", columns.pop(OURS), columns, jobs=chosen.jobs)
    return 0


class Pickup:
    """The three systems, idle."""

    def __init__(self, children: Children, folder: Path, threads: int) -> None:
        from bench._ours.kinds import register_kinds, reports
        from bench._ours.start import start_worker, wait_alive
        from bench._peers import stock
        from blog_order.job_kinds import Worker, queues_of

        register_kinds()
        self.children, self.stock, self.reports = children, stock, reports()
        self.ours = start_worker(children, OURS, queues_of(Worker.WRITERS), 1, threads)
        command = [sys.executable, "-m", "dramatiq", "bench._peers.stock", "-p", "1", "-t", str(threads)]
        self.dramatiq = children.start(STOCK, command)
        self.bullmq = BullMQ.install(children, folder / BULLMQ)
        if self.bullmq:
            self.bullmq.start(threads)
        wait_alive(1)
        self.sent: dict[str, dict[str, int]] = {OURS: {}, STOCK: {}, BULLMQ: {}}
        self.committed: dict[str, int] = {}

    def measure(self, chosen: argparse.Namespace) -> dict[str, dict[str, float]]:
        """All figures, a column a system."""
        systems = [OURS, STOCK, *([BULLMQ] if self.bullmq else [])]
        for _ in range(WARM_UP):
            for system in systems:
                self._send(system, -1)
            time.sleep(0.2)
        time.sleep(2)
        pids = {OURS: self.ours.pid, STOCK: self.dramatiq.pid, BULLMQ: self.bullmq.worker_pid if self.bullmq else 0}
        before = {system: cpu_seconds(pids[system]) for system in systems}
        time.sleep(IDLE_SECONDS)
        idle = {system: (cpu_seconds(pids[system]) - before[system]) / IDLE_SECONDS for system in systems}
        for sent in self.sent.values():
            sent.clear()
        self.reports.delete("bench:started", "stock:started", "bullmq:started", "bullmq:sent")

        dice = random.Random(chosen.seed)
        turns = [(system, number) for system in systems for number in range(chosen.jobs)]
        dice.shuffle(turns)
        for system, number in turns:
            time.sleep(dice.uniform(0, 2 * chosen.gap / len(systems)))
            self._send(system, number)
        time.sleep(3)
        return {system: self._figures(system, chosen.jobs) | {"idle_cpu_percent": idle[system] * 100}
                for system in systems}  # fmt: skip

    def _send(self, system: str, number: int) -> None:
        if system == OURS:
            self._send_ours()
        elif system == STOCK:
            self.sent[STOCK][str(number)] = time.monotonic_ns()
            self.stock.report.send(number)
        else:
            assert self.bullmq is not None
            self.bullmq.tell(f"one {number}")

    def _send_ours(self) -> None:
        from bench._ours.kinds import REPORT
        from blog_order.database import transaction
        from blog_order.queue.ledger import enqueue

        ids: list[str] = []
        times: list[int] = []
        with transaction() as session:
            sa.event.listen(session, "after_commit", lambda _: times.append(time.monotonic_ns()))
            # Registered before the job's own message, so it runs just before that is sent.
            session.after_commit(lambda: times.append(time.monotonic_ns()))
            ids.append(enqueue(session, REPORT))
        self.committed[ids[0]], self.sent[OURS][ids[0]] = times[0], times[1]

    def _figures(self, system: str, jobs: int) -> dict[str, float]:
        started, running_at = {}, {}
        name = {OURS: "bench:started", STOCK: "stock:started", BULLMQ: "bullmq:started"}[system]
        for line in self.reports.lrange(name, 0, -1):  # type: ignore[union-attr]
            number, *times = line.split()
            started[number], running_at[number] = int(times[0]), int(times[-1])
        if system == BULLMQ:
            pairs = (line.split() for line in self.reports.lrange("bullmq:sent", 0, -1))  # type: ignore[union-attr]
            self.sent[BULLMQ] = {number: int(at) for number, at in pairs}
        sent = self.sent[system]
        committed = self.committed if system == OURS else sent
        if missing := jobs - len(started.keys() & sent.keys()):
            raise RuntimeError(f"{missing} of {jobs} jobs of {system} did not run: {self.children.last_words(system)}")
        picked = [(started[number] - sent[number]) / 1e6 for number in sent]
        ran = [(running_at[number] - committed[number]) / 1e6 for number in sent]
        if system != OURS:
            ran = picked
        return _result.spread("send_to_start_ms", picked) | _result.spread("commit_to_running_ms", ran)


if __name__ == "__main__":
    sys.exit(main())
