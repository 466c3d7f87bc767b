"""What an order's page shows admins: small frozen values, exactly what the browser may see."""

from __future__ import annotations

from dataclasses import dataclass, field

from blog_order.screens.frame.admin.view.timeline import TimelineLine
from blog_order.screens.frame.admin.view.version_notes import VersionNotes
from blog_order.screens.frame.view.moments import NEVER, Moment
from blog_order.screens.frame.view.report import Report
from blog_order.screens.orders.detail.view.tries import TriedText


@dataclass(frozen=True)
class OrderWanted:
    """Which order, and which of its versions is to be read; the latest without a number."""

    number: int
    version: int | None = None


@dataclass(frozen=True)
class AdminOrderFacts:
    """What was ordered, and what can be done."""

    number: int = 0
    label: str = ""
    topic: str = ""
    keyword: str = ""
    niche: str = ""
    notes: str = ""
    site: str = ""
    email: str = ""
    target_url: str = ""
    anchor_text: str = ""
    rel: str = ""
    price: str = ""
    payment: str = ""
    payment_intent: str = ""
    status: str = ""
    tone: str = ""
    failure: str = ""
    published_url: str = ""
    article_path: str = ""
    """Of the editions of the article that it bought, or that its link goes into."""
    ordered: Moment = NEVER
    paid: Moment = NEVER
    desk_path: str = ""
    edit_path: str = ""
    can_be_retried: bool = False
    can_be_stopped: bool = False
    can_be_refunded: bool = False
    can_be_cancelled: bool = False


@dataclass(frozen=True)
class RefundLine:
    """Money asked back."""

    text: str = ""
    at: Moment = NEVER
    trouble: str = ""
    refused: bool = False


@dataclass(frozen=True)
class TryLine:
    """One try of a job."""

    text: str = ""
    at: Moment = NEVER
    traceback: str = ""


@dataclass(frozen=True)
class JobRow:
    """A job."""

    title: str = ""
    state: str = ""
    tone: str = ""
    at: Moment = NEVER
    tries_text: str = ""
    error: str = ""
    tries: list[TryLine] = field(default_factory=list)


@dataclass(frozen=True)
class MailRow:
    """A mail."""

    id: str = ""
    title: str = ""
    recipient: str = ""
    subject: str = ""
    text: str = ""
    state: str = ""
    tone: str = ""
    at: Moment = NEVER
    can_be_sent_again: bool = False


@dataclass(frozen=True)
class VersionText:
    """The version that is being read."""

    num: int = 0
    label: str = ""
    title: str = ""
    meta_description: str = ""


@dataclass(frozen=True)
class OrderPageView:
    """Everything an order's page shows."""

    facts: AdminOrderFacts = field(default_factory=AdminOrderFacts)
    refunds: list[RefundLine] = field(default_factory=list)
    versions: list[VersionNotes] = field(default_factory=list)
    text: VersionText = field(default_factory=VersionText)
    blocks: list[str] = field(default_factory=list)
    report: Report = field(default_factory=Report)
    timeline: list[TimelineLine] = field(default_factory=list)
    jobs: list[JobRow] = field(default_factory=list)
    mails: list[MailRow] = field(default_factory=list)
    tries: list[TriedText] = field(default_factory=list)
