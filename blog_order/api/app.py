"""Builds the FastAPI app that stands in front of the pages."""

from __future__ import annotations

import functools

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response

from blog_order.api import blog, catalogue, docs, health, metrics, purchase, sign_in, versions, webhooks
from blog_order.api.responses import FALLBACK, METHODS, install_error_handlers, unknown_response
from blog_order.api.security import GuardMiddleware
from blog_order.errors import NotFound
from blog_order.orders.addresses import order_path
from blog_order.orders.paying.checkout import find_order_id

DESCRIPTION = """JSON under `/api/v1`. A granted request answers `{"success": true, "data": …}`, a refused one
`{"success": false, "error": {"code", "message", "fields"?}}`; `code` never changes, `message` says what to do.
Money is in minor units of its currency, times are RFC 3339 in UTC. An order's id is a key: whoever has it can read the
order and ask for changes. No request needs a key of ours."""
TAGS = [
    {"name": "catalogue", "description": "What is for sale."},
    {"name": "purchase", "description": "From the checkout to the text that goes to the editor; and Stripe's webhook."},
    {"name": "mail", "description": "SendGrid's event webhook."},
    {"name": "operations", "description": "For supervisors and load balancers."},
    {"name": "admin", "description": "Forms that admins sign in and out with: pages for people, not for programs."},
]


def unknown(request: Request) -> Response:
    """An address under /api that leads nowhere, or not with this method."""
    return unknown_response(request)


def make_api() -> FastAPI:
    """The API with its documentation at /api/docs; unknown addresses under /api answer in JSON."""
    app = FastAPI(
        title="Blog Order",
        version="1",
        summary="Articles and links on blogs, ordered by programs",
        description=DESCRIPTION,
        openapi_tags=TAGS,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.openapi = functools.partial(docs.describe, app)  # type: ignore[method-assign]
    install_error_handlers(app)
    app.include_router(purchase.router)
    app.include_router(versions.router)
    app.include_router(catalogue.router)
    app.include_router(webhooks.router)
    app.include_router(health.router)
    app.include_router(metrics.router)
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

    app.add_api_route("/api/{rest:path}", unknown, methods=list(METHODS), include_in_schema=False, name=FALLBACK)
    app.add_middleware(sign_in.AdminGate)
    app.add_middleware(GuardMiddleware)
    return app
