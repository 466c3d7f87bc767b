"""Faults on demand: the next N calls of a service fail, stall or answer nonsense in a chosen way.

``POST /faults`` adds one, ``GET /faults`` lists, ``DELETE /faults`` clears. Faults of a service are used in the order
they were added, and only on calls they match. They live in memory: a restart is without faults.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

Service = Literal["openai", "sendgrid", "stripe"]
FaultName = Literal[
    "rate_limit", "server_error", "stall", "drop", "invalid_key",
    "truncate", "bad_schema", "no_link", "wrong_link", "wrong_anchor", "double_link", "refusal", "failed", "low_score",
]  # fmt: skip
_OPENAI_ONLY = {"truncate", "no_link", "wrong_link", "wrong_anchor", "double_link", "refusal", "failed", "low_score"}


class Fault(BaseModel):
    """One kind of failure for the next ``calls`` calls of a service.

    ``path`` and ``contains`` restrict it to calls whose path or body contains a text; ``task`` (openai) to prompts
    whose brief has that task. ``seconds`` is the stall, or Retry-After of a rate limit (default 1). ``after_words``
    (openai, streaming) lets so many words out before a stall, drop or truncation. ``executed`` (stripe, sendgrid):
    the call takes effect and only its answer is lost or spoilt. ``variant`` chooses the form of ``bad_schema`` (openai,
    stripe: "missing", "wrong_type", "invalid_json") or the error code of ``rate_limit`` (such as "insufficient_quota").
    """

    model_config = ConfigDict(extra="forbid")

    service: Service
    fault: FaultName
    calls: int = Field(default=1, ge=1)
    seconds: float = Field(default=1.0, ge=0)
    after_words: int | None = Field(default=None, ge=0)
    executed: bool = False
    variant: str = ""
    path: str = ""
    contains: str = ""
    task: str = ""
    id: int = 0
    used: int = 0


class Faults:
    """The faults waiting to happen."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._numbers = itertools.count(1)

    def add(self, fault: Fault) -> Fault:
        """Queue a fault; returns it with its number."""
        fault.id, fault.used = next(self._numbers), 0
        self._waiting.append(fault)
        return fault

    def list(self) -> list[Fault]:
        """Faults with calls left, in the order of their use."""
        return list(self._waiting)

    def clear(self, service: str = "") -> None:
        """Forget the faults of a service, or all."""
        self._waiting = [fault for fault in self._waiting if service and fault.service != service]

    def take(self, service: Service, *, path: str, body: str, task: str = "") -> Fault | None:
        """The fault for this call, counted as used; None when the call shall succeed."""
        for fault in self._waiting:
            matches = fault.path in path and fault.contains in body and fault.task in ("", task)
            if fault.service == service and matches:
                fault.used += 1
                fault.calls -= 1
                if fault.calls <= 0:
                    self._waiting.remove(fault)
                return fault
        return None


def routes(faults: Faults) -> APIRouter:
    """The control endpoints at /faults."""
    router = APIRouter()

    @router.post("/faults", status_code=201)
    async def add(fault: Fault) -> Response:
        if fault.service != "openai" and fault.fault in _OPENAI_ONLY:
            return JSONResponse({"detail": f"{fault.fault} is a fault of openai only"}, status_code=422)
        if fault.service == "sendgrid" and fault.fault == "bad_schema":
            return JSONResponse({"detail": "bad_schema is a fault of openai and stripe only"}, status_code=422)
        return JSONResponse(faults.add(fault).model_dump(), status_code=201)

    @router.get("/faults")
    async def show() -> dict[str, Any]:
        return {"faults": [fault.model_dump() for fault in faults.list()]}

    @router.delete("/faults")
    async def clear(service: str = "") -> dict[str, Any]:
        faults.clear(service)
        return {"faults": []}

    return router


Drop = Callable[[], Awaitable[None]]


class ConnectionDrop:
    """ASGI middleware, outermost: gives handlers ``scope["standins.drop"]``, which closes the connection at once.

    Starlette cannot do this: a handler that answers nothing becomes a 500. Only uvicorn's own ``send`` knows the
    transport, hence the look at what it is bound to. It also refuses writes that another web site's page sends from
    a browser on this machine: the controls here are without a password.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if scope["method"] not in ("GET", "HEAD") and headers.get(b"sec-fetch-site") == b"cross-site":
            await JSONResponse({"detail": "cross-site request"}, status_code=403)(scope, receive, send)
            return
        transport = getattr(getattr(send, "__self__", None), "transport", None)

        async def drop() -> None:
            if transport is None:
                raise RuntimeError("only uvicorn's connections can be dropped")
            transport.close()
            # Until uvicorn has noticed; it would still write an answer before. It offers nothing to wait for.
            while not getattr(getattr(send, "__self__", None), "disconnected", True):  # noqa: ASYNC110
                await asyncio.sleep(0.005)

        scope["standins.drop"] = drop
        await self._app(scope, receive, send)


class Dropped(Response):
    """An answer that closes the connection instead."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Close; nothing is written."""
        await scope["standins.drop"]()
