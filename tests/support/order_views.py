"""Orders in every situation, made without a database."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from blog_order.models import JobState, OrderStatus, PaymentState
from blog_order.orders.events import Event
from blog_order.orders.reading.order_view import EventView, JobView, OrderView
from blog_order.orders.reading.versions import VersionLine, VersionView
from blog_order.orders.writing.live_draft import LiveDraft
from blog_order.screens.order.view.looks import Look
from blog_order.screens.order.view.model import OrderPage
from blog_order.screens.order.view.reading import build_page
from blog_order.screens.order.view.shown import resolve_shown

NOW = dt.datetime(2026, 11, 23, 12, 30, tzinfo=dt.UTC)
ORDERED = dt.datetime(2026, 11, 23, 12, 4, tzinfo=dt.UTC)
TARGET = "https://example.com/starter-kit"
ARTICLE = f"The flour is the same.\n\n## Mondays\n\nA [starter kit]({TARGET}) helps.\n"
REPORT = {
    "passed": True,
    "score": 90,
    "checks": [
        {"id": "link-once", "title": "Link", "severity": "hard", "passed": True, "detail": "Once.", "value": 1},
        {"id": "anchor-text", "title": "Anchor", "severity": "hard", "passed": True, "detail": "Exact."},
        {"id": "paragraphs", "title": "Paragraphs", "severity": "soft", "passed": False, "detail": "Long."},
        {"id": "readability", "title": "Grade", "severity": "soft", "passed": True, "detail": "8.", "value": 8.2},
    ],
    "counts": {"words": 10, "sentences": 2, "paragraphs": 2, "headings": 1, "links": 1},
}


def an_order(status: OrderStatus, payment: PaymentState = PaymentState.PAID, **changes: Any) -> OrderView:
    """An order as ``read_order`` returns it; ``changes`` overrides any field."""
    paid = payment not in (PaymentState.UNPAID, PaymentState.PENDING)
    step = {"AWAITING_PAYMENT": 1, "PROCESSING": 2, "FAILED": 2, "QUALITY_CHECK": 3, "ADMIN_REVIEW": 4, "COMPLETED": 5}
    known: dict[str, Any] = {
        "id": "a" * 32,
        "number": "BO-1042",
        "product": "article",
        "site_name": "Crumb & Co",
        "site_slug": "crumb-and-co",
        "paid_link_rel": "sponsored",
        "topic": "Sourdough",
        "niche": "baking",
        "keyword": "starter",
        "target_url": TARGET,
        "anchor_text": "starter kit",
        "notes": "",
        "amount": 14900,
        "currency": "usd",
        "status": status,
        "payment_state": payment,
        "cancel_reason": None,
        "failure_reason": "",
        "status_message": "",
        "step": step.get(status.value, 1),
        "step_description": "",
        "created_at": ORDERED,
        "paid_at": ORDERED if paid else None,
        "completed_at": None,
        "published_url": None,
        "payment_url": "",
        "estimate": "2-4 minutes",
        "version": None,
        "version_count": 0,
        "jobs": [],
        "events": [EventView(ORDERED, Event.ORDER_PAID, OrderStatus.PROCESSING)],
    }
    if (version := changes.get("version")) is not None:
        known["versions"] = [VersionLine(num, "", 4, 3, NOW) for num in range(1, version.num + 1)]
    return OrderView(**{**known, **changes})


def a_job(state: JobState = JobState.ACTIVE, step: str = "writing", progress: int = 40) -> JobView:
    """The job that writes it."""
    values: dict[str, Any] = {
        "id": "job",
        "queue": "article-generation",
        "state": state,
        "step": step,
        "progress": progress,
        "attempts": 1,
        "max_attempts": 3,
        "created_at": ORDERED,
        "started_at": ORDERED,
        "finished_at": None,
    }
    return JobView(**values)


def a_version(content: str = ARTICLE, **changes: Any) -> VersionView:
    """The first version."""
    values: dict[str, Any] = {
        "id": "version",
        "num": 1,
        "title": "Keeping a starter alive",
        "meta_description": "How to.",
        "content": content,
        "qc_status": "passed",
        "qc_report": REPORT,
        "notes": "",
        "created_at": NOW,
        **changes,
    }
    return VersionView(**values)


def a_page(
    order: OrderView,
    look: Look = Look(),  # noqa: B008
    *,
    draft: LiveDraft | None = None,
    arrival: str = "",
    earlier: VersionView | None = None,
) -> OrderPage:
    """What an order's page shows, without a database; ``earlier`` is the version on show when that isn't the newest."""
    shown = resolve_shown(order, look)
    return build_page(order, replace(shown, version=earlier or shown.version), draft, arrival, NOW)
