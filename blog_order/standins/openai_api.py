"""OpenAI's API under ``/openai/v1``: the Responses API, streamed or not, and the list of models.

The demonstration writer answers at a pace one can watch. The wait is an asyncio sleep, so a hundred answers at once
cost little more than one.
"""

from __future__ import annotations

import asyncio
import collections
import json
import re
import time
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from .context import Context
from .faults import Drop, Dropped, Fault
from .openai_answers import Reply, prompt_of, reply
from .openai_events import Shape, new_id, tokens

TICK_SECONDS = 0.08
"""Time between two pieces of a stream: smooth to watch, and few enough events for many streams."""
MODELS = ("gpt-5-mini", "gpt-5", "gpt-5-nano", "gpt-4.1-mini")
KEPT_CALLS = 1000


class Pace(BaseModel):
    """Speed of the demonstration writer."""

    words_per_second: float = Field(gt=0)


class Obedience(BaseModel):
    """Whether the writer obeys what customers' texts tell it."""

    on: bool


class Calls:
    """What was asked of the model, for tests: each call that reached it was paid for."""

    def __init__(self) -> None:
        self.total = self.paid = self.active = 0
        self._recent: collections.deque[dict[str, Any]] = collections.deque(maxlen=KEPT_CALLS)

    def begin(self, request: dict[str, Any], fault: Fault | None, prompt: str) -> dict[str, Any]:
        """Note a call; the caller completes the entry as it goes."""
        self.total += 1
        call: dict[str, Any] = {
            "number": self.total, "at": time.time(), "model": request.get("model"),
            "stream": bool(request.get("stream")), "fault": fault.fault if fault else None, "task": None,
            "topic": None, "status": "refused", "paid": False,
            "prompt_tokens": tokens(prompt), "words_sent": 0, "ended_at": None, "metadata": request.get("metadata"),
            "prompt": prompt[:4000],
        }  # fmt: skip
        self._recent.appendleft(call)
        return call

    def pay(self, call: dict[str, Any], made: Reply) -> None:
        """The model begins to write."""
        self.paid += 1
        call |= {"paid": True, "task": made.task, "topic": made.topic, "status": "writing", "obeyed": made.obeyed}

    def show(self, limit: int) -> dict[str, Any]:
        """Counts and the latest calls, newest first."""
        recent = list(self._recent)[:limit]
        return {"count": self.total, "paid": self.paid, "active": self.active, "calls": recent}

    def clear(self) -> None:
        """Start counting afresh; answers under way are still counted as active."""
        self.total = self.paid = 0
        self._recent.clear()


def error(
    status: int, message: str, *, type: str, code: str | None = None, headers: dict[str, str] | None = None
) -> Response:
    """An error in OpenAI's shape."""
    body = {"error": {"message": message, "type": type, "param": None, "code": code}}
    return JSONResponse(body, status, {"x-request-id": new_id("req_"), **(headers or {})})


def routes(context: Context) -> APIRouter:
    """The API and its controls."""
    router = APIRouter()
    calls = Calls()

    @router.get("/openai/v1/models")
    async def models(request: Request) -> Response:
        if refused := _check_key(request):
            return refused
        return JSONResponse({"object": "list", "data": [_model(name) for name in MODELS]})

    @router.get("/openai/v1/models/{name}")
    async def model(name: str, request: Request) -> Response:
        return _check_key(request) or JSONResponse(_model(name))

    @router.post("/openai/v1/responses")
    async def create(http: Request) -> Response:
        raw = (await http.body()).decode("utf-8", "replace")
        try:
            request = json.loads(raw)
        except ValueError:
            return error(400, "We could not parse the JSON body of your request.", type="invalid_request_error")
        prompt = prompt_of(request)
        # The writer has not read the prompt yet, but faults may be meant for one task only.
        task = re.findall(r"\"task\"\s*:\s*\"([a-z-]+)\"", prompt)
        fault = context.faults.take("openai", path=http.url.path, body=raw, task=task[-1] if task else "")
        call = calls.begin(request, fault, prompt)
        if refused := _check_key(http) or await _early(fault, streamed=bool(request.get("stream"))):
            call |= {"ended_at": time.time(), "status": getattr(refused, "status_code", 0)}
            return refused
        if not request.get("model"):
            return error(400, "Missing required parameter: 'model'.", type="invalid_request_error")
        made = await asyncio.to_thread(reply, request, prompt, fault, hostile=context.hostile)
        calls.pay(call, made)
        shape = Shape(request, prompt, refusal=made.refused)
        if request.get("stream"):
            events = _stream(context, calls, call, made, shape, fault, http.scope["standins.drop"])
            return StreamingResponse(events, headers={"x-request-id": new_id("req_"), "Cache-Control": "no-cache"},
                                     media_type="text/event-stream")  # fmt: skip
        calls.active += 1
        try:
            await asyncio.sleep(len(made.text.split()) / context.words_per_second)
        finally:
            calls.active -= 1
        call |= {"ended_at": time.time(), "status": made.status, "words_sent": len(made.text.split())}
        return JSONResponse(shape.response(made.status, made.text), headers={"x-request-id": new_id("req_")})

    @router.get("/openai/control/calls")
    async def show_calls(limit: int = 100) -> dict[str, Any]:
        return calls.show(limit)

    @router.delete("/openai/control/calls")
    async def clear_calls() -> dict[str, Any]:
        calls.clear()
        return calls.show(0)

    @router.post("/openai/control/pace")
    async def pace(wanted: Pace) -> dict[str, float]:
        context.words_per_second = wanted.words_per_second
        return {"words_per_second": context.words_per_second}

    @router.post("/openai/control/hostile")
    async def hostile(wanted: Obedience) -> dict[str, bool]:
        context.hostile = wanted.on
        return {"on": context.hostile}

    return router


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 1_750_000_000, "owned_by": "blog-order-stand-in"}


def _check_key(request: Request) -> Response | None:
    kind, _, key = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and key.strip():
        return None
    return error(401, "You didn't provide an API key.", type="invalid_request_error", code="invalid_api_key")


async def _early(fault: Fault | None, *, streamed: bool) -> Response | None:
    """The answer of a fault that strikes before the model writes; None when the call goes on."""
    if fault is None or (streamed and fault.after_words is not None and fault.fault in ("stall", "drop")):
        return None
    if fault.fault == "stall":
        await asyncio.sleep(fault.seconds)
    elif fault.fault == "drop":
        return Dropped()
    elif fault.fault == "rate_limit":
        code = fault.variant or "rate_limit_exceeded"
        headers = {"Retry-After": f"{fault.seconds:g}", "x-ratelimit-remaining-requests": "0"}
        kind = "insufficient_quota" if code == "insufficient_quota" else "requests"
        return error(429, "Rate limit reached for requests.", type=kind, code=code, headers=headers)
    elif fault.fault == "server_error":
        return error(500, "The server had an error while processing your request.", type="server_error")
    elif fault.fault == "invalid_key":
        return error(401, "Incorrect API key provided.", type="invalid_request_error", code="invalid_api_key")
    return None


async def _stream(
    context: Context, calls: Calls, call: dict[str, Any], made: Reply, shape: Shape, fault: Fault | None, drop: Drop
) -> AsyncIterator[str]:
    """Events of one answer at the writer's pace; counts as active until the caller has it, or has gone."""
    calls.active += 1
    words = re.findall(r"\s*\S+|\s+$", made.text)
    interrupts = fault if fault and fault.after_words is not None and fault.fault in ("stall", "drop") else None
    try:
        yield shape.opening()
        began, sent, lost = time.monotonic(), 0, 0.0
        failing = made.status == "failed"
        while sent < len(words):
            # By the clock and not by counting sleeps: a busy machine sends larger pieces instead of falling behind.
            due = int((time.monotonic() - began - lost) * context.words_per_second) + 1
            until = min(len(words), max(sent + 1, due))
            if interrupts and interrupts.after_words is not None and until >= interrupts.after_words:
                until = max(sent, min(until, interrupts.after_words))
            if until > sent:
                yield shape.delta("".join(words[sent:until]))
            sent = call["words_sent"] = until
            if interrupts and sent >= (interrupts.after_words or 0):
                if interrupts.fault == "drop":
                    call["status"] = "dropped"
                    await drop()
                    return
                await asyncio.sleep(interrupts.seconds)
                lost += interrupts.seconds
                interrupts = None
            if failing and sent >= len(words) // 2:
                break
            if sent < len(words):
                ahead = began + lost + sent / context.words_per_second - time.monotonic()
                await asyncio.sleep(max(TICK_SECONDS, min(ahead, 1.0)) if context.words_per_second < 5000 else 0)
        yield shape.closing("".join(words[:sent]), made.status)
        call["status"] = made.status
    finally:
        calls.active -= 1
        call["ended_at"] = time.time()
        if call["status"] == "writing":
            call["status"] = "abandoned"
