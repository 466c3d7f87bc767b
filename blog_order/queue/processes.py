"""Which workers and schedulers live: each reports itself in the database every few seconds."""

from __future__ import annotations

import os
import socket
import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from blog_order import __version__
from blog_order.database import Work
from blog_order.models import Process, ProcessKind

SILENT_AFTER_SECONDS = 60
FORGET_AFTER_SECONDS = 3600
NOW = sa.func.clock_timestamp()

_started = time.time()
_facts: dict[str, Any] = {"version": __version__}


def process_name() -> str:
    """host:pid:start, the same for the life of this process."""
    return f"{socket.gethostname()}:{os.getpid()}:{int(_started)}"


def describe_process(**facts: Any) -> None:
    """Add facts about this process (its ``threads``, its ``queues``) to all its reports."""
    _facts.update(facts)


def report_alive(session: Work, name: str, detail: dict[str, Any], kind: ProcessKind = ProcessKind.WORKER) -> None:
    """Say that this process lives."""
    detail = _facts | detail
    row = insert(Process).values(id=name, kind=kind, detail=detail, started_at=NOW, seen_at=NOW)
    session.execute(row.on_conflict_do_update(index_elements=["id"], set_={"seen_at": NOW, "detail": detail}))


def report_gone(session: Work, name: str) -> None:
    """Say that this process ends."""
    session.execute(sa.delete(Process).where(col(Process.id) == name))


def forget_dead(session: Work) -> None:
    """Drop processes that have been silent for an hour."""
    limit = NOW - sa.func.make_interval(0, 0, 0, 0, 0, 0, FORGET_AFTER_SECONDS)
    session.execute(sa.delete(Process).where(col(Process.seen_at) < limit))


def count_alive(session: Work) -> dict[ProcessKind, int]:
    """Live processes of each kind: those seen within the last minute."""
    limit = NOW - sa.func.make_interval(0, 0, 0, 0, 0, 0, SILENT_AFTER_SECONDS)
    rows = session.execute(
        sa.select(col(Process.kind), sa.func.count()).where(col(Process.seen_at) > limit).group_by(col(Process.kind))
    )
    found = {kind: int(count) for kind, count in rows}
    return {kind: found.get(kind, 0) for kind in ProcessKind}
