"""Controls of the Stripe stand-in for tests and benchmarks, JSON under ``/stripe/control``.

They do what a customer, a bank or bad luck would do. Errors have Stripe's shape with status 400 or 404.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from . import stripe_life as life
from .context import Context, RefundPlan
from .delivery_control import delivery_routes
from .stripe_objects import Object, public
from .stripe_wire import StripeProblem, not_found


class Settle(BaseModel):
    """How a bank transfer ends."""

    outcome: Literal["succeeded", "failed"] = "succeeded"


class Disputed(BaseModel):
    """Why the bank takes the money back."""

    reason: str = "fraudulent"


class RefundBehaviour(BaseModel):
    """How the next ``refunds`` refunds go; ``seconds`` is how long one stays pending."""

    behaviour: Literal["pending", "pending_then_failed", "refused"]
    refunds: int = Field(default=1, ge=1)
    seconds: float = Field(default=2, ge=0)


def routes(context: Context) -> APIRouter:
    """The control endpoints."""
    router = APIRouter()
    router.include_router(delivery_routes(context, "stripe"))
    control = APIRouter(prefix="/stripe/control")

    def act(id: str, work: Callable[[Object], None]) -> Response:
        try:
            session = life.session_of(context, id)
            work(session)
        except StripeProblem as problem:
            return JSONResponse(problem.body, problem.status)
        return JSONResponse(public(session, expand=("line_items",)))

    def only_open(work: Callable[[Context, Object], None]) -> Callable[[Object], None]:
        def checked(session: Object) -> None:
            if session["status"] != "open":
                raise StripeProblem(f"This session is {session['status']}, not open.")
            work(context, session)

        return checked

    @control.post("/sessions/{id}/pay")
    async def pay(id: str) -> Response:
        return act(id, only_open(life.pay))

    @control.post("/sessions/{id}/pay-later")
    async def pay_later(id: str) -> Response:
        return act(id, only_open(life.pay_later))

    @control.post("/sessions/{id}/settle")
    async def settle(id: str, wanted: Settle | None = None) -> Response:
        succeeded = wanted is None or wanted.outcome == "succeeded"
        return act(id, lambda session: life.settle(context, session, succeeded=succeeded))

    @control.post("/sessions/{id}/expire")
    async def expire(id: str) -> Response:
        return act(id, only_open(life.expire))

    @control.post("/disputes/{id}", status_code=201)
    @control.post("/sessions/{id}/dispute", status_code=201)
    async def dispute(id: str, wanted: Disputed | None = None) -> Response:
        try:
            made = life.dispute(context, id, (wanted or Disputed()).reason)
        except StripeProblem as problem:
            return JSONResponse(problem.body, problem.status)
        return JSONResponse(public(made), 201)

    @control.post("/refunds", status_code=201)
    async def plan_refunds(wanted: RefundBehaviour) -> dict[str, Any]:
        context.refund_plans.append(RefundPlan(wanted.behaviour, wanted.refunds, wanted.seconds))
        return {"planned": len(context.refund_plans)}

    @control.delete("/refunds")
    async def clear_refunds() -> dict[str, Any]:
        context.refund_plans.clear()
        return {"planned": 0}

    @control.post("/refunds/{id}/settle")
    async def settle_refund(id: str, wanted: Settle | None = None) -> Response:
        made = context.store.get("refund", id)
        if made is None:
            return JSONResponse(not_found("refund", id).body, 404)
        if made["status"] != "pending":
            return JSONResponse(StripeProblem(f"This refund is {made['status']}, not pending.").body, 400)
        made["_then"] = (wanted or Settle()).outcome
        life.settle_refund(context, made)
        return JSONResponse(public(made))

    router.include_router(control)
    return router
