"""The assignment of a writing job, made by the product that was ordered."""

from __future__ import annotations

from sqlmodel import select

from blog_order.database import Work
from blog_order.models import Order, Revision
from blog_order.orders import products
from blog_order.orders.products.assignment import Assignment
from blog_order.queue.running import RunningJob


def read_assignment(session: Work, job: RunningJob) -> Assignment:
    """The brief of a job, with the version and the notes that it starts from when it is a revision.

    Raises:
        Failure: it cannot be done any more.
    """
    order = session.get_one(Order, job.order_id)
    revision = session.exec(select(Revision).where(Revision.job_id == job.id)).first()
    return products.of(order.product).assign(session, order, revision)
