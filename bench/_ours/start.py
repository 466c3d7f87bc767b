"""Starts workers of ours as the product starts them, with the jobs that measure."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping

import sqlalchemy as sa

from bench._services import Children
from blog_order.database import engine
from blog_order.embedded.programs import worker_command
from blog_order.settings import get_settings


def start_worker(
    children: Children,
    name: str,
    queues: tuple[str, ...],
    processes: int,
    threads: int,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """The product's own command line, with our module in place of its own."""
    command = worker_command(get_settings(), processes, threads, queues)
    return children.start(name, ["bench._ours.worker" if part == "jobs" else part for part in command], environment)


def wait_alive(workers: int, seconds: float = 60) -> None:
    """Wait until so many worker processes have reported themselves."""
    deadline = time.monotonic() + seconds
    query = sa.text("SELECT count(*) FROM process WHERE kind = 'worker'")
    while True:
        with engine().connect() as connection:
            if int(connection.execute(query).scalar_one()) >= workers:
                return
        if time.monotonic() > deadline:
            raise RuntimeError(f"{workers} worker processes did not come up within {seconds:.0f} s")
        time.sleep(0.1)
