"""What the purchase API's answers look like."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, Field

from blog_order.api.purchase_bodies import EXAMPLE_ORDER_ID, EXAMPLE_VERSION_ID
from blog_order.models import JobState, OrderStatus, Product
from blog_order.orders.products.backlink import BACKLINK
from blog_order.orders.reading.order_view import TOTAL_STEPS, JobView, OrderView
from blog_order.orders.reading.versions import VersionView


class OpenedPayment(BaseModel):
    """An order that waits for its payment."""

    orderId: str = Field(description="The key to the order: keep it as you keep a password")
    checkoutUrl: str = Field(description="Stripe's payment page; send the customer there")


class OrderKey(BaseModel):
    """An order's id."""

    orderId: str


class AskedRevision(OrderKey):
    """A revision on its way."""

    jobId: str
    estimatedTime: str = Field(description="How long it will take, in words")


class Received(BaseModel):
    """An event that is stored."""

    received: Literal[True] = True


class Progress(BaseModel):
    """How far an order is."""

    step: int = Field(ge=0, le=TOTAL_STEPS)
    total: int
    description: str


class OrderDetails(BaseModel):
    """What was ordered."""

    orderId: str
    number: str = Field(description="The public number, as mails name it")
    product: Product
    siteName: str
    articleId: str | None = Field(description="The article that a backlink goes into")
    topic: str
    keyword: str
    targetUrl: str
    anchorText: str
    createdAt: dt.datetime
    completedAt: dt.datetime | None
    publishedUrl: str | None

    @classmethod
    def of(cls, order: OrderView) -> OrderDetails:
        """The shape of what was ordered."""
        return cls(
            orderId=order.id,
            number=order.number,
            product=order.product,
            siteName=order.site_name,
            articleId=order.article_id,
            topic=order.topic,
            keyword=order.keyword,
            targetUrl=order.target_url,
            anchorText=order.anchor_text,
            createdAt=order.created_at,
            completedAt=order.completed_at,
            publishedUrl=order.published_url,
        )


class LinkPlace(BaseModel):
    """Where a backlink was worked in; everything else is the published text, byte for byte."""

    passage: str = Field(description="Of the published article")
    replacement: str = Field(description="The same with the link")


class WishNotFollowed(BaseModel):
    """A wish of the customer's notes that the text does not follow."""

    note: str
    reason: str = Field(description="Why, in words for the customer")


class Version(BaseModel):
    """The latest version of the content."""

    versionId: str
    versionNum: int
    content: str = Field(description="Markdown, with the title as its first heading")
    placement: LinkPlace | None = Field(description="For a backlink alone")
    notes: str = Field(description="The customer's notes that led to this version; empty for the first")
    notFollowed: list[WishNotFollowed] = Field(description="What of the notes was not done, and why")
    author: Literal["model", "editor"] = Field(description="Who wrote it: the model, or an editor who changed its text")
    qcStatus: str
    qcReport: dict[str, Any] = Field(description="What was checked: `passed`, `score` and the `checks`")
    createdAt: dt.datetime

    @classmethod
    def of(cls, version: VersionView) -> Version:
        """The shape of a version."""
        return cls(
            versionId=version.id,
            versionNum=version.num,
            content=f"# {version.title}\n\n{version.content}",
            placement=LinkPlace(**version.placement) if version.placement else None,
            notes=version.notes,
            notFollowed=[WishNotFollowed(**wish) for wish in version.not_followed],
            author="editor" if version.author == "editor" else "model",
            qcStatus=version.qc_status,
            qcReport=version.qc_report,
            createdAt=version.created_at,
        )


class QueuedJob(BaseModel):
    """A piece of work for the order."""

    id: str
    queue: str
    state: JobState
    progress: int = Field(ge=0, le=100, description="In per cent")
    attempts: int
    maxAttempts: int
    createdAt: dt.datetime
    startedAt: dt.datetime | None
    finishedAt: dt.datetime | None

    @classmethod
    def of(cls, job: JobView) -> QueuedJob:
        """The shape of a job."""
        return cls(
            id=job.id,
            queue=job.queue,
            state=JobState.FAILED if job.state == JobState.CANCELLED else job.state,
            progress=job.progress,
            attempts=job.attempts,
            maxAttempts=job.max_attempts,
            createdAt=job.created_at,
            startedAt=job.started_at,
            finishedAt=job.finished_at,
        )


class QueueState(BaseModel):
    """The work for an order, oldest first."""

    hasActiveJob: bool
    hasFailedJob: bool
    jobs: list[QueuedJob]


class Status(BaseModel):
    """Where an order stands."""

    status: OrderStatus
    statusMessage: str = Field(description="For the customer")
    progress: Progress
    orderDetails: OrderDetails
    version: Version | None
    queue: QueueState
    canRequestRevision: bool
    canSubmitForReview: bool

    @classmethod
    def of(cls, order: OrderView) -> Status:
        """The shape of an order."""
        failed = (JobState.FAILED, JobState.CANCELLED)
        return cls(
            status=order.status,
            statusMessage=order.status_message,
            progress=Progress(step=order.step, total=TOTAL_STEPS, description=order.step_description),
            orderDetails=OrderDetails.of(order),
            version=Version.of(order.version) if order.version else None,
            queue=QueueState(
                hasActiveJob=order.active_job is not None,
                hasFailedJob=any(job.state in failed for job in order.jobs),
                jobs=[QueuedJob.of(job) for job in order.jobs],
            ),
            canRequestRevision=order.can_request_revision,
            canSubmitForReview=order.can_submit_for_review,
        )


EXAMPLE_STATUS = {
    "status": "COMPLETED",
    "statusMessage": "Your link is live.",
    "progress": {"step": TOTAL_STEPS, "total": TOTAL_STEPS, "description": "Published"},
    "orderDetails": {
        "orderId": EXAMPLE_ORDER_ID,
        "number": "BO-1042",
        "product": "backlink",
        "siteName": "Crumb & Co",
        "articleId": BACKLINK.form.example["articleId"],
        "topic": "Keep a starter alive while closed",
        "keyword": "sourdough starter",
        "targetUrl": "https://example.com/starter-kit",
        "anchorText": "starter kit",
        "createdAt": "2026-11-02T09:30:00Z",
        "completedAt": "2026-11-02T14:05:00Z",
        "publishedUrl": "https://orders.example.com/blog/crumb-and-co/keep-a-starter-alive-while-closed",
    },
    "version": {
        "versionId": EXAMPLE_VERSION_ID,
        "versionNum": 1,
        "content": "# Keep a starter alive while closed\n\nA [starter kit](https://example.com/starter-kit) helps. …",
        "placement": {
            "passage": "A jar helps.",
            "replacement": "A [starter kit](https://example.com/starter-kit) helps.",
        },
        "notes": "",
        "notFollowed": [],
        "author": "model",
        "qcStatus": "passed",
        "qcReport": {"passed": True, "score": 96, "checks": []},
        "createdAt": "2026-11-02T09:30:52Z",
    },
    "queue": {
        "hasActiveJob": False,
        "hasFailedJob": False,
        "jobs": [
            {
                "id": "3d9a1c5e7f2b4a6c8e0f1a3b5c7d9e11",
                "queue": "backlink-integration",
                "state": "completed",
                "progress": 100,
                "attempts": 1,
                "maxAttempts": 3,
                "createdAt": "2026-11-02T09:30:41Z",
                "startedAt": "2026-11-02T09:30:41Z",
                "finishedAt": "2026-11-02T09:30:52Z",
            }
        ],
    },
    "canRequestRevision": False,
    "canSubmitForReview": False,
}
"""Without a null: FastAPI leaves those out of examples."""
