"""What comes back from a model: the events of a stream made into a value, and every way in which that fails."""

from __future__ import annotations

import contextlib
import email.utils
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import jiter
from pydantic import BaseModel, ValidationError

from blog_order.errors import Failure
from blog_order.gateways.lazy import LazyModule

if TYPE_CHECKING:
    import httpx2
    import openai
else:
    httpx2, openai = LazyModule("httpx2"), LazyModule("openai")

T = TypeVar("T", bound=BaseModel)
Event = dict[str, Any]

PARTIAL_INTERVAL_SECONDS = 0.25
"""A reader sees no more than four states a second."""
FEW_ANSWERS = 25
"""With so many at once in a process its readers see each state; with twice as many every other one."""
MAX_ANSWER_CHARACTERS = 400_000
"""Far above what the token limit allows: a server that ignores the limit must not fill our memory."""
NO_SUCH_MODEL_CODE = "model_not_found"
_LASTING_CODES = frozenset({"insufficient_quota", "billing_hard_limit_reached"})
_REFUSAL_CODES = frozenset({"invalid_prompt", "content_policy_violation", "content_filter", "cyber_policy"})

REFUSED_KEY = "The writing service is not open to us at the moment. Our team has to set this right."
REFUSED_REQUEST = "The writing service did not accept our request. Our team has to set this right."
NO_SUCH_MODEL = "The writing service does not have our model at the moment. Our team has to set this right."
REFUSED_CONTENT = "The writing service declined to write this article."
BUSY = "The writing service is busy."
NO_ANSWER = "The writing service did not answer in time."
BROKE_OFF = "The connection to the writing service broke off."
IN_TROUBLE = "The writing service is in trouble."
TOO_LONG = "The writer did not finish: the text grew too long."
UNUSABLE = "The writer's answer was not usable."


@dataclass(frozen=True, slots=True)
class Generated(Generic[T]):
    """A complete answer: the value, the model that gave it, and the tokens it took."""

    value: T
    model: str
    input_tokens: int
    output_tokens: int


class ModelUnavailable(Failure):
    """This model cannot be had now; another one of the same server may."""


class _Answered(Failure):
    """An answer came and was paid for, but is of no use. Knows the model, and the tokens it took."""

    mendable = False

    def __init__(self, message: str, model: str = "", usage: Event | None = None) -> None:
        super().__init__(message, retryable=self.mendable)
        self.model = model
        self.input_tokens, self.output_tokens = _tokens(usage or {})


class Refused(_Answered):
    """The model declined. No repetition of the same request can mend it."""


class BadAnswer(_Answered):
    """The answer was cut at the token limit, or breaks the schema: it counts as a failed draft."""

    mendable = True


class Pace:
    """How often a growing answer is looked at: the more of them a process takes in at once, the less often."""

    def __init__(self) -> None:
        self._open = 0
        self._lock = threading.Lock()

    @property
    def seconds(self) -> float:
        """From one look to the next."""
        return PARTIAL_INTERVAL_SECONDS * max(1.0, self._open / FEW_ANSWERS)

    @contextlib.contextmanager
    def answering(self) -> Iterator[None]:
        """One more answer comes in."""
        with self._lock:
            self._open += 1
        try:
            yield
        finally:
            with self._lock:
                self._open -= 1


PACE = Pace()


class Collected:
    """Gathers the events of one stream. The last text of the answer counts: models may send remarks before it."""

    def __init__(self, model: str, on_partial: Callable[[dict[str, Any]], None] | None) -> None:
        self.model, self.on_partial = model, on_partial
        self.usage: Event = {}
        self.place: tuple[object, ...] = ()
        self.deltas: list[str] = []
        self.characters = 0
        self.complete = False
        self.next_partial = 0.0

    def add(self, event: Event) -> None:
        """Take the next event in.

        Raises:
            Failure: the event says that the answer failed, was refused or was cut off.
        """
        kind = event.get("type")
        if kind == "response.output_text.delta":
            place = (event.get("output_index"), event.get("content_index"))
            if place != self.place:
                self.place, self.deltas = place, []
            delta = str(event.get("delta", ""))
            self.deltas.append(delta)
            self.characters += len(delta)
            if self.characters > MAX_ANSWER_CHARACTERS:
                raise BadAnswer(TOO_LONG, self.model, self.usage)
            self._show()
        elif kind in ("response.completed", "response.incomplete", "response.failed"):
            self._finish(kind, event.get("response") or {})
        elif kind == "response.refusal.done":
            raise self._refused()
        elif kind == "error":
            raise self.told(failure_for_code(str(event.get("code"))))

    def _finish(self, kind: str, response: Event) -> None:
        self.model = response.get("model") or self.model
        self.usage = response.get("usage") or {}
        if kind == "response.failed":
            raise self.told(failure_for_code(str((response.get("error") or {}).get("code"))))
        if kind == "response.incomplete":
            filtered = (response.get("incomplete_details") or {}).get("reason") == "content_filter"
            raise self._refused() if filtered else BadAnswer(TOO_LONG, self.model, self.usage)
        contents = [part for item in response.get("output") or [] for part in item.get("content") or []]
        if any(part.get("type") == "refusal" for part in contents):
            raise self._refused()
        texts = [part.get("text") or "" for part in contents if part.get("type") == "output_text"]
        if texts and texts[-1]:
            self.deltas = [texts[-1]]
        self.complete = True

    def _show(self) -> None:
        """Parse what there is and hand it on, unless that was done a moment ago."""
        now = time.monotonic()
        if self.on_partial is None or now < self.next_partial:
            return
        self.next_partial = now + PACE.seconds
        try:
            partial = jiter.from_json("".join(self.deltas).encode(), partial_mode="trailing-strings")
        except ValueError:
            return
        if isinstance(partial, dict):
            self.on_partial(partial)

    def result(self, schema: type[T]) -> Generated[T]:
        """The whole answer as a value.

        Raises:
            BadAnswer: it breaks the schema.
            Failure: the stream ended before the answer did.
        """
        if not self.complete:
            raise Failure(BROKE_OFF)
        try:
            value = schema.model_validate_json("".join(self.deltas))
        except ValidationError as error:
            raise BadAnswer(UNUSABLE, self.model, self.usage) from error
        if self.on_partial is not None:
            self.on_partial(value.model_dump())
        return Generated(value, self.model, *_tokens(self.usage))

    def told(self, failure: Failure) -> Failure:
        """The failure as the caller hears of it: a model that has begun to write was available."""
        if isinstance(failure, ModelUnavailable) and self.deltas:
            return Failure(
                failure.message, retryable=failure.retryable, retry_after_seconds=failure.retry_after_seconds
            )
        return failure

    def _refused(self) -> Refused:
        return Refused(REFUSED_CONTENT, self.model, self.usage)


def _tokens(usage: Event) -> tuple[int, int]:
    return int(usage.get("input_tokens") or 0), int(usage.get("output_tokens") or 0)


def failure_of(error: openai.APIError) -> Failure:
    """What an SDK error means for the job. Codes: https://platform.openai.com/docs/guides/error-codes."""
    if isinstance(error, openai.APITimeoutError):
        # Who did not even take the connection is away with all its models.
        away = isinstance(error.__cause__, httpx2.ConnectTimeout)
        return Failure(NO_ANSWER) if away else ModelUnavailable(NO_ANSWER)
    if isinstance(error, openai.APIConnectionError):
        return Failure(BROKE_OFF)
    if not isinstance(error, openai.APIStatusError):
        return failure_for_code(error.code)
    status, wait = error.status_code, _retry_after_seconds(error.response.headers)
    if status == 404 or error.code == NO_SUCH_MODEL_CODE:
        return failure_for_code(NO_SUCH_MODEL_CODE)
    if status in (401, 403):
        return Failure(REFUSED_KEY, retryable=False)
    if error.code in _LASTING_CODES or error.code in _REFUSAL_CODES:
        return failure_for_code(error.code)
    if status >= 500 or status == 429:
        return ModelUnavailable(BUSY if status == 429 else IN_TROUBLE, retry_after_seconds=wait)
    if status in (408, 409):
        return Failure(IN_TROUBLE, retry_after_seconds=wait)
    return Failure(REFUSED_REQUEST, retryable=False)


def failure_for_code(code: str | None) -> Failure:
    """What an error code within a stream means for the job."""
    if code in _REFUSAL_CODES:
        return Refused(REFUSED_CONTENT)
    if code in _LASTING_CODES:
        return Failure(REFUSED_REQUEST, retryable=False)
    if code == NO_SUCH_MODEL_CODE:
        return ModelUnavailable(NO_SUCH_MODEL, retryable=False)
    return ModelUnavailable(BUSY if code == "rate_limit_exceeded" else IN_TROUBLE)


def _retry_after_seconds(headers: httpx2.Headers) -> float | None:
    """Seconds to wait, by ``Retry-After`` (a number or a date, RFC 9110 §10.2.3) or OpenAI's ``retry-after-ms``."""
    try:
        if "retry-after-ms" in headers:
            return max(0.0, float(headers["retry-after-ms"]) / 1000)
        value = headers.get("retry-after", "")
        if value.replace(".", "", 1).isdigit():
            return float(value)
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time()) if value else None
    except ValueError:
        return None
