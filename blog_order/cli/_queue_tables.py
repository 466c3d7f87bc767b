"""What the command line prints: aligned columns for people, JSON for programs."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlmodel import SQLModel

from blog_order.models import JobRollup
from blog_order.queue.figures.histograms import quantile
from blog_order.queue.figures.rollups import attempts_of
from blog_order.queue.figures.statistics import ProcessLine, QueueCounts
from blog_order.queue.listing import JobDetail, JobLine, OperationLine

COLUMN_AT_MOST = 60


def as_json(value: object) -> str:
    """Dataclasses, rows and lists of them as JSON; times in ISO 8601."""
    return json.dumps(value, default=_plain, indent=2, ensure_ascii=False)


def _plain(value: Any) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, SQLModel):
        return value.model_dump()
    if isinstance(value, dt.datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no JSON")


def table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Aligned columns, numbers to the right; a line that says so when there is no row."""
    body = [[_cell(value) for value in row] for row in rows]
    if not body:
        return "nothing"
    lines = [list(titles), *body]
    widths = [max(len(line[column]) for line in lines) for column in range(len(titles))]
    right = [all(row[column].rstrip("%s").replace(".", "").isdigit() for row in body) for column in range(len(titles))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(line, widths, right, strict=True)
        ).rstrip()
        for line in lines
    )


def _cell(value: object) -> str:
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    text = "-" if value in (None, "") else " ".join(str(value).split())
    return text if len(text) <= COLUMN_AT_MOST else text[: COLUMN_AT_MOST - 1] + "…"


def counts_table(counts: list[QueueCounts]) -> str:
    """The queues."""
    titles = ("queue", "waiting", "active", "delayed", "failed", "cancelled", "completed", "oldest", "paused by")
    return table(titles, map(_counts_row, counts))


def _counts_row(each: QueueCounts) -> tuple[object, ...]:
    numbers = (each.waiting, each.active, each.delayed, each.failed, each.cancelled, each.completed)
    return (each.queue, *numbers, f"{each.oldest_waiting_seconds:.1f}s", each.paused_by)


def jobs_table(jobs: list[JobLine]) -> str:
    """A list of jobs."""
    return table(("job", "kind", "order", "state", "tries", "made", "ended", "what"), map(_job_row, jobs))


def _job_row(job: JobLine) -> tuple[object, ...]:
    what = job.error_message or (f"{job.step} {job.progress} %" if job.step else "")
    tries = f"{job.attempts}/{job.max_attempts}"
    return (job.id, job.kind, job.order, job.state, tries, job.created_at, job.finished_at, what)


def processes_table(processes: list[ProcessLine]) -> str:
    """Workers and schedulers."""
    titles = ("kind", "host", "process", "version", "threads", "running", "since", "heartbeat", "queues")
    return table(titles, map(_process_row, processes))


def _process_row(each: ProcessLine) -> tuple[object, ...]:
    size = (each.version, each.threads, len(each.jobs))
    queues = " ".join(each.queues) if each.alive else "silent"
    return (each.kind, each.host, each.process, *size, each.started_at, f"{each.silent_seconds:.0f}s", queues)


def operations_table(operations: list[OperationLine]) -> str:
    """Who did what."""
    titles = ("at", "who", "did", "queue", "kind", "job", "detail")
    return table(titles, ((o.at, o.who, o.act, o.queue, o.kind, o.job_id, o.detail) for o in operations))


def hours_table(hours: list[JobRollup]) -> str:
    """Roll-ups."""
    titles = ("hour", "kind", "attempts", "completed", "failed", "waited p50", "p99", "ran p50", "p99", "cost $")
    return table(titles, map(_hour_row, hours))


def _hour_row(row: JobRollup) -> tuple[object, ...]:
    times = [f"{quantile(counts, q) or 0:.3f}s" for counts in (row.waiting, row.running) for q in (0.5, 0.99)]
    return (row.hour, row.kind, attempts_of(row), row.completed, row.failed, *times, f"{row.cost_micros / 1e6:.4f}")


def job_text(detail: JobDetail) -> str:
    """One job with its tries."""
    job = detail.job
    lines = [
        f"{job.kind} {job.id}",
        f"  {job.state} in {job.queue}, {job.attempts} of {job.max_attempts} attempts, retried {job.retries} times",
        f"  order      {job.order or '-'}",
        f"  made       {_cell(job.created_at)}, due {_cell(job.due_at)}",
        f"  started    {_cell(job.started_at)}, ended {_cell(job.finished_at)}",
        f"  worker     {job.worker or '-'}, lease until {_cell(detail.lease_expires_at)}",
        f"  arguments  {'no longer kept' if job.trimmed_at else json.dumps(detail.arguments)}",
    ]
    if job.error_class:
        lines.append(f"  error      {job.error_class}: {job.error_message}")
    for each in detail.tries:
        outcome = each.outcome.value or "running"
        lines.append(f"\n{_cell(each.started_at)} to {_cell(each.finished_at)}: {outcome} on {each.worker}")
        if each.model:
            cost = "no price" if each.cost_micros is None else f"${each.cost_micros / 1e6:.4f}"
            lines.append(f"  {each.model}: {each.input_tokens} tokens in, {each.output_tokens} out, {cost}")
        if each.error:
            lines.append("  " + each.error.rstrip().replace("\n", "\n  "))
    if detail.operations:
        lines += ["", operations_table(detail.operations)]
    return "\n".join(lines)
