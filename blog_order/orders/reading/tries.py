"""The writer's tries at an order's latest text, with their reports, for the editor who looks at what failed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from blog_order.database import Work
from blog_order.models import Draft, Job, Order
from blog_order.orders import products


@dataclass(frozen=True)
class Try:
    """One try. ``content`` is Markdown without its title, empty when nothing usable came; ``model`` is empty when it
    broke off. ``cost_micros`` is in millionths of a US dollar."""

    num: int
    title: str
    content: str
    report: dict[str, Any]
    model: str
    tokens: int
    cost_micros: int | None
    created_at: dt.datetime


def read_tries(session: Work, order: Order) -> list[Try]:
    """The tries of the order's latest writing job, in their order; those of a text that is being written too."""
    job_id = session.exec(
        select(Job.id)
        .where(Job.order_id == order.id, col(Job.kind).in_(products.content_kinds()))
        .order_by(col(Job.created_at).desc())
    ).first()
    if job_id is None:
        return []
    rows = session.exec(select(Draft).where(Draft.job_id == job_id).order_by(col(Draft.num)))
    return [
        Try(
            num=row.num,
            title=row.article.get("title", ""),
            content=row.article.get("body", ""),
            report=row.report,
            model=row.model,
            tokens=row.input_tokens + row.output_tokens,
            cost_micros=row.cost_micros,
            created_at=row.created_at,
        )
        for row in rows
    ]
