"""BullMQ, from npm into a scratch folder, run with the Node.js that the wheel brings."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import redis

from bench._services import REDIS_PEERS, REDIS_REPORTS, Children
from blog_order.settings import get_settings

PACKAGES = ("bullmq@6.7.0", "ioredis@6.0.0")
"""The library, and the Redis client that its documentation uses."""
SCRIPT = Path(__file__).with_name("bullmq.mjs")


class BullMQ:
    """One worker process and one sender process; ``None`` from :meth:`install` when npm does not deliver."""

    def __init__(self, children: Children, folder: Path) -> None:
        self.children, self.folder = children, folder
        settings = get_settings()
        self.reports = redis.Redis.from_url(settings.redis_database_url(REDIS_REPORTS), decode_responses=True)
        self.jobs = redis.Redis.from_url(settings.redis_database_url(REDIS_PEERS), decode_responses=True)
        self._environment = {
            "BENCH_BULLMQ": str(folder),
            "BENCH_PEERS_URL": settings.redis_database_url(REDIS_PEERS),
            "BENCH_REPORTS_URL": settings.redis_database_url(REDIS_REPORTS),
        }
        self.worker_pid = 0
        self._sender: subprocess.Popen[bytes] | None = None

    @classmethod
    def install(cls, children: Children, folder: Path) -> BullMQ | None:
        """Install the pinned versions into ``folder``."""
        folder.mkdir(exist_ok=True)
        (folder / "package.json").write_text('{"private": true}')
        command = [_tool("npm"), "install", "--no-audit", "--no-fund", "--ignore-scripts", *PACKAGES]
        environment = os.environ | {"PATH": os.pathsep.join((str(Path(_tool("node")).parent), os.environ["PATH"]))}
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            print(f"BullMQ is left out, npm says: {(done.stderr.strip().splitlines() or [''])[-1]}", file=sys.stderr)
            return None
        return cls(children, folder)

    def start(self, concurrency: int) -> None:
        """Start the worker and the sender, and wait until both are connected."""
        self.reports.delete("bullmq:worker", "bullmq:sender")
        node = _tool("node")
        worker = self.children.start("bullmq", [node, str(SCRIPT), "worker", str(concurrency)], self._environment)
        self.worker_pid = worker.pid
        self._sender = self.children.start(
            "bullmq-sender", [node, str(SCRIPT), "sender"], self._environment, talks=True
        )
        deadline = time.monotonic() + 30
        while not (self.reports.get("bullmq:worker") and self.reports.get("bullmq:sender")):
            if time.monotonic() > deadline:
                raise RuntimeError(f"BullMQ does not start: {self.children.last_words('bullmq')}")
            time.sleep(0.05)

    def tell(self, line: str) -> None:
        """Give the sender a line."""
        assert self._sender is not None and self._sender.stdin is not None
        self._sender.stdin.write(f"{line}\n".encode())
        self._sender.stdin.flush()

    def open_jobs(self) -> int:
        """Jobs that wait or run."""
        return int(self.jobs.llen("bull:bench:wait")) + int(self.jobs.llen("bull:bench:active"))  # type: ignore[arg-type]


def _tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)
