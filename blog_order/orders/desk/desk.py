"""The editors' desk, read in one transaction each: the queue, and one submitted order with all that helps to decide.

Editors name orders by their public number: the id is the customer's key and never reaches an admin screen.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.database import Work, transaction
from blog_order.models import (
    ArticleVersion,
    Decision,
    DecisionKind,
    Order,
    OrderEvent,
    OrderStatus,
    Site,
    utcnow,
)
from blog_order.orders.deciding.decision import find_open_decision
from blog_order.orders.facts import OrderFacts, facts_of
from blog_order.orders.numbers import find_by_number
from blog_order.orders.reading.undo import undo_until
from blog_order.orders.versions import versions_of

LONGEST_QUEUE = 200
"""Lines that a desk shows; ``ReviewQueue.total`` counts all."""


@dataclass(frozen=True)
class WaitingOrder:
    """An order that nobody has decided."""

    number: int
    site_name: str
    topic: str
    version_num: int
    submitted_at: dt.datetime


@dataclass(frozen=True)
class OpenDecision:
    """A decision that takes effect at ``effective_at`` unless it is undone."""

    id: str
    number: int
    kind: DecisionKind
    editor: str
    effective_at: dt.datetime


@dataclass(frozen=True)
class ReviewQueue:
    """What waits, oldest first, and what has been decided and can still be undone."""

    waiting: list[WaitingOrder]
    total: int
    decided: list[OpenDecision]
    next_at: dt.datetime | None
    """When an order comes onto the desk by itself: its customer's undo time is over."""


@dataclass(frozen=True)
class SubmittedVersion:
    """One version as an editor reads it: Markdown without its title."""

    num: int
    title: str
    meta_description: str
    content: str
    notes: str
    not_followed: list[dict[str, str]]
    qc_report: dict[str, Any]
    created_at: dt.datetime
    model: str = ""
    prompt_version: str = ""
    tokens: int = 0
    """In and out, of all its drafts."""
    cost_micros: int | None = None
    """In millionths of a US dollar, if the price is known."""
    author: str = "model"
    id: str = ""
    base_id: str | None = None
    """The version that it was made from, if it was."""
    placement: dict[str, str] = field(default_factory=dict)
    """Of a backlink: ``passage``, as the published article had it, and ``replacement``."""


@dataclass(frozen=True)
class EventLine:
    """One event of an order."""

    at: dt.datetime
    actor: str
    what: str
    status: OrderStatus
    detail: dict[str, Any]


@dataclass(frozen=True)
class DeskOrder(OrderFacts):
    """An order on the desk. ``versions`` go up to the one to be decided, which is the last of them."""

    number: int
    submitted_at: dt.datetime | None
    versions: list[SubmittedVersion]
    events: list[EventLine]
    decision: OpenDecision | None
    trouble: str
    """Why the last decision could not take effect, while the order still waits."""

    @property
    def can_be_decided(self) -> bool:
        """True while it lies on the desk."""
        return (
            self.status == OrderStatus.ADMIN_REVIEW
            and self.decision is None
            and self.submitted_at is not None
            and self.versions != []
        )


def read_review_queue() -> ReviewQueue:
    """All that lies on the desk now."""
    with transaction() as session:
        open_one = sa.and_(
            col(Decision.order_id) == col(Order.id),
            col(Decision.undone_at).is_(None),
            col(Decision.applied_at).is_(None),
        )
        rows = session.execute(
            sa.select(Order, Site.name, ArticleVersion.num, Decision)  # type: ignore[call-overload]
            .join(Site, col(Site.id) == col(Order.site_id))
            .join(ArticleVersion, col(ArticleVersion.id) == col(Order.submitted_version_id))
            .outerjoin(Decision, open_one)
            .where(col(Order.status) == OrderStatus.ADMIN_REVIEW)
            .order_by(col(Order.submitted_at), col(Order.number))
        ).all()
    now = utcnow()
    decided = [_open(decision, order) for order, _, _, decision in rows if decision is not None]
    undecided = [(order, site, num) for order, site, num, decision in rows if decision is None]
    waiting = [
        WaitingOrder(order.number, site, order.topic, num, order.submitted_at)
        for order, site, num in undecided
        if undo_until(order) <= now
    ]
    coming = [until for order, _, _ in undecided if (until := undo_until(order)) > now]
    decided.sort(key=lambda each: each.effective_at)
    return ReviewQueue(waiting[:LONGEST_QUEUE], len(waiting), decided, min(coming, default=None))


def read_desk_order(number: int) -> DeskOrder:
    """One order with its versions and history.

    Raises:
        NotFound: no such order.
    """
    with transaction() as session:
        order = find_by_number(session, number)
        site = session.get_one(Site, order.site_id)
        versions = versions_of(session, order.id)
        submitted = next((each.num for each in versions if each.id == order.submitted_version_id), len(versions))
        decision = find_open_decision(session, order.id)
        last = last_decision(session, order)
        waits = order.status == OrderStatus.ADMIN_REVIEW and decision is None and last is not None
        return DeskOrder(
            **facts_of(order, site),
            number=order.number,
            submitted_at=order.submitted_at,
            versions=[version_for_editors(each) for each in versions if each.num <= submitted],
            events=read_events(session, order),
            decision=_open(decision, order) if decision is not None else None,
            trouble=last.trouble if waits and last is not None else "",
        )


def read_events(session: Work, order: Order) -> list[EventLine]:
    """The order's history, oldest first."""
    rows = session.exec(select(OrderEvent).where(OrderEvent.order_id == order.id).order_by(col(OrderEvent.id)))
    return [EventLine(row.at, row.actor, row.what, row.status, row.detail) for row in rows]


def version_for_editors(row: ArticleVersion) -> SubmittedVersion:
    """A version's row as editors read it."""
    return SubmittedVersion(
        num=row.num,
        title=row.title,
        meta_description=row.meta_description,
        content=row.content,
        notes=row.notes,
        not_followed=row.not_followed,
        qc_report=row.qc_report,
        created_at=row.created_at,
        model=row.model,
        prompt_version=row.prompt_version,
        tokens=row.input_tokens + row.output_tokens,
        cost_micros=row.cost_micros,
        author=row.author,
        id=row.id,
        base_id=row.base_id,
        placement=row.placement,
    )


def last_decision(session: Work, order: Order) -> Decision | None:
    """The latest decision on an order, whatever became of it."""
    return session.exec(
        select(Decision).where(Decision.order_id == order.id).order_by(col(Decision.decided_at).desc())
    ).first()


def _open(decision: Decision, order: Order) -> OpenDecision:
    return OpenDecision(decision.id, order.number, decision.kind, decision.editor, decision.effective_at)
