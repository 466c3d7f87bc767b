"""A model that plays what the stand-in once wrote: ``python -m bench._ours.player PORT STAND_IN_URL``.

The stand-in composes each answer, which takes a fifth of a core for a hundred articles at a time: more than a model
somewhere else takes from a worker's machine. Until ``/control/play`` each answer is asked of the stand-in and kept;
from then on they are played in turn, word for word in the real events, at the pace that was asked for.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import sys
import time
from collections.abc import Iterator
from typing import Any

import httpx
import uvicorn

from blog_order.standins.openai_api import TICK_SECONDS
from blog_order.standins.openai_events import Shape

TASK = re.compile(rb'\\"task\\"\s*:\s*\\"([a-z-]+)\\"')
STREAM = (b"content-type", b"text/event-stream")
JSON = (b"content-type", b"application/json")


class Player:
    """The ASGI application."""

    def __init__(self, stand_in: str) -> None:
        self._stand_in = httpx.AsyncClient(base_url=stand_in, trust_env=False, timeout=60)
        self._kept: dict[str, list[tuple[dict[str, Any], str]]] = {}
        self._played: dict[str, Iterator[list[bytes]]] = {}
        self.active = 0

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer a call of the model, or of who measures."""
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        if scope["path"] == "/control/play":
            self._compose(**json.loads(body))
        if scope["path"].startswith("/control/"):
            return await _answer(send, JSON, [b'{"active": %d}' % self.active])
        task = TASK.findall(body)[-1].decode()
        if task not in self._played:
            return await _answer(send, STREAM, await self._ask(task, json.loads(body)))
        self.active += 1
        try:
            await _answer(send, STREAM, next(self._played[task]), TICK_SECONDS)
        finally:
            self.active -= 1

    async def _ask(self, task: str, request: dict[str, Any]) -> list[bytes]:
        """The stand-in's own answer, kept."""
        headers = {"authorization": "Bearer recorded"}
        answer = await self._stand_in.post("/openai/v1/responses", json=request | {"stream": False}, headers=headers)
        text = answer.raise_for_status().json()["output"][0]["content"][0]["text"]
        self._kept.setdefault(task, []).append((request, text))
        return _events(request, text, len(text))

    def _compose(self, seconds: float) -> None:
        """From now on the answers for one article take so long together, each its share by its words."""
        longest = {task: max(len(text.split()) for _, text in kept) for task, kept in self._kept.items()}
        words_per_event = sum(longest.values()) / seconds * TICK_SECONDS
        for task, kept in self._kept.items():
            answers = [_events(request, text, words_per_event) for request, text in kept]
            self._played[task] = itertools.cycle(answers)


def _events(request: dict[str, Any], text: str, words_per_event: float) -> list[bytes]:
    words = re.findall(r"\s*\S+|\s+$", text)
    shape = Shape(request, "")
    events, sent = [shape.opening()], 0
    for count in range(1, int(len(words) / words_per_event) + 1):
        until = round(count * words_per_event)
        events.append(shape.delta("".join(words[sent:until])))
        sent = until
    events.append(shape.delta("".join(words[sent:])) + shape.closing(text, "completed"))
    return [event.encode() for event in events]


async def _answer(send: Any, kind: tuple[bytes, bytes], pieces: list[bytes], tick: float = 0) -> None:
    """A piece a tick, by the clock: a busy machine sends some of them together and does not stretch the answer."""
    began = time.monotonic()
    await send({"type": "http.response.start", "status": 200, "headers": [kind]})
    for count, piece in enumerate(pieces):
        if (ahead := began + count * tick - time.monotonic()) > 0:
            await asyncio.sleep(ahead)
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


if __name__ == "__main__":
    uvicorn.run(Player(sys.argv[2]), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
