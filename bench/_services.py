"""What the measurements of the engine run on: an embedded stack of their own, and processes that end with it.

with running([POSTGRES, REDIS]) as stack, Children(stack) as children:
    worker = children.start("worker", [...])
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from blog_order.embedded.stack import Stack

REDIS_REPORTS = 5
"""The Redis database in which workers of all systems report what they did."""
REDIS_PEERS = 6


def stop_on_sigterm() -> None:
    """End as by Ctrl-C, so that every process that was started is ended; a second signal does not cut that short."""

    def stop(*_: object) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        sys.exit(143)

    signal.signal(signal.SIGTERM, stop)


@contextlib.contextmanager
def running(programs: Iterable[str], **environment: str) -> Iterator[Stack]:
    """The embedded stack in a folder that goes with it; this process's settings are its settings."""
    from blog_order.logs import configure_logging
    from blog_order.settings import get_settings
    from blog_order.wiring import wire

    stop_on_sigterm()
    with tempfile.TemporaryDirectory(prefix="blog-order-bench-", ignore_cleanup_errors=True) as folder:
        os.environ |= {"APP_ENV": "test", "ENV_FILE": os.devnull, "DATA_DIR": folder, "LOG_LEVEL": "warning"}
        os.environ |= environment
        get_settings.cache_clear()
        configure_logging(get_settings().log_level)
        stack = Stack(get_settings())
        try:
            stack.start(programs)
            get_settings().__dict__.pop("embedded", None)
            wire()
            yield stack
        finally:
            stack.stop()


class Children:
    """Processes beside the stack, each in a group of its own; whatever still runs at the end is killed.

    They carry the stack's mark too, so that even what a killed one left behind ends with the stack.
    """

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._all: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._all:
            self.kill(process)

    def start(
        self, name: str, command: list[str], environment: Mapping[str, str] | None = None, *, talks: bool = False
    ) -> subprocess.Popen[bytes]:
        """Start a command; its output goes to a file. With ``talks`` its standard input is a pipe."""
        log = Path(self._stack.settings.data_dir) / f"{name}.log"
        with log.open("ab") as sink:
            process = subprocess.Popen(
                command,
                env=self._stack.environment() | dict(environment or {}),
                stdin=subprocess.PIPE if talks else subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._all.append(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """End a process and its group; no harm when it has ended."""
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()

    def last_words(self, name: str) -> str:
        """The end of a process's output."""
        log = Path(self._stack.settings.data_dir) / f"{name}.log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-5:]) if log.exists() else ""


def family(pid: int) -> list[psutil.Process]:
    """A process and all its descendants."""
    with contextlib.suppress(psutil.Error):
        first = psutil.Process(pid)
        return [first, *first.children(recursive=True)]
    return []


def cpu_seconds(pid: int) -> float:
    """Processor time that a process and its descendants have used so far."""
    total = 0.0
    for process in family(pid):
        with contextlib.suppress(psutil.Error):
            times = process.cpu_times()
            total += times.user + times.system
    return total


def memory_mib(pid: int) -> float:
    """PSS (USS where there is none) of a process and its descendants."""
    total = 0.0
    for process in family(pid):
        with contextlib.suppress(psutil.Error):
            memory = process.memory_full_info()
            total += getattr(memory, "pss", memory.uss) / 1024 / 1024
    return total
