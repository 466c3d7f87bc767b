"""Purchase: checkout, Stripe's webhook, and the status of an order."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from blog_order.api.limits import limit_checkouts
from blog_order.api.responses import success
from blog_order.errors import Invalid
from blog_order.models import JobState
from blog_order.orders import requests, revision
from blog_order.orders.cancellation import cancel_unpaid
from blog_order.orders.checkout import find_order_id, open_article_checkout, open_backlink_checkout
from blog_order.orders.status import LIVE, TOTAL_STEPS, JobView, OrderView, read_order
from blog_order.orders.stripe_events import receive_event
from blog_order.orders.submission import submit
from blog_order.orders.versions import VersionView

router = APIRouter(prefix="/api/v1/purchase", tags=["purchase"])


class CheckoutBody(BaseModel):
    """An order for a new article. Lengths and forms are checked by the same rules as the order form."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "product": "article",
                "siteId": "0f0e…",
                "topic": "How small bakeries keep sourdough starters alive",
                "niche": "small bakeries",
                "keyword": "sourdough starter",
                "targetUrl": "https://example.com/starter-kit",
                "anchorText": "starter kit",
                "notes": "Please mention rye flour.",
                "email": "ada@example.com",
            }
        }
    )

    product: Literal["article"] = Field(default="article", description="A new article")
    siteId: str = Field(default="", description="Id of a site of GET /api/v1/catalogue/sites")
    topic: str = Field(default="", description=f"5 to {requests.TOPIC_MAX} characters")
    niche: str = Field(default="", description=f"At most {requests.NICHE_MAX} characters")
    keyword: str = Field(default="", description=f"2 to {requests.KEYWORD_MAX} characters")
    targetUrl: str = Field(default="", description="A public http or https address")
    anchorText: str = Field(default="", description=f"1 to {requests.ANCHOR_MAX} characters of plain text")
    notes: str = Field(default="", description=f"At most {requests.NOTES_MAX} characters")
    email: str = Field(default="", description="Where the order's link is sent")


class BacklinkBody(BaseModel):
    """An order for a link in a published article."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "product": "backlink",
                "articleId": "0f0e…",
                "targetUrl": "https://example.com/starter-kit",
                "anchorText": "starter kit",
                "keyword": "sourdough starter",
                "notes": "",
                "email": "ada@example.com",
            }
        }
    )

    product: Literal["backlink"]
    articleId: str = Field(default="", description="Id of an article of GET /api/v1/catalogue/articles")
    targetUrl: str = Field(default="", description="A public http or https address")
    anchorText: str = Field(default="", description=f"1 to {requests.ANCHOR_MAX} characters of plain text")
    keyword: str = Field(default="", description=f"2 to {requests.KEYWORD_MAX} characters")
    notes: str = Field(default="", description=f"At most {requests.NOTES_MAX} characters")
    email: str = Field(default="", description="Where the order's link is sent")


def _product(body: Any) -> str:
    given = body.get("product", "article") if isinstance(body, dict) else getattr(body, "product", "article")
    return given if isinstance(given, str) else "article"


Checkout = Annotated[
    Annotated[CheckoutBody, Tag("article")] | Annotated[BacklinkBody, Tag("backlink")], Discriminator(_product)
]
"""By ``product``; an article when it is not said."""


@router.post("/checkout", dependencies=[Depends(limit_checkouts)])
def checkout(
    body: Checkout,
    idempotency_key: Annotated[str | None, Header(max_length=100, pattern=r"^[\x21-\x7e]+$")] = None,
) -> dict[str, Any]:
    """Open a payment page for an order. With an ``Idempotency-Key`` header a repetition finds the same order.

    A backlink holds its place in the article for as long as the payment page is open; 409 ``slot_taken`` and
    ``already_held`` come before anything is charged.
    """
    key = f"api-{idempotency_key}" if idempotency_key else None
    if isinstance(body, BacklinkBody):
        opened = open_backlink_checkout(requests.validate_backlink(body.model_dump()), request_key=key)
    else:
        opened = open_article_checkout(requests.validate_article(body.model_dump()), request_key=key)
    return success({"orderId": opened.order_id, "checkoutUrl": opened.url})


class CancelBody(BaseModel):
    """The order that is given up."""

    orderId: str = Field(default="", description="The order's id")


@router.post("/cancel")
def cancel(body: CancelBody) -> dict[str, Any]:
    """Give up an order that waits for its payment: its payment page closes, a held place is free again."""
    cancel_unpaid(body.orderId)
    return success({"orderId": body.orderId}, message="The order was given up; nothing was charged.")


@router.post("/webhook")
async def webhook(request: Request) -> dict[str, Any]:
    """Stripe's events: verified on the raw body, stored, committed, and only then answered with 200."""
    payload, signature = await request.body(), request.headers.get("stripe-signature", "")
    if not signature:
        raise Invalid("The Stripe-Signature header is missing.", code="bad_signature")
    await run_in_threadpool(receive_event, payload, signature)
    return success({"received": True})


class RevisionBody(BaseModel):
    """A wish for changes."""

    orderId: str = Field(default="", description="The order's id")
    revisionNotes: str = Field(default="", description=f"{revision.NOTES_MIN} to {revision.NOTES_MAX} characters")


@router.post("/request-revision")
def request_revision(body: RevisionBody) -> dict[str, Any]:
    """Ask for a new version; the order must be in the customer's review."""
    asked = revision.request_revision(body.orderId, body.revisionNotes)
    return success(
        {"orderId": asked.order_id, "jobId": asked.job_id, "estimatedTime": asked.estimated_time},
        message="Revision request submitted. You'll receive an email when ready.",
    )


class SubmitBody(BaseModel):
    """The version that goes to the editor."""

    orderId: str = Field(default="", description="The order's id")
    versionId: str = Field(default="", description="One of the order's versions")


@router.post("/submit-for-review")
def submit_for_review(body: SubmitBody) -> dict[str, Any]:
    """Send a version to the editor; for a minute it can be taken back on the order's page."""
    submit(body.orderId, body.versionId)
    return success({"orderId": body.orderId}, message="Sent to the editor.")


@router.get("/session/{stripe_session_id}")
def session_order(stripe_session_id: str) -> dict[str, Any]:
    """The order that a Stripe Checkout session pays for."""
    return success({"orderId": find_order_id(stripe_session_id=stripe_session_id)})


@router.get("/status/{order_id}")
def status(order_id: str) -> dict[str, Any]:
    """Where an order stands. The id is the customer's key."""
    return success(status_json(read_order(order_id)))


def status_json(order: OrderView) -> dict[str, Any]:
    """The API's shape of an order."""
    return {
        "status": order.status,
        "statusMessage": order.status_message,
        "progress": {"step": order.step, "total": TOTAL_STEPS, "description": order.step_description},
        "orderDetails": {
            "orderId": order.id,
            "number": order.number,
            "product": order.product,
            "siteName": order.site_name,
            "articleId": order.article_id,
            "topic": order.topic,
            "keyword": order.keyword,
            "targetUrl": order.target_url,
            "anchorText": order.anchor_text,
            "createdAt": order.created_at,
            "completedAt": order.completed_at,
            "publishedUrl": order.published_url,
        },
        "version": _version_json(order.version) if order.version else None,
        "queue": {
            "hasActiveJob": any(job.state in LIVE for job in order.jobs),
            "hasFailedJob": any(job.state in (JobState.FAILED, JobState.CANCELLED) for job in order.jobs),
            "jobs": [_job_json(job) for job in order.jobs],
        },
        "canRequestRevision": order.can_request_revision,
        "canSubmitForReview": order.can_submit_for_review,
    }


def _version_json(version: VersionView) -> dict[str, Any]:
    return {
        "versionId": version.id,
        "versionNum": version.num,
        "content": f"# {version.title}\n\n{version.content}",
        "placement": version.placement or None,
        "qcStatus": version.qc_status,
        "qcReport": version.qc_report,
        "createdAt": version.created_at,
    }


def _job_json(job: JobView) -> dict[str, Any]:
    return {
        "id": job.id,
        "queue": job.queue,
        "state": JobState.FAILED if job.state == JobState.CANCELLED else job.state,
        "progress": job.progress,
        "attempts": job.attempts,
        "maxAttempts": job.max_attempts,
        "createdAt": job.created_at,
        "startedAt": job.started_at,
        "finishedAt": job.finished_at,
    }
