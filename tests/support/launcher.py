"""`make run` as a person types it, in a process of its own, with a data folder and a port of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

from blog_order.embedded.leftovers import stack_processes
from blog_order.embedded.supervisord import Control, State
from blog_order.settings import PROJECT_ROOT, EmbeddedServices
from tests.support.waiting import PATIENCE_SECONDS


class Launcher:
    """One DATA_DIR and what is started on it; nothing of it survives :meth:`end`."""

    def __init__(self, folder: Path, port: int) -> None:
        self.data_dir = folder / "data"
        self.port = port
        self.output = folder / "output.txt"
        self.process: subprocess.Popen[bytes] | None = None

    def environment(self, **extra: str) -> dict[str, str]:
        """The environment of every command here."""
        return {**os.environ, "DATA_DIR": str(self.data_dir), "PORT": str(self.port), **extra}

    def command(self, name: str, **extra: str) -> subprocess.CompletedProcess[str]:
        """A command run to its end, as `make NAME` does."""
        return subprocess.run(
            [sys.executable, "-m", "blog_order.embedded", name],
            cwd=PROJECT_ROOT,
            env=self.environment(**extra),
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )

    def run(self, within_seconds: float = 240) -> float:
        """`make run`; returns the seconds until it says that all is ready."""
        started = time.monotonic()
        with self.output.open("wb") as sink:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "blog_order.embedded", "run"],
                cwd=PROJECT_ROOT,
                env=self.environment(),
                stdout=sink,
                stderr=subprocess.STDOUT,
            )
        while "is ready" not in self.text():
            assert self.process.poll() is None, self.text()
            assert time.monotonic() - started < within_seconds, self.text()
            time.sleep(0.05)
        return time.monotonic() - started

    def interrupt(self) -> float:
        """Ctrl-C; returns the seconds until the launcher has ended."""
        assert self.process is not None
        started = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(timeout=PATIENCE_SECONDS) == 0, self.text()
        return time.monotonic() - started

    def text(self) -> str:
        """What `make run` has printed so far."""
        return self.output.read_text()

    def services(self) -> EmbeddedServices:
        """Its services.json."""
        return EmbeddedServices.model_validate_json(EmbeddedServices.path(self.data_dir).read_text())

    def states(self) -> dict[str, State]:
        """The programs as the supervisor sees them."""
        return Control(self.data_dir).states()

    def supervisor(self) -> psutil.Process:
        """The supervisor's process."""
        return psutil.Process(int((self.data_dir / "run" / "supervisord.pid").read_text()))

    def left(self) -> list[psutil.Process]:
        """Processes of this stack that run."""
        return [each for each in stack_processes(self.data_dir) if each.status() != psutil.STATUS_ZOMBIE]

    def end(self) -> None:
        """Whatever happened, nothing goes on running."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for each in self.left():
            each.kill()
