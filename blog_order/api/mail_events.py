"""SendGrid's signed event webhook: what became of our mails."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool

from blog_order.api.responses import success
from blog_order.gateways.sendgrid import verify_events
from blog_order.orders.mail_events import apply_mail_events

router = APIRouter(prefix="/api/v1/mail", tags=["mail"])


@router.post("/events")
async def events(request: Request) -> dict[str, Any]:
    """Delivered, bounced, dropped: verified on the raw body and stored before the answer."""
    payload = await request.body()
    signature = request.headers.get("x-twilio-email-event-webhook-signature", "")
    timestamp = request.headers.get("x-twilio-email-event-webhook-timestamp", "")
    found = await run_in_threadpool(verify_events, payload, signature, timestamp)
    return success({"applied": await run_in_threadpool(apply_mail_events, found)})
