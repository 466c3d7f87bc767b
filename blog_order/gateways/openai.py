"""The door to OpenAI: one streamed, structured answer by the Responses API.

The official SDK makes the request and splits the stream; its own retries are off, since the job ledger owns
retries. Events are taken as plain dicts (``client.post`` with ``cast_to=object``): building the SDK's event models
costs 87 µs a word and plain dicts 7 µs, which is what lets one process keep up with 100 articles at a time.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel

from blog_order.errors import Failure
from blog_order.gateways.lazy import LazyModule
from blog_order.gateways.openai_answers import (
    BROKE_OFF,
    NO_ANSWER,
    PACE,
    PARTIAL_INTERVAL_SECONDS,
    BadAnswer,
    Collected,
    Generated,
    ModelUnavailable,
    Refused,
    failure_of,
)
from blog_order.logs import get_logger
from blog_order.settings import get_settings

if TYPE_CHECKING:
    import httpx2
    import openai
else:
    httpx2, openai = LazyModule("httpx2"), LazyModule("openai")

__all__ = ["BadAnswer", "Generated", "Refused", "close_client", "generate"]

T = TypeVar("T", bound=BaseModel)

log = get_logger(__name__)

GATHERING_SHARE = 0.1
"""Of the time that a stream has lasted: its first words are passed on at once, and a short one is hardly longer."""
END_SECONDS = 1.0
"""How long the end of a stream is waited for once the answer is complete."""
MAX_OUTPUT_TOKENS = 16_000
"""Bounds the cost of one answer, thinking included; 1,500 English words are about 2,200 tokens."""


def generate(
    instructions: str,
    input: str,
    schema: type[T],
    *,
    on_partial: Callable[[dict[str, Any]], None] | None = None,
    should_stop: Callable[[], None] | None = None,
    model: str = "",
    max_output_tokens: int = MAX_OUTPUT_TOKENS,
) -> Generated[T]:
    """Ask a model for a value of the type ``schema`` (sent as a strict JSON schema).

    Args:
        instructions: the system's part; never holds text from outside. ``input`` is the data to work on.
        schema: a pydantic model that forbids extra fields and requires all of its own.
        on_partial: receives the unfinished value, at most every ``PARTIAL_INTERVAL_SECONDS`` and once at the end.
        should_stop: called before the request and whenever something arrives; what it raises ends the stream and
            comes out of this function. No read blocks longer than ``openai_timeout_seconds``.
        model: the one to ask; that of the settings, unless given.
        max_output_tokens: bounds the answer, thinking included.

    The fallback model is asked at once when the first one is not there, overloaded, over its rate or silent, as long
    as no word of its answer has come. It is not asked when that could not help: a refused key or request, an exhausted
    account, a server that cannot be reached, an answer that broke off. Those the ledger tries again, or gives up.

    Raises:
        Refused: the model declined.
        BadAnswer: an answer that is cut off at the token limit or breaks the schema.
        Failure: all else; ``retryable`` and ``retry_after_seconds`` say whether and when to try again.
    """
    settings = get_settings()
    deadline = time.monotonic() + settings.job_time_limit_seconds

    def check() -> None:
        if should_stop is not None:
            should_stop()
        if time.monotonic() > deadline:
            raise Failure(NO_ANSWER)

    def ask(model: str) -> Generated[T]:
        check()
        collected = Collected(model, on_partial)
        with PACE.answering():
            _stream_into(collected, _request(model, instructions, input, schema, max_output_tokens), check)
        return collected.result(schema)

    first, other = model or settings.openai_model, settings.openai_fallback_model
    try:
        return ask(first)
    except ModelUnavailable as trouble:
        if not other or other == first:
            raise
        log.warning("model.unavailable", model=first, reason=trouble.message, fallback=other)
        try:
            return ask(other)
        except ModelUnavailable as failure:
            waits = [one.retry_after_seconds for one in (trouble, failure) if one.retryable]
            failure.retryable = bool(waits)
            failure.retry_after_seconds = None if None in waits else min((wait for wait in waits if wait), default=None)
            raise


def _stream_into(collected: Collected, body: dict[str, Any], check: Callable[[], None]) -> None:
    try:
        stream_cls = openai.Stream[object]
        post = _client().post
        with (
            post("/responses", cast_to=object, body=body, stream=True, stream_cls=stream_cls) as stream,
            _gathering(stream.response, collected),
        ):
            # A server that sends only keep-alive comments yields no event: check at every chunk of bytes too.
            stream.response.stream = _Watched(stream.response.stream, check)
            for event in stream:
                check()
                if isinstance(event, dict) and not collected.complete:
                    collected.add(event)
    except openai.APIError as error:
        if collected.complete:
            return  # only the end of the stream was still to come, by which the connection can be used again
        raise collected.told(failure_of(error)) from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise Failure(BROKE_OFF) from error


def _request(
    model: str, instructions: str, input: str, schema: type[BaseModel], max_output_tokens: int
) -> dict[str, Any]:
    fixed = {"stream": True, "store": False, "max_output_tokens": max_output_tokens}
    text = {"format": _answer_format(schema)}
    return {"model": model, "instructions": instructions, "input": input, "text": text, **fixed}


@functools.cache
def _answer_format(schema: type[BaseModel]) -> dict[str, Any]:
    strict = openai.pydantic_function_tool(schema)["function"]["parameters"]
    return {"type": "json_schema", "name": schema.__name__, "strict": True, "schema": strict}


class _Watched(httpx2.SyncByteStream):
    """A response body that calls ``check`` for each chunk that arrives."""

    def __init__(self, stream: Any, check: Callable[[], None]) -> None:
        self._stream, self._check = stream, check

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            self._check()
            yield chunk

    def close(self) -> None:
        self._stream.close()


@contextlib.contextmanager
def _gathering(response: httpx2.Response, collected: Collected) -> Iterator[None]:
    """Let a long answer gather in the socket between two reads.

    A model sends its words one by one, and to wake a thread for each takes more of the processor than all that is done
    with them: a hundred articles at a time are thousands of wake-ups a second, for a text that is shown anew four times
    in one.
    """
    network: Any = response.extensions.get("network_stream")
    if network is None:
        yield
        return
    began, read = time.monotonic(), functools.partial(type(network).read, network)

    def read_later(max_bytes: int, timeout: float | None = None) -> bytes:
        if collected.complete:
            timeout = min(timeout or END_SECONDS, END_SECONDS)
        else:
            time.sleep(min(PARTIAL_INTERVAL_SECONDS, (time.monotonic() - began) * GATHERING_SHARE))
        gathered: bytes = read(max_bytes, timeout)
        return gathered

    network.read = read_later
    try:
        yield
    finally:
        # The connection lives on, with its own way to read, unless the next answer has given it another one already.
        if vars(network).get("read") is read_later:
            vars(network).pop("read", None)


_lock = threading.Lock()
_made: openai.OpenAI | None = None


def _client() -> openai.OpenAI:
    """The client of this process, made when first needed; connections never cross a fork."""
    global _made
    with _lock:
        if _made is None:
            settings = get_settings()
            key, base_url = settings.openai
            timeout = openai.Timeout(settings.openai_timeout_seconds)
            # A proxy of the environment cannot reach our loopback.
            loopback = urlsplit(base_url).hostname in ("127.0.0.1", "localhost", "::1")
            http = openai.DefaultHttpxClient(timeout=timeout, trust_env=not loopback)
            _made = openai.OpenAI(api_key=key, base_url=base_url, timeout=timeout, max_retries=0, http_client=http)
        return _made


def close_client() -> None:
    """Close the connections of this process. The next call makes a new client, from the settings of that time."""
    global _made
    with _lock:
        client, _made = _made, None
    if client is not None:
        client.close()


def _forget_client() -> None:
    """In a forked child: drop the parent's client without touching its sockets, and a lock that a thread may hold."""
    global _made, _lock
    _made, _lock = None, threading.Lock()


os.register_at_fork(after_in_child=_forget_client)
