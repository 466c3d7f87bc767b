"""Builds the FastAPI app that stands in front of the pages."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from starlette.routing import Match

from blog_order.api import blog, catalogue, docs, health, mail_events, purchase, sign_in, versions
from blog_order.api.responses import error_response, install_error_handlers
from blog_order.api.security import GuardMiddleware
from blog_order.errors import NotFound
from blog_order.orders.addresses import order_path
from blog_order.orders.checkout import find_order_id

ALL_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"]


def make_api() -> FastAPI:
    """The API with its documentation at /api/docs; unknown addresses under /api answer in JSON."""
    app = FastAPI(
        title="Blog Order",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    install_error_handlers(app)
    app.include_router(purchase.router)
    app.include_router(versions.router)
    app.include_router(catalogue.router)
    app.include_router(mail_events.router)
    app.include_router(health.router)
    app.include_router(docs.router)
    app.include_router(sign_in.router)
    app.include_router(blog.router)
    app.router.routes.append(docs.static_files())

    @app.get("/payment/success", include_in_schema=False)
    def payment_success(stripe_session_id: str = "", session_id: str = "") -> RedirectResponse:
        """Where Stripe returns the customer: on to the order's page at once, whatever the webhook does."""
        try:
            found = find_order_id(stripe_session_id=stripe_session_id, checkout_id=session_id)
        except NotFound:
            return RedirectResponse(order_path("unknown"), status_code=303)
        return RedirectResponse(f"{order_path(found)}?payment=done", status_code=303)

    @app.api_route("/api/{rest:path}", methods=ALL_METHODS, include_in_schema=False)
    def unknown(request: Request, rest: str) -> Response:
        """An address under /api that leads nowhere, or not with this method."""
        known = [r for r in app.router.routes if r.matches(request.scope)[0] == Match.PARTIAL]
        if known:
            return error_response(405, "method_not_allowed", f"This address does not take {request.method}.")
        return error_response(404, "not_found", "There is nothing at this address. See /api/docs.")

    app.add_middleware(sign_in.AdminGate)
    app.add_middleware(GuardMiddleware)
    return app
