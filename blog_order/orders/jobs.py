"""An order's jobs that are not over."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import col, select

from blog_order.database import Work
from blog_order.models import Job
from blog_order.models.jobs import LIVING_STATES


def find_living_job(session: Work, order_id: str, kinds: Collection[str], **arguments: str) -> Job | None:
    """Return a job of one of these kinds, with these arguments, that waits or runs; None when there is none."""
    return session.exec(
        select(Job).where(
            Job.order_id == order_id,
            col(Job.kind).in_(kinds),
            col(Job.state).in_(LIVING_STATES),
            *(col(Job.arguments)[name].astext == value for name, value in arguments.items()),
        )
    ).first()
