"""Controls of webhook delivery, JSON under ``/stripe/control`` and ``/sendgrid/control``."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from .context import Context
from .courier import Plan


class DeliveryPlan(BaseModel):
    """How the next ``events`` events (of ``types``, if given) are delivered; ``seconds`` is the delay of "late"."""

    mode: Literal["twice", "late", "never", "reversed"]
    events: int = Field(default=1, ge=1)
    seconds: float = Field(default=5, ge=0)
    types: list[str] = []


def delivery_routes(context: Context, target: str) -> APIRouter:
    """Controls of webhook delivery, the same for Stripe and SendGrid."""
    router = APIRouter(prefix=f"/{target}/control")

    @router.post("/delivery", status_code=201)
    async def plan(wanted: DeliveryPlan) -> dict[str, Any]:
        context.courier.plan(target, Plan(wanted.mode, wanted.events, wanted.seconds, tuple(wanted.types)))
        return {"plans": context.courier.plans(target)}

    @router.get("/delivery")
    async def show_plans() -> dict[str, Any]:
        return {"plans": context.courier.plans(target)}

    @router.delete("/delivery")
    async def clear_plans() -> dict[str, Any]:
        context.courier.clear_plans(target)
        return {"plans": []}

    @router.get("/deliveries")
    async def deliveries(event: str = "", state: str = "", limit: int = 200) -> dict[str, Any]:
        return {"deliveries": context.store.deliveries(target, event, state, limit)}

    @router.post("/deliveries/retry")
    async def retry() -> dict[str, Any]:
        return {"retried": context.courier.retry_now(target)}

    @router.post("/events/{event_id}/redeliver")
    async def redeliver(event_id: str) -> Response:
        if not context.courier.redeliver(target, event_id):
            return JSONResponse({"detail": f"event {event_id} was never queued"}, 404)
        return JSONResponse({"redelivered": event_id})

    return router
