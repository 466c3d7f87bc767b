"""``python -m blog_order.cli.queue COMMAND``: the queue from the command line.

Exit status: 0 done, 1 refused (the reason is on standard error), 2 wrong usage, 3 the time to drain was over, or some
of the jobs to retry were refused.
"""

from __future__ import annotations

import argparse
import datetime as dt
import getpass
import re
import sys
from collections.abc import Callable

from blog_order.cli import _queue_tables as tables
from blog_order.errors import Failure, Problem
from blog_order.logs import configure_logging
from blog_order.models import JobState, utcnow
from blog_order.queue import operations
from blog_order.queue.figures.rollups import read_hours
from blog_order.queue.figures.statistics import count_queues, list_processes
from blog_order.queue.listing import PAGE, JobFilter, list_jobs, list_operations, show_job
from blog_order.settings import SettingsError
from blog_order.wiring import wire

REFUSED, NOT_ALL = 1, 3
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}

Given = argparse.Namespace


def read_since(text: str) -> dt.datetime:
    """``90m``, ``24h``, ``7d`` ago, or a date and time (UTC where it names no zone).

    Raises:
        argparse.ArgumentTypeError: it is neither.
    """
    if found := re.fullmatch(r"(\d{1,6})([smhd])", text):
        return utcnow() - dt.timedelta(seconds=int(found[1]) * UNITS[found[2]])
    try:
        read = dt.datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("write 90m, 24h, 7d or 2026-11-27T16:00") from None
    return read if read.tzinfo else read.replace(tzinfo=dt.UTC)


def make_parser() -> argparse.ArgumentParser:
    """Describe the commands and their options."""
    parser = argparse.ArgumentParser(
        prog="python -m blog_order.cli.queue", description="Look at the queue, and act on it."
    )
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help="print JSON")
    common.add_argument("--as", dest="who", default=None, metavar="NAME", help="who you are (default: the user)")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, run: Callable[[Given], int], text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text, parents=[common])
        command.set_defaults(run=run)
        return command

    add("counts", _counts, "jobs of each queue by state")
    listing = add("list", _list, "jobs, newest first, a page at a time")
    for name in ("queue", "kind", "order", "error", "after"):
        listing.add_argument(f"--{name}")
    listing.add_argument("--state", choices=[state.value for state in JobState])
    listing.add_argument("--since", type=read_since, help="90m, 24h, 7d ago, or a time")
    listing.add_argument("--limit", type=int, default=PAGE)
    add("show", _show, "one job with its tries").add_argument("job")
    add("retry", _act(operations.retry_job, "retried"), "do a failed job again").add_argument("job")
    add("retry-failed", _retry_failed, "do all failed jobs of a kind again").add_argument("kind")
    add("cancel", _act(operations.cancel_job, "cancelled"), "end a job that has not ended").add_argument("job")
    add("promote", _act(operations.promote_job, "promoted"), "let a delayed job begin now").add_argument("job")
    pause = add("pause", _pause, "begin no more jobs of a queue; those that run finish")
    pause.add_argument("queue")
    pause.add_argument("--reason", default="")
    add("resume", _resume, "begin jobs of a paused queue again").add_argument("queue")
    drain = add("drain", _drain, "wait until a queue is empty (a paused one: until nothing runs)")
    drain.add_argument("queue")
    drain.add_argument("--timeout", type=float, default=600, metavar="SECONDS")
    add("workers", _workers, "workers and schedulers, with what they are at")
    add("operations", _operations, "what operators did last").add_argument("--limit", type=int, default=PAGE)
    hours = add("hours", _hours, "sums by hour and kind of job")
    hours.add_argument("--since", type=read_since, default="24h", help="90m, 24h, 7d ago, or a time")
    return parser


def _print(given: Given, value: object, text: str) -> None:
    print(tables.as_json(value) if given.json else text)


def _counts(given: Given) -> int:
    counts = count_queues()
    _print(given, counts, tables.counts_table(counts))
    return 0


def _list(given: Given) -> int:
    state = JobState(given.state) if given.state else None
    wanted = JobFilter(given.queue, state, given.kind, given.order, given.since, given.error)
    page = list_jobs(wanted, after=given.after, limit=given.limit)
    more = f"\n\nGo on with --after '{page.next}'" if page.next else ""
    _print(given, page, tables.jobs_table(page.jobs) + more)
    return 0


def _show(given: Given) -> int:
    detail = show_job(given.job)
    _print(given, detail, tables.job_text(detail))
    return 0


def _act(act: Callable[..., None], done: str) -> Callable[[Given], int]:
    def run(given: Given) -> int:
        act(given.job, who=given.who)
        _print(given, {"job": given.job, "done": done}, f"{given.job} {done}.")
        return 0

    return run


def _retry_failed(given: Given) -> int:
    outcome = operations.retry_failed(given.kind, who=given.who)
    refused = "".join(f"\n{job_id} refused: {why}" for job_id, why in outcome.refused.items())
    _print(given, outcome, f"{len(outcome.retried)} retried, {len(outcome.refused)} refused.{refused}")
    return NOT_ALL if outcome.refused else 0


def _pause(given: Given) -> int:
    operations.pause_queue(given.queue, who=given.who, reason=given.reason)
    _print(given, {"queue": given.queue, "done": "paused"}, f"{given.queue} is paused. What runs finishes.")
    return 0


def _resume(given: Given) -> int:
    operations.resume_queue(given.queue, who=given.who)
    _print(given, {"queue": given.queue, "done": "resumed"}, f"{given.queue} goes on.")
    return 0


def _drain(given: Given) -> int:
    outcome = operations.drain_queue(given.queue, who=given.who, timeout_seconds=given.timeout)
    words = "is empty." if outcome.left.living == 0 else "has nothing running; the rest waits for it to be resumed."
    left = tables.counts_table([outcome.left])
    _print(given, outcome, f"{given.queue} {words}" if outcome.empty else f"The time is over.\n{left}")
    return 0 if outcome.empty else NOT_ALL


def _workers(given: Given) -> int:
    processes = list_processes()
    _print(given, processes, tables.processes_table(processes))
    return 0


def _operations(given: Given) -> int:
    done = list_operations(given.limit)
    _print(given, done, tables.operations_table(done))
    return 0


def _hours(given: Given) -> int:
    hours = read_hours(given.since, utcnow())
    _print(given, hours, tables.hours_table(hours))
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    given = make_parser().parse_args(arguments)
    try:
        given.who = given.who if given.who is not None else getpass.getuser()
        configure_logging("warning")
        wire()
        status: int = given.run(given)
        return status
    except (Problem, Failure, SettingsError) as error:
        print(error, file=sys.stderr)
        return REFUSED


if __name__ == "__main__":
    raise SystemExit(main())
