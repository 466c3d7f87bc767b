"""The kinds of job that exist, registered once per process by ``wiring``: the ledger knows no orders.

A kind names its queue, the actor that Redis messages are addressed to (the kind's own name), the function that does
the work, and what its owner does when the ledger gives a job up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from blog_order.database import Work
from blog_order.errors import Failure
from blog_order.models import Job
from blog_order.queue.queues import Queue

if TYPE_CHECKING:
    from blog_order.queue.running import RunningJob


def _nothing(_session: Work, _job: Job, _failure: Failure) -> None:
    return None


def _allow(_session: Work, _job: Job, _who: str) -> None:
    return None


@dataclass(frozen=True)
class JobKind:
    """What the engine needs to know of one kind of job."""

    name: str
    queue: Queue
    run: Callable[[RunningJob], None]
    given_up: Callable[[Work, Job, Failure], None] = _nothing
    """Called in the transaction that sets a job FAILED, or CANCELLED by an operator."""
    max_attempts: int | None = None
    """None: the setting JOB_MAX_ATTEMPTS."""
    time_limit_seconds: float | None = None
    """None: the setting JOB_TIME_LIMIT_SECONDS."""
    backoff_seconds: float | None = None
    """The pause after a first failed attempt; doubled for each one after. None: the setting JOB_BACKOFF_SECONDS."""
    retried: Callable[[Work, Job, str], None] = _allow
    """Called with the operator's name in the transaction that retries a failed job; a Conflict refuses the retry."""


_kinds: dict[str, JobKind] = {}
_watchers: list[Callable[[str], None]] = []


def register(kind: JobKind) -> None:
    """Make a kind known; registering the same name again replaces it."""
    _kinds[kind.name] = kind


def kind_of(name: str) -> JobKind:
    """The kind called ``name``.

    Raises:
        Failure: no such kind is registered in this process (an old worker meets a new kind of job).
    """
    try:
        return _kinds[name]
    except KeyError:
        raise Failure(f"This worker does not know jobs of kind {name}.") from None


def watch_progress(call: Callable[[str], None]) -> None:
    """Register what is told the order id when a job of that order changes state or progress."""
    if call not in _watchers:
        _watchers.append(call)


def tell_watchers(order_id: str | None) -> None:
    """Tell the watchers that a job of this order changed; used as an after-commit call."""
    if order_id is not None:
        for call in _watchers:
            call(order_id)
