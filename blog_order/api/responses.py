"""The API's envelope: ``{"success": true, "data": …}`` or ``{"success": false, "error": {code, message, fields?}}``."""

from __future__ import annotations

import itertools
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match

from blog_order.errors import Failure, Problem
from blog_order.logs import get_logger

log = get_logger(__name__)

UNREADABLE = "The body cannot be read: send it as its Content-Type says, in UTF-8."
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
FALLBACK = "unknown"
"""Name of the route that takes what no other route takes."""
CODES = {400: "bad_request", 403: "forbidden", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}


def success(data: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The answer to a granted request."""
    return {"success": True, **more, "data": data}


def error_response(
    status: int, code: str, message: str, fields: dict[str, str] | None = None, headers: dict[str, str] | None = None
) -> JSONResponse:
    """The answer to a refused request."""
    error: dict[str, Any] = {"code": code, "message": message}
    if fields:
        error["fields"] = fields
    return JSONResponse({"success": False, "error": error}, status_code=status, headers=headers)


def unknown_response(request: Request) -> JSONResponse:
    """The answer to an address that leads nowhere, or not with this method: then with the methods that lead further."""
    # Only those before the one that takes the rest: the pages, which come after it, match everything.
    routes = list(itertools.takewhile(lambda route: getattr(route, "name", "") != FALLBACK, request.app.router.routes))
    asked = {method: dict(request.scope) | {"method": method} for method in METHODS}
    allowed = [m for m, scope in asked.items() if any(route.matches(scope)[0] == Match.FULL for route in routes)]
    if not allowed:
        return error_response(404, "not_found", "There is nothing at this address. See /api/docs.")
    message = f"This address does not take {request.method}."
    return error_response(405, "method_not_allowed", message, headers={"Allow": ", ".join(allowed)})


def install_error_handlers(app: FastAPI) -> None:
    """Every error under this app becomes the envelope; a caller's mistake is never a 500."""

    @app.exception_handler(Problem)
    def _problem(_request: Request, error: Problem) -> JSONResponse:
        wait = {429: "60", 503: "5"}.get(error.status)
        headers = {"Retry-After": wait} if wait else None
        return error_response(error.status, error.code, error.message, error.fields, headers)

    @app.exception_handler(RequestValidationError)
    def _invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        fields = {
            ".".join(str(part) for part in e["loc"] if part != "body") or "body": e["msg"] for e in error.errors()
        }
        malformed = any(e["type"] == "json_invalid" for e in error.errors())
        if malformed:
            return error_response(400, "bad_json", "The body is not valid JSON.")
        return error_response(422, "invalid", "Some fields need your attention.", fields)

    @app.exception_handler(HTTPException)
    def _http(request: Request, error: HTTPException) -> JSONResponse:
        if error.status_code == 405:
            return unknown_response(request)
        if error.status_code == 400:  # FastAPI could not read the body: no UTF-8, nested too deeply, no form
            return error_response(400, "bad_request", UNREADABLE)
        code = CODES.get(error.status_code, "error")
        headers = dict(error.headers) if error.headers else None
        return error_response(error.status_code, code, str(error.detail), headers=headers)

    @app.exception_handler(Failure)
    def _failure(_request: Request, error: Failure) -> JSONResponse:
        return error_response(503, "unavailable", error.message, headers={"Retry-After": "5"})

    @app.exception_handler(Exception)
    def _unexpected(request: Request, error: Exception) -> JSONResponse:
        log.error("api.unexpected", method=request.method, exc_info=error)
        message = "Something went wrong on our side. Please try again in a moment."
        return error_response(500, "internal", message, headers={"Cache-Control": "no-store"})
