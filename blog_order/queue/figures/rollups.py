"""Hourly sums over attempts, kept for analytics when the ledger has long forgotten the details.

One row marks until when attempts are rolled up. Whoever holds its lock adds the next slice to its hour and moves the
mark in the same transaction: each attempt counts exactly once, whatever crashes and however many schedulers there are.
The mark never passes the start of the oldest open transaction, which might still commit an attempt that has ended
before. Nothing of the hot path is written or locked.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from blog_order.database import Work, transaction
from blog_order.models import AttemptOutcome, JobAttempt, JobRollup, JobTotal, RollupMark
from blog_order.queue.figures import histograms
from blog_order.queue.ledger import NOW

SLICE = dt.timedelta(minutes=10)
"""At most so much is summed in one transaction."""

BEGINNING = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

Figures = JobTotal | JobRollup

COLUMN_OF = {
    AttemptOutcome.COMPLETED: "completed",
    AttemptOutcome.FAILED: "failed",
    AttemptOutcome.RETRY: "retried",
    AttemptOutcome.RELEASED: "released",
    AttemptOutcome.CANCELLED: "cancelled",
}
SECONDS = ("waiting_seconds", "running_seconds")
WHOLE_SUMS = ("input_tokens", "output_tokens", "cost_micros")
SUMS = (*SECONDS, *WHOLE_SUMS)


def roll_up() -> int:
    """Roll up all attempts that have ended for certain; returns how many. The scheduler calls it each minute."""
    with transaction() as session:
        horizon = _horizon(session)
    total = 0
    while (count := _roll_slice(horizon)) is not None:
        total += count
    return total


def _roll_slice(horizon: dt.datetime) -> int | None:
    with transaction() as session:
        mark = _lock_mark(session)
        if mark is None:
            return None  # another scheduler is at it
        hour = mark.until.replace(minute=0, second=0, microsecond=0)
        end = min(mark.until + SLICE, hour + dt.timedelta(hours=1), horizon)
        if end <= mark.until:
            return None
        count = 0
        for figures in sum_attempts(session, mark.until, end):
            count += attempts_of(figures)
            _add(session, session.get(JobTotal, figures.kind) or empty_total(figures.kind), figures)
            row = session.get(JobRollup, (hour, figures.kind))
            _add(session, row or JobRollup(hour=hour, kind=figures.kind), figures)
        mark.until = end
        session.add(mark)
        return count


def _lock_mark(session: Work) -> RollupMark | None:
    first = sa.select(col(JobAttempt.started_at)).order_by(col(JobAttempt.id)).limit(1).scalar_subquery()
    start = sa.func.date_trunc("hour", sa.func.coalesce(first, NOW))
    if session.exec(select(RollupMark.id)).first() is None:
        session.execute(insert(RollupMark).values(id=1, until=start).on_conflict_do_nothing())
    return session.exec(select(RollupMark).with_for_update(skip_locked=True)).one_or_none()


def _horizon(session: Work) -> dt.datetime:
    """What ended before this moment is visible: no transaction is open that began earlier.

    Times are the database's, and ``finished_at`` is later than the start of its transaction.
    """
    oldest = sa.text(
        "SELECT least(statement_timestamp(), min(xact_start)) FROM pg_stat_activity"
        " WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    found: dt.datetime = session.execute(oldest).scalar_one()
    return found


def sum_attempts(session: Work, since: dt.datetime, until: dt.datetime | None = None) -> list[JobTotal]:
    """Sums over the attempts that ended from ``since`` to before ``until``, one a kind."""
    bounds = sa.cast(sa.literal(list(histograms.BOUNDS_SECONDS)), sa.ARRAY(sa.Float))
    waited = sa.func.greatest(_seconds_between(JobAttempt.due_at, JobAttempt.started_at), 0.0)
    ran = sa.func.greatest(_seconds_between(JobAttempt.started_at, JobAttempt.finished_at), 0.0)
    keys = [
        col(JobAttempt.kind),
        col(JobAttempt.outcome),
        sa.func.width_bucket(waited, bounds).label("waiting"),
        sa.func.width_bucket(ran, bounds).label("running"),
    ]
    statement = (
        sa.select(
            *keys,
            sa.func.count().label("attempts"),
            sa.func.sum(waited).label("waiting_seconds"),
            sa.func.sum(ran).label("running_seconds"),
            sa.func.sum(JobAttempt.input_tokens).label("input_tokens"),
            sa.func.sum(JobAttempt.output_tokens).label("output_tokens"),
            sa.func.coalesce(sa.func.sum(JobAttempt.cost_micros), 0).label("cost_micros"),
        )
        .where(col(JobAttempt.finished_at) >= since)
        .group_by(sa.literal_column("1"), sa.literal_column("2"), sa.literal_column("3"), sa.literal_column("4"))
    )
    if until is not None:
        statement = statement.where(col(JobAttempt.finished_at) < until)
    found: dict[str, JobTotal] = {}
    for row in session.execute(statement):
        total = found.setdefault(row.kind, empty_total(row.kind))
        name = COLUMN_OF[row.outcome]
        setattr(total, name, getattr(total, name) + row.attempts)
        for each in SUMS:
            # Sums of integers come back as Decimal.
            setattr(total, each, getattr(total, each) + type(getattr(total, each))(getattr(row, each)))
        total.waiting[row.waiting] += row.attempts
        total.running[row.running] += row.attempts
    return list(found.values())


def _seconds_between(start: object, end: object) -> sa.ColumnElement[float]:
    return sa.cast(sa.func.extract("epoch", col(end) - col(start)), sa.Float)


def empty_total(kind: str) -> JobTotal:
    """Sums over nothing."""
    total = JobTotal(kind=kind, waiting_seconds=0.0, running_seconds=0.0)
    for name in (*COLUMN_OF.values(), *WHOLE_SUMS):
        setattr(total, name, 0)
    total.waiting, total.running = histograms.empty(), histograms.empty()
    return total


def attempts_of(figures: Figures) -> int:
    """How many attempts are in the sums."""
    return sum(getattr(figures, name) for name in COLUMN_OF.values())


def add_figures(to: Figures, more: Figures) -> None:
    """Add sums to sums."""
    for name in (*COLUMN_OF.values(), *SUMS):
        setattr(to, name, (getattr(to, name) or 0) + getattr(more, name))
    # New lists: SQLAlchemy does not see what changes within one.
    to.waiting = histograms.merge([to.waiting or [], more.waiting])
    to.running = histograms.merge([to.running or [], more.running])


def _add(session: Work, to: Figures, more: Figures) -> None:
    add_figures(to, more)
    session.add(to)


def read_totals() -> dict[str, JobTotal]:
    """Sums over all attempts that ever ended, by kind: those rolled up, and those since, of one moment."""
    with transaction() as session:
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        totals = {row.kind: row for row in session.exec(select(JobTotal))}
        mark = session.exec(select(RollupMark)).one_or_none()
        session.expunge_all()
        recent = sum_attempts(session, mark.until if mark else BEGINNING)
    for figures in recent:
        if figures.kind in totals:
            add_figures(totals[figures.kind], figures)
        else:
            totals[figures.kind] = figures
    return totals


def read_hours(since: dt.datetime, until: dt.datetime) -> list[JobRollup]:
    """The hours that begin from ``since`` to before ``until``, oldest first, a row for each kind of job."""
    with transaction() as session:
        statement = select(JobRollup).where(JobRollup.hour >= since, JobRollup.hour < until)
        return list(session.exec(statement.order_by(col(JobRollup.hour), col(JobRollup.kind))))
