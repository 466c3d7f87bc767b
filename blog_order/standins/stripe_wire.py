"""Stripe's way of speaking HTTP: nested form fields, keys, errors, idempotency, pages of lists."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .context import Context
from .faults import Dropped, Fault

API_VERSION = "2026-10-28.endive"
NONSENSE = {
    "missing": "{}",
    "wrong_type": '["something", {"object": "else"}]',
    "invalid_json": "<!doctype html><title>Please sign in to this network</title>",
}
"""Answers with status 200 that are not Stripe's, by the variant of the fault ``bad_schema``."""

Params = dict[str, Any]
Handler = Callable[[Params], dict[str, Any]]


class StripeProblem(Exception):
    """An error in Stripe's shape. ``executed``: found while doing the work, so an idempotency key remembers it."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        code: str | None = None,
        param: str | None = None,
        type: str = "invalid_request_error",
        executed: bool = False,
    ) -> None:
        super().__init__(message)
        self.status, self.executed = status, executed
        self.body = {"error": {"message": message, "type": type, "code": code, "param": param}}
        self.body["error"] = {name: value for name, value in self.body["error"].items() if value is not None}


def missing(param: str) -> StripeProblem:
    """The error for a required parameter that is absent."""
    return StripeProblem(f"Missing required param: {param}.", code="parameter_missing", param=param)


def not_found(kind: str, id: str, param: str = "id") -> StripeProblem:
    """The error for an id that names nothing."""
    name = kind.replace("_", " ").replace("checkout.session", "checkout.session")
    return StripeProblem(f"No such {name}: '{id}'", status=404, code="resource_missing", param=param)


def new_id(prefix: str) -> str:
    """A random id as Stripe makes them: ``pi_`` and 24 letters and digits; longer for Checkout Sessions."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    length = 58 if prefix.startswith("cs_") else 24
    return prefix + "".join(secrets.choice(alphabet) for _ in range(length))


def parse_form(text: str) -> Params:
    """Nested parameters: ``a[b][0][c]=1`` gives ``{"a": {"b": [{"c": "1"}]}}``; ``a[]=1`` appends. Values stay text."""
    tree: Params = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        keys = [name.split("[", 1)[0], *re.findall(r"\[([^\]]*)\]", name)]
        node = tree
        for key in keys[:-1]:
            inner = node.get(key)
            if not isinstance(inner, dict):
                inner = node[key] = {}
            node = inner
        last = keys[-1] if keys[-1] else str(len(node))
        node[last] = value
    lists = _lists(tree)
    assert isinstance(lists, dict)
    return lists


def _lists(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    if node and all(key.isdigit() for key in node):
        return [_lists(node[key]) for key in sorted(node, key=int)]
    return {key: _lists(value) for key, value in node.items()}


def integer(params: Params, name: str, *, full_name: str = "", default: int | None = None) -> int | None:
    """A whole number of ``params``, or the default; an error in Stripe's words for anything else."""
    value = params.get(name)
    if value in (None, ""):
        return default
    try:
        return int(value)
    except (TypeError, ValueError):
        raise StripeProblem(
            f"Invalid integer: {value}", code="parameter_invalid_integer", param=full_name or name
        ) from None


def page(items: list[dict[str, Any]], params: Params, url: str) -> dict[str, Any]:
    """A page of ``items`` (newest first, each with its position ``_seq``) in Stripe's list shape.

    Understands ``limit`` (1 to 100, default 10), ``starting_after``, ``ending_before`` and ``created``.
    """
    limit = integer(params, "limit", default=10) or 0
    if not 1 <= limit <= 100:
        raise StripeProblem(
            f"This value must be between 1 and 100 (it currently is '{limit}').",
            code="parameter_invalid_integer",
            param="limit",
        )
    created = params.get("created")
    if isinstance(created, dict):
        tests: dict[str, Callable[[int, int], bool]] = {
            "gt": lambda a, b: a > b,
            "gte": lambda a, b: a >= b,
            "lt": lambda a, b: a < b,
            "lte": lambda a, b: a <= b,
        }
        for name, test in tests.items():
            bound = integer(created, name, full_name=f"created[{name}]")
            if bound is not None:
                items = [item for item in items if test(item["created"], bound)]
    elif created:
        items = [item for item in items if item["created"] == integer(params, "created")]
    by_id = {item["id"]: item["_seq"] for item in items}
    if after := params.get("starting_after"):
        if after not in by_id:
            raise not_found("object", str(after), "starting_after")
        items = [item for item in items if item["_seq"] < by_id[after]]
    if before := params.get("ending_before"):
        if before not in by_id:
            raise not_found("object", str(before), "ending_before")
        items = [item for item in items if item["_seq"] > by_id[before]][-limit:]
        more = len([item for item in by_id.values() if item > by_id[before]]) > limit
    else:
        more = len(items) > limit
    data = [{key: value for key, value in item.items() if not key.startswith("_")} for item in items[:limit]]
    return {"object": "list", "url": url, "has_more": more, "data": data}


async def answer(context: Context, request: Request, work: Handler) -> Response:
    """Answer one API call: check the key, apply faults, honour the idempotency key, do the work, shape errors."""
    request_id = new_id("req_")
    headers = {"Request-Id": request_id, "Stripe-Version": request.headers.get("stripe-version", API_VERSION)}
    body = (await request.body()).decode("utf-8", "replace")
    if key := request.headers.get("idempotency-key"):
        headers["Idempotency-Key"] = key
    fault = context.faults.take("stripe", path=request.url.path, body=body)
    early = await _fault_answer(fault, headers) if fault and not fault.executed else None
    if early is not None:
        return early
    try:
        _check_key(request)
        params = parse_form(body if request.method == "POST" else request.url.query)
        made = _remembered(context, request, body, params, key, headers, work)
    except StripeProblem as problem:
        made = JSONResponse(problem.body, problem.status, headers)
    late = await _fault_answer(fault, headers) if fault and fault.executed else None
    return late if late is not None else made


def _check_key(request: Request) -> None:
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    if not given:
        raise StripeProblem(
            "You did not provide an API key. You need to provide your API key in the Authorization header, using "
            "Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
            status=401,
        )
    if kind != "Bearer" or not given.startswith("sk_test_"):
        raise StripeProblem(f"Invalid API Key provided: {given[:8]}***", status=401)


def _remembered(
    context: Context,
    request: Request,
    body: str,
    params: Params,
    key: str | None,
    headers: dict[str, str],
    work: Handler,
) -> Response:
    if request.method != "POST" or not key:
        return JSONResponse(work(params), 200, headers)
    fingerprint = hashlib.sha256(f"{request.method} {request.url.path}\n{body}".encode()).hexdigest()
    saved = context.store.answer(key)
    if saved and saved[0] != fingerprint:
        raise StripeProblem(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. Try "
            f"using a key other than '{key}' if you meant to execute a different request.",
            type="idempotency_error",
        )
    if saved:
        replayed = headers | {"Idempotent-Replayed": "true"}
        return Response(saved[2], saved[1], replayed, media_type="application/json")
    try:
        status, made = 200, work(params)
    except StripeProblem as problem:
        if not problem.executed:  # Stripe saves nothing of a request that fails validation
            raise
        status, made = problem.status, problem.body
    context.store.save_answer(key, fingerprint, status, json.dumps(made))
    return JSONResponse(made, status, headers)


async def _fault_answer(fault: Fault, headers: dict[str, str]) -> Response | None:
    if fault.fault == "stall":
        await asyncio.sleep(fault.seconds)
        return None
    if fault.fault == "drop":
        return Dropped()
    if fault.fault == "rate_limit":
        problem = StripeProblem(
            "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.",
            status=429,
            code="rate_limit",
        )
        return JSONResponse(problem.body, 429, headers | {"Retry-After": f"{fault.seconds:g}"})
    if fault.fault == "bad_schema":
        return Response(NONSENSE.get(fault.variant, "{}"), 200, headers, media_type="application/json")
    if fault.fault == "invalid_key":
        return JSONResponse(StripeProblem("Invalid API Key provided: sk_test_***", status=401).body, 401, headers)
    problem = StripeProblem("Sorry! There was an error while talking to our servers.", status=500, type="api_error")
    return JSONResponse(problem.body, 500, headers)
