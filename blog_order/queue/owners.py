"""The owners of jobs: what a kind's jobs belong to is told, in the ledger's own transaction, how they end.

The ledger knows no orders. ``wiring.py`` says who owns which kind, through ``queue/handlers.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from blog_order.database import Work
from blog_order.errors import Failure
from blog_order.models import Job


def _nothing(_session: Work, _job: Job, _failure: Failure) -> None:
    return None


def _allow(_session: Work, _job: Job, _who: str) -> None:
    return None


@dataclass(frozen=True)
class Owner:
    """The hooks of one kind of job."""

    given_up: Callable[[Work, Job, Failure], None] = _nothing
    """Called in the transaction that sets a job FAILED, or CANCELLED by an operator."""
    retried: Callable[[Work, Job, str], None] = _allow
    """Called with the operator's name in the transaction that retries a failed job; a Conflict refuses the retry."""


_owners: dict[str, Owner] = {}


def set_owner(kind: str, owner: Owner) -> None:
    """Say who owns the jobs of a kind; the last one said counts."""
    _owners[kind] = owner


def owner_of(kind: str) -> Owner:
    """The owner of a kind's jobs.

    Raises:
        Failure: no handler is attached to the kind in this process (an old worker meets a new kind of job).
    """
    try:
        return _owners[kind]
    except KeyError:
        raise Failure(f"This worker does not know jobs of kind {kind}.") from None
