"""Runs inside the supervisor's child, just before the program itself: ``python -m … NAME [--unprivileged] -- COMMAND``.

When a program's first process was killed, its own children may live on and hold its port: they are ended here. Then
this process becomes the program, so it costs nothing while that runs.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

import psutil

from blog_order.embedded import unprivileged

STACK_MARK = "BLOG_ORDER_STACK"
"""Environment variable that every process of a stack carries: its DATA_DIR."""
PROGRAM_MARK = "BLOG_ORDER_PROGRAM"


def marked_processes(data_dir: str, program: str | None = None) -> list[psutil.Process]:
    """Other processes of the stack of ``data_dir``, or of one of its programs, found by their environment."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            environment = process.environ()
            if environment.get(STACK_MARK) != data_dir or process.pid == os.getpid():
                continue
            if program is None or environment.get(PROGRAM_MARK) == program:
                found.append(process)
    return found


def _end_orphans(data_dir: str, program: str) -> None:
    orphans = marked_processes(data_dir, program)
    for orphan in orphans:
        with contextlib.suppress(psutil.Error):
            orphan.kill()
    psutil.wait_procs(orphans, timeout=5)


def _forget_stale_pid(cluster: Path) -> None:
    """Remove a postmaster.pid whose process is another program by now: PostgreSQL would refuse to start."""
    file = cluster / "postmaster.pid"
    with contextlib.suppress(FileNotFoundError, ValueError, IndexError):
        pid = int(file.read_text().split()[0])
        try:
            ours = any(str(cluster) == part for part in psutil.Process(pid).cmdline())
        except psutil.Error:
            return  # no such process: PostgreSQL sees that for itself
        if not ours:
            file.unlink()


def main() -> None:
    """Become the program."""
    split = sys.argv.index("--")
    name, *options = sys.argv[1:split]
    command = sys.argv[split + 1 :]
    _end_orphans(os.environ[STACK_MARK], name)
    if "-D" in command:
        _forget_stale_pid(Path(command[command.index("-D") + 1]))
    if "--unprivileged" in options and unprivileged.needed():
        unprivileged.drop()
    os.execvp(command[0], command)


if __name__ == "__main__":
    main()
