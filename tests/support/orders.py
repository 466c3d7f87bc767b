"""Orders walked through their life by calling the code; their jobs run here, by ``drain``."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.database import transaction
from blog_order.models import ArticleVersion, Email, Job, JobState, Order, OrderEvent, utcnow
from blog_order.queue import ledger
from blog_order.queue.execution import run_job
from tests.support.shop import Shop

LIVE = (JobState.WAITING, JobState.DELAYED)


def drain(order_id: str, *, hurry: bool = True) -> None:
    """Run the order's jobs to their end; with ``hurry`` without waiting for their delays."""
    for _ in range(40):
        with transaction() as session:
            mine = (col(Job.order_id) == order_id, col(Job.state).in_(LIVE))
            if hurry:
                session.execute(sa.update(Job).where(*mine).values(due_at=ledger.NOW))
            waiting = list(session.exec(select(Job.id).where(*mine, col(Job.due_at) <= ledger.NOW)))
        if not waiting:
            return
        for job_id in waiting:
            run_job(job_id)
    raise AssertionError("the jobs go round in circles")


def written(shop: Shop, **changes: Any) -> str:
    """A paid and written order, waiting for its customer's review."""
    order_id = str(shop.order(**changes)["orderId"])
    assert shop.send(shop.paid_event(order_id)).status_code == 200
    drain(order_id)
    assert shop.status(order_id)["status"] == "QUALITY_CHECK", shop.status(order_id)
    return order_id


def mails(order_id: str) -> list[str]:
    """Kinds of the order's mails, oldest first, withdrawn ones with a minus."""
    with transaction() as session:
        rows = session.exec(select(Email).where(Email.order_id == order_id).order_by(col(Email.created_at))).all()
        return [("-" if row.state == "withdrawn" else "") + row.kind for row in rows]


def versions(order_id: str) -> list[ArticleVersion]:
    """The order's versions, oldest first."""
    with transaction() as session:
        found = select(ArticleVersion).where(ArticleVersion.order_id == order_id).order_by(col(ArticleVersion.num))
        return list(session.exec(found))


def order_row(order_id: str) -> Order:
    """The order as the database has it."""
    with transaction() as session:
        return session.get_one(Order, order_id)


def on_the_desk(order_id: str) -> None:
    """Let the time in which the customer can take the submission back be over."""
    with transaction() as session:
        session.execute(
            sa.update(Order).where(Order.id == order_id).values(submitted_at=utcnow() - dt.timedelta(hours=1))  # type: ignore[arg-type]
        )


def history(order_id: str) -> list[str]:
    """What happened to the order, oldest first."""
    with transaction() as session:
        rows = select(OrderEvent.what).where(OrderEvent.order_id == order_id).order_by(col(OrderEvent.id))
        return list(session.exec(rows))
