"""Stripe's API under ``/stripe/v1``: Checkout Sessions, payment intents, refunds and events."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from . import stripe_life as life
from .context import Context
from .stripe_objects import Object, new_session, public
from .stripe_wire import Params, StripeProblem, answer, not_found, page


def page_base(request: Request) -> str:
    """Address under which a browser reaches the payment pages.

    The SDK calls 127.0.0.1; browsers are sent to localhost, where the application's own pages are. Any other name in
    the Host header is kept: then the stand-ins are behind a proxy or a port forwarding of that name.
    """
    host = request.headers.get("host", "localhost")
    name, _, port = host.partition(":")
    if name == "127.0.0.1":
        name = "localhost"
    return f"http://{name}{':' + port if port else ''}"


def _expand(params: Params) -> tuple[str, ...]:
    value = params.get("expand")
    return tuple(value) if isinstance(value, list) else ()


def routes(context: Context) -> APIRouter:
    """The API's endpoints."""
    router = APIRouter(prefix="/stripe/v1")
    store = context.store

    def session_answer(session: Object, expand: tuple[str, ...]) -> Object:
        shown = public(session, expand=tuple(name.removeprefix("data.") for name in expand))
        if "payment_intent" in expand and session["payment_intent"]:
            shown["payment_intent"] = public(store.get("payment_intent", session["payment_intent"]) or {"object": ""})
        return shown

    @router.post("/checkout/sessions")
    async def create_session(request: Request) -> Response:
        def work(params: Params) -> Object:
            session = new_session(params, page_base(request))
            life.save_session(context, session)
            return session_answer(session, _expand(params))

        return await answer(context, request, work)

    @router.get("/checkout/sessions")
    async def list_sessions(request: Request) -> Response:
        def work(params: Params) -> Object:
            items = store.all("session", created_from=_earliest(params))
            for name in ("status", "payment_intent"):
                if params.get(name):
                    items = [item for item in items if item[name] == params[name]]
            if email := (params.get("customer_details") or {}).get("email"):
                items = [item for item in items if item["customer_email"] == email]
            items = [session_answer(item, _expand(params)) | {"_seq": item["_seq"]} for item in items]
            return page(items, params, "/v1/checkout/sessions")

        return await answer(context, request, work)

    @router.get("/checkout/sessions/{id}")
    async def get_session(id: str, request: Request) -> Response:
        return await answer(
            context, request, lambda params: session_answer(life.session_of(context, id), _expand(params))
        )

    @router.get("/checkout/sessions/{id}/line_items")
    async def get_line_items(id: str, request: Request) -> Response:
        def work(params: Params) -> Object:
            shown = session_answer(life.session_of(context, id), ("line_items",))
            items: Object = shown["line_items"]
            return items

        return await answer(context, request, work)

    @router.post("/checkout/sessions/{id}/expire")
    async def expire_session(id: str, request: Request) -> Response:
        def work(params: Params) -> Object:
            session = life.session_of(context, id)
            life.expire(context, session)
            return session_answer(session, _expand(params))

        return await answer(context, request, work)

    @router.post("/refunds")
    async def create_refund(request: Request) -> Response:
        return await answer(context, request, lambda params: public(life.refund(context, params)))

    @router.get("/refunds")
    async def list_refunds(request: Request) -> Response:
        def work(params: Params) -> Object:
            items = store.all("refund")
            for name in ("charge", "payment_intent"):
                if params.get(name):
                    items = [item for item in items if item[name] == params[name]]
            return page(items, params, "/v1/refunds")

        return await answer(context, request, work)

    def getter(kind: str, path: str) -> None:
        @router.get(path + "/{id}", name=kind)
        async def get(id: str, request: Request) -> Response:
            def work(_: Params) -> Object:
                thing = store.get(kind, id)
                if thing is None:
                    raise not_found(kind, id, "intent" if kind == "payment_intent" else "id")
                return public(thing)

            return await answer(context, request, work)

    for kind, path in (("refund", "/refunds"), ("payment_intent", "/payment_intents"), ("charge", "/charges"),
                       ("event", "/events"), ("dispute", "/disputes")):  # fmt: skip
        getter(kind, path)

    @router.get("/events")
    async def list_events(request: Request) -> Response:
        def work(params: Params) -> Object:
            items = store.all("event", created_from=_earliest(params))
            types: Any = params.get("types")
            wanted = list(types) if isinstance(types, list) else []
            if params.get("type") and wanted:
                raise StripeProblem("You may only specify one of these parameters: type, types.")
            wanted += [params["type"]] if params.get("type") else []
            if wanted:
                items = [item for item in items if any(_type_matches(item["type"], one) for one in wanted)]
            return page(items, params, "/v1/events")

        return await answer(context, request, work)

    @router.api_route("/{path:path}", methods=["GET", "POST", "DELETE"])
    async def unknown(path: str, request: Request) -> Response:
        problem = StripeProblem(
            f"Unrecognized request URL ({request.method}: /v1/{path}): not a part that the stand-in speaks.",
            status=404,
        )
        return JSONResponse(problem.body, 404)

    return router


def _earliest(params: Params) -> int:
    """Lower bound of ``created`` in Unix seconds; 0 without one. Nonsense in it is reported when the page is cut."""
    created = params.get("created")
    given = (created.get("gte") or created.get("gt") or "0") if isinstance(created, dict) else "0"
    return int(given) if str(given).isdigit() else 0


def _type_matches(type: str, wanted: str) -> bool:
    return type.startswith(wanted[:-1]) if wanted.endswith("*") else type == wanted
