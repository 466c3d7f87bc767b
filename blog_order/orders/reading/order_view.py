"""The status read model: everything that an order's page and the status API show, read in one transaction.

It holds nothing that the holder of the order's link may not see: no e-mail address, no internals.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import col, select

from blog_order.database import Work, transaction
from blog_order.errors import NotFound
from blog_order.models import (
    Article,
    ArticleVersion,
    Checkout,
    CheckoutState,
    Job,
    JobState,
    Order,
    OrderEvent,
    OrderStatus,
    PaymentState,
    Site,
    utcnow,
)
from blog_order.models.jobs import LIVING_STATES
from blog_order.orders import products
from blog_order.orders.events import HOUSE_ONLY, Event
from blog_order.orders.facts import OrderFacts, facts_of
from blog_order.orders.reading.estimates import estimate_for
from blog_order.orders.reading.status_words import status_message
from blog_order.orders.reading.undo import undo_until
from blog_order.orders.reading.versions import VersionLine, VersionView, latest_view, list_versions

TOTAL_STEPS = 5
STEP_TITLES = ("Payment", "Writing", "Your review", "Editor's review", "Published")
TOLD_TO_CUSTOMERS = tuple(event for event in Event if event not in HOUSE_ONLY)


@dataclass(frozen=True)
class JobView:
    """One content job, as its customer may see it."""

    id: str
    queue: str
    state: JobState
    step: str
    progress: int
    attempts: int
    max_attempts: int
    created_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None


@dataclass(frozen=True)
class EventView:
    """One line of the order's history."""

    at: dt.datetime
    what: Event
    status: OrderStatus
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class OrderView(OrderFacts):
    """An order as its customer sees it."""

    id: str
    number: str
    site_slug: str
    status_message: str
    step: int
    step_description: str
    published_url: str | None
    payment_url: str
    """Stripe's page, while the order waits for its payment and the page is still open; else empty."""
    estimate: str
    version: VersionView | None
    version_count: int
    jobs: list[JobView]
    events: list[EventView]
    versions: list[VersionLine] = field(default_factory=list)
    submitted_num: int | None = None
    """Number of the version that is with the editor, or was published."""
    chosen_num: int | None = None
    """Number of the version that the customer went back to; None when the newest is current."""
    undo_until: dt.datetime | None = None
    """Until when the submission can be taken back; None when it cannot."""
    editor_note: str = ""
    """Why the editor sent it back; there until a new version has been written."""
    revision_estimate: str = ""
    """How long a revision that is asked for now would take."""
    article_id: str | None = None
    """The published article that a backlink goes into."""
    article_slug: str = ""
    """Its name in addresses; empty for an article of the customer's own, or one that is not on the blog any more."""
    language: str = "en"
    """Code of the language of the site."""

    @property
    def active_job(self) -> JobView | None:
        """The content job that waits or runs."""
        return next((job for job in reversed(self.jobs) if job.state in LIVING_STATES), None)

    @property
    def can_request_revision(self) -> bool:
        """True while the customer reviews."""
        return self.status == OrderStatus.QUALITY_CHECK

    @property
    def can_submit_for_review(self) -> bool:
        """True while the customer reviews and there is something to submit."""
        return self.status == OrderStatus.QUALITY_CHECK and self.version is not None


def read_order(order_id: str) -> OrderView:
    """Read the view.

    Raises:
        NotFound: no such order.
    """
    with transaction() as session:
        order = session.find(Order, order_id)
        if order is None:
            raise NotFound("We know no order under this address.")
        site = session.get_one(Site, order.site_id)
        article = session.find(Article, order.article_id)
        versions = list_versions(session, order.id)
        jobs = list(
            session.exec(
                select(Job)
                .where(Job.order_id == order.id, col(Job.kind).in_(products.content_kinds()))
                .order_by(col(Job.created_at))
            )
        )
        events = list(
            session.exec(
                select(OrderEvent)
                .where(OrderEvent.order_id == order.id, col(OrderEvent.what).in_(TOLD_TO_CUSTOMERS))
                .order_by(col(OrderEvent.id))
            )
        )
        live_job = next((job for job in reversed(jobs) if job.state in LIVING_STATES), None)
        step = step_of(order, bool(versions))
        return OrderView(
            **facts_of(order, site),
            id=order.id,
            number=order.public_number,
            article_id=order.article_id,
            article_slug=article.slug if article else "",
            site_slug=site.slug,
            language=site.language,
            status_message=status_message(order, live_job),
            step=step,
            step_description=STEP_TITLES[step - 1],
            published_url=order.published_url,
            payment_url=_payment_url(session, order),
            estimate=str(estimate_for(session, live_job.kind)) if live_job else "",
            version=latest_view(session, order.id) if versions else None,
            version_count=len(versions),
            jobs=[_job(job) for job in jobs],
            events=[EventView(event.at, Event(event.what), event.status, event.detail) for event in events],
            versions=versions,
            submitted_num=_num_of(session, order.submitted_version_id),
            chosen_num=_num_of(session, order.chosen_version_id),
            undo_until=_undo_until(order),
            editor_note=_editor_note(order, events),
            revision_estimate=str(estimate_for(session, products.of(order.product).revision_job))
            if order.status == OrderStatus.QUALITY_CHECK
            else "",
        )


def step_of(order: Order, has_version: bool) -> int:
    """Which of the five steps the order is in; FAILED and CANCELLED keep the step they stopped at."""
    match order.status:
        case OrderStatus.AWAITING_PAYMENT:
            return 1
        case OrderStatus.PROCESSING | OrderStatus.FAILED:
            return 2
        case OrderStatus.QUALITY_CHECK:
            return 3
        case OrderStatus.ADMIN_REVIEW:
            return 4
        case OrderStatus.COMPLETED:
            return 5
        case OrderStatus.CANCELLED:
            return 1 if order.paid_at is None else 3 if has_version else 2


def _payment_url(session: Work, order: Order) -> str:
    if order.status != OrderStatus.AWAITING_PAYMENT or order.payment_state != PaymentState.UNPAID:
        return ""
    checkout = session.exec(
        select(Checkout).where(Checkout.order_id == order.id, Checkout.state == CheckoutState.OPEN)
    ).first()
    return checkout.url if checkout is not None and checkout.expires_at > utcnow() else ""


def _num_of(session: Work, version_id: str | None) -> int | None:
    if version_id is None:
        return None
    return session.exec(select(ArticleVersion.num).where(ArticleVersion.id == version_id)).one()


def _undo_until(order: Order) -> dt.datetime | None:
    if order.status != OrderStatus.ADMIN_REVIEW or (until := undo_until(order)) <= utcnow():
        return None
    return until


def _editor_note(order: Order, events: list[OrderEvent]) -> str:
    """From the history, since a submission that was taken back clears it on the order."""
    if order.status != OrderStatus.QUALITY_CHECK:
        return ""
    told = next(
        (event for event in reversed(events) if event.what in (Event.ORDER_SENT_BACK, Event.VERSION_READY)), None
    )
    return str(told.detail.get("note", "")) if told is not None and told.what == Event.ORDER_SENT_BACK else ""


def _job(row: Job) -> JobView:
    return JobView(
        id=row.id,
        queue=row.queue,
        state=row.state,
        step=row.step,
        progress=row.progress,
        attempts=row.attempts,
        max_attempts=row.max_attempts,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )
