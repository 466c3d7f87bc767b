"""Memory of the running stack, idle or not: ``python -m bench.memory`` while `make run` runs.

PSS counts a page shared by n processes as 1/n in each, so its sum is what the stack really takes; the sum of RSS counts
shared pages again and again. macOS has no PSS: there USS (what a process has for itself alone) stands in. The last
line is JSON.
"""

from __future__ import annotations

import collections
import contextlib
import json
import sys

import psutil

from blog_order.embedded.exec_program import PROGRAM_MARK
from blog_order.embedded.leftovers import LauncherLock, stack_processes
from blog_order.settings import load_settings

LIMIT_MB = 900
LEFT_OUT = 77
MB = 1024 * 1024


def main() -> int:
    """Print a row a program and the sums; 77, for left out, when nothing runs."""
    data_dir = load_settings().data_dir
    processes = stack_processes(data_dir) if data_dir.exists() else []
    if not processes:
        print("Nothing runs here: type `make run` in another terminal first.", file=sys.stderr)
        return LEFT_OUT
    if launcher := LauncherLock(data_dir).holder():
        processes.append(launcher)
    rows: dict[str, list[float]] = collections.defaultdict(lambda: [0, 0, 0])
    for process in processes:
        with contextlib.suppress(psutil.Error):
            memory = process.memory_full_info()
            row = rows["launcher" if process == launcher else _program(process)]
            row[0] += 1
            row[1] += getattr(memory, "pss", memory.uss) / MB
            row[2] += memory.rss / MB
    print(f"{'program':12} {'processes':>9} {'PSS MB':>8} {'RSS MB':>8}")
    for name, (number, pss, rss) in sorted(rows.items()):
        print(f"{name:12} {number:9.0f} {pss:8.1f} {rss:8.1f}")
    total = [sum(row[column] for row in rows.values()) for column in range(3)]
    print(f"{'all':12} {total[0]:9.0f} {total[1]:8.1f} {total[2]:8.1f}")
    result = {
        "bench": "memory",
        "processes": int(total[0]),
        "pss_mb": round(total[1], 1),
        "rss_mb": round(total[2], 1),
        "limit_pss_mb": LIMIT_MB,
        "within_limit": total[1] < LIMIT_MB,
        "programs": {name: {"pss_mb": round(row[1], 1), "rss_mb": round(row[2], 1)} for name, row in rows.items()},
    }
    print(json.dumps(result))
    return 0


def _program(process: psutil.Process) -> str:
    if process.name().startswith("postgres"):
        return "postgres"
    return process.environ().get(PROGRAM_MARK, "supervisord")


if __name__ == "__main__":
    sys.exit(main())
