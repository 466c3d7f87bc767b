"""Workers and web watch the scheduler: without it retries, lost messages and expired leases wait for ever.

Each process looks every few seconds. The one that first finds it silent opens an outage, a row of the database, and
tells whoever registered; the others find the row. So people hear of an outage once, however many processes see it.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from blog_order.database import Work, transaction
from blog_order.logs import get_logger
from blog_order.models import Outage, Process, ProcessKind
from blog_order.queue.ledger import NOW, seconds
from blog_order.queue.processes import SILENT_AFTER_SECONDS

log = get_logger(__name__)

LOOK_SECONDS = 10
TELL_AGAIN_SECONDS = 3600
"""A scheduler that comes and goes is told of once in so long."""

SCHEDULER = "scheduler"

Tell = Callable[[Work, str, float], None]
_tellers: list[Tell] = []


def tell_of_silence(call: Tell) -> None:
    """Register what is told of a silent scheduler: a session, a key of this outage alone, and for how long in seconds.

    It is called in the transaction that opens the outage.
    """
    if call not in _tellers:
        _tellers.append(call)


def scheduler_silence(session: Work) -> float | None:
    """Seconds since a scheduler last reported; None when none is known (it never ran, or stopped in good order)."""
    latest = sa.select(sa.func.extract("epoch", NOW - sa.func.max(Process.seen_at)))
    found = session.execute(latest.where(col(Process.kind) == ProcessKind.SCHEDULER)).scalar_one()
    return None if found is None else float(found)


def look_at_scheduler(watching_seconds: float) -> bool:
    """Look once; returns whether it is silent. A scheduler that nobody knows counts as silent since we watch.

    ``watching_seconds`` is how long this process has been watching: a new installation starts in any order.
    """
    with transaction() as session:
        found = scheduler_silence(session)
        silence = watching_seconds if found is None else found
        outage = session.get(Outage, SCHEDULER)
        is_open = outage is not None and outage.ended_at is None
        silent = silence >= SILENT_AFTER_SECONDS
        if silent and not is_open:
            _begin(session, silence)
        # Without a report a young process knows nothing.
        elif is_open and not silent and found is not None:
            _end(session)
    return silent


def _begin(session: Work, silence: float) -> None:
    row = insert(Outage).values(name=SCHEDULER, began_at=NOW - seconds(silence))
    opened = session.execute(
        row.on_conflict_do_update(
            index_elements=["name"],
            set_={"began_at": row.excluded.began_at, "ended_at": None},
            where=col(Outage.ended_at).is_not(None),
        ).returning(col(Outage.name))
    ).first()
    if opened is None:
        return  # another process was quicker
    outage = session.exec(select(Outage).where(Outage.name == SCHEDULER)).one()
    now: dt.datetime = session.execute(sa.select(NOW)).scalar_one()
    if outage.told_at is None or now - outage.told_at > dt.timedelta(seconds=TELL_AGAIN_SECONDS):
        outage.told_at = now
        for tell in _tellers:
            tell(session, f"scheduler-silent-{outage.began_at.isoformat()}", silence)


def _end(session: Work) -> None:
    session.execute(
        sa.update(Outage).where(col(Outage.name) == SCHEDULER, col(Outage.ended_at).is_(None)).values(ended_at=NOW)
    )


def watch_scheduler() -> threading.Thread:
    """Watch for as long as this process lives, in a thread of its own."""
    thread = threading.Thread(target=_watch, name="scheduler-watch", daemon=True)
    thread.start()
    return thread


def _watch() -> None:
    began, was_silent = time.monotonic(), False
    while True:
        time.sleep(LOOK_SECONDS)
        try:
            silent = look_at_scheduler(time.monotonic() - began)
        except Exception as error:
            log.warning("scheduler_watch.failed", error=repr(error))
            continue
        if silent != was_silent:
            (log.error if silent else log.info)("scheduler.silent" if silent else "scheduler.is_back")
        was_silent = silent
