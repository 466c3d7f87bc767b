"""What Stripe and SendGrid tell us: verified on the raw body, stored, committed, and only then answered with 200."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field

from blog_order.api.answers import Granted, granted, refused
from blog_order.api.purchase_shapes import Received
from blog_order.errors import Invalid
from blog_order.gateways.sendgrid import verify_events
from blog_order.orders.mail_delivery import apply_mail_events
from blog_order.orders.paying.stripe_events import receive_event

router = APIRouter(prefix="/api/v1")

REFUSED = refused("foreign_origin", "too_large", "bad_signature", "bad_payload", "unavailable")


class Applied(BaseModel):
    """How much of it concerned us."""

    applied: int = Field(ge=0, description="Events of mails that are ours")


def raw_body(schema: dict[str, Any], example: object, description: str) -> dict[str, Any]:
    """OpenAPI's words on a body that is read as it was sent, since its bytes are signed."""
    content = {"application/json": {"schema": schema, "example": example}}
    return {"requestBody": {"required": True, "description": description, "content": content}}


STRIPE_EVENT = {
    "type": "object",
    "description": "https://docs.stripe.com/api/events/object",
    "required": ["id", "type"],
    "properties": {
        "id": {"type": "string", "description": "Stored once, whatever the repeats"},
        "type": {"type": "string", "description": "Others than those we asked for are stored and left alone"},
        "data": {"description": "Its `object` is what the event tells of"},
    },
}
STRIPE_EXAMPLE = {
    "id": "evt_1Qx",
    "object": "event",
    "type": "checkout.session.completed",
    "created": 1793520000,
    "data": {"object": {"id": "cs_live_a1B2", "payment_status": "paid", "status": "complete"}},
}
SENDGRID_EVENTS = {
    "type": "array",
    "description": "https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event",
    "items": {
        "type": "object",
        "properties": {
            "event": {"description": "`delivered`, `bounce` and `dropped` are noted, others left alone"},
            "email_id": {"description": "Ours, from the mail's `custom_args`"},
            "reason": {"description": "Why it did not arrive"},
        },
    },
}
SENDGRID_EXAMPLE = [{"event": "bounce", "email_id": "9b1f0c4e5d7a4f3b", "reason": "550 No such mailbox"}]


@router.post(
    "/purchase/webhook",
    tags=["purchase"],
    responses=granted({"received": True}, description="Stored; a repeat is granted too") | REFUSED,
    openapi_extra=raw_body(STRIPE_EVENT, STRIPE_EXAMPLE, "An event, as Stripe sends it"),
)
async def stripe_event(
    request: Request,
    stripe_signature: Annotated[
        str,
        Header(
            description="`t=…,v1=…`: HMAC-SHA256 of the time, a dot and the body, by the endpoint's secret; good for "
            "five minutes",
            examples=["t=1793520000,v1=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39"],
        ),
    ] = "",
) -> Granted[Received]:
    """Stripe's events: verified on the raw body, stored, committed, and only then answered with 200."""
    payload = await request.body()
    if not stripe_signature:
        raise Invalid("The Stripe-Signature header is missing.", code="bad_signature")
    await run_in_threadpool(receive_event, payload, stripe_signature)
    return Granted(data=Received())


@router.post(
    "/mail/events",
    tags=["mail"],
    responses=granted({"applied": 1})
    | REFUSED
    | refused("not_found", not_found="SendGrid's events are not set up here: set SENDGRID_WEBHOOK_PUBLIC_KEY."),
    openapi_extra=raw_body(SENDGRID_EVENTS, SENDGRID_EXAMPLE, "Events, as SendGrid sends them"),
)
async def mail_events(
    request: Request,
    signature: Annotated[
        str,
        Header(
            alias="X-Twilio-Email-Event-Webhook-Signature",
            description="Of the time and the body, by SendGrid's private key, in base64",
            examples=[
                "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM="
            ],
        ),
    ] = "",
    timestamp: Annotated[
        str,
        Header(
            alias="X-Twilio-Email-Event-Webhook-Timestamp",
            description="Seconds since 1970; good for five minutes",
            examples=["1793520000"],
        ),
    ] = "",
) -> Granted[Applied]:
    """SendGrid's events, delivered, bounced, dropped: verified on the raw body and stored before the answer."""
    payload = await request.body()
    found = await run_in_threadpool(verify_events, payload, signature, timestamp)
    return Granted(data=Applied(applied=await run_in_threadpool(apply_mail_events, found)))
