"""Who runs here already, and ending what a killed run left behind.

A launcher holds a file lock while its stack runs; the system drops it however the launcher ends. Every process of a
stack carries DATA_DIR in its environment, and PostgreSQL names it in its pid file, so nobody else's is ever touched.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from pathlib import Path

import psutil

from blog_order.embedded import paths, postgresql
from blog_order.embedded.exec_program import marked_processes

PATIENCE_SECONDS = 12
"""For an orphaned supervisord to end its programs in order."""


class LauncherLock:
    """Held by the one launcher of a DATA_DIR for as long as its stack runs."""

    def __init__(self, data_dir: Path) -> None:
        self._path = paths.run_dir(data_dir) / "launcher.lock"
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Try to become the launcher; False when another process is."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            return False
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Let others start; no harm when it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def holder(self) -> psutil.Process | None:
        """The launcher that runs now, if any."""
        if self._descriptor is not None:
            return psutil.Process()
        if self.take():
            self.release()
            return None
        with contextlib.suppress(OSError, ValueError, psutil.Error):
            return psutil.Process(int(self._path.read_text()))
        return None


def stack_processes(data_dir: Path) -> list[psutil.Process]:
    """All processes of the stack of ``data_dir`` (the launcher is not one of them)."""
    found = {process.pid: process for process in marked_processes(str(data_dir))}
    # PostgreSQL's processes overwrite their environment with their title.
    with contextlib.suppress(OSError, ValueError, IndexError, psutil.Error):
        cluster = postgresql.cluster(data_dir)
        server = psutil.Process(int((cluster / "postmaster.pid").read_text().split()[0]))
        if str(cluster) in server.cmdline():
            for process in (server, *server.children(recursive=True)):
                found[process.pid] = process
    return list(found.values())


def end_leftovers(data_dir: Path) -> int:
    """End what runs of an earlier stack; call it while holding the lock. Returns how many processes there were."""
    leftovers = stack_processes(data_dir)
    if not leftovers:
        return 0
    alive = {process.pid for process in leftovers}
    # The supervisor first: it ends its programs, and would only restart what we end under it.
    chiefs = [process for process in leftovers if _parent(process) not in alive]
    for process in chiefs:
        with contextlib.suppress(psutil.Error):
            process.terminate()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and any(_runs(process) for process in leftovers):
        time.sleep(0.05)
    for process in stack_processes(data_dir):
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(leftovers, timeout=3)
    return len(leftovers)


def _runs(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def _parent(process: psutil.Process) -> int:
    try:
        return int(process.ppid())
    except psutil.Error:
        return 0
