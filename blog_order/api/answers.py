"""The API's envelope as models, and the answers of every kind with an example each, for the OpenAPI description."""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")


class Granted(BaseModel, Generic[T]):
    """A request that was granted."""

    success: Literal[True] = True
    data: T


class Told(Granted[T], Generic[T]):
    """A request that was granted, with a sentence that can be shown to the customer."""

    message: str = Field(description="For the customer")


class Error(BaseModel):
    """Why a request was refused."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(description="Stays the same; for programs")
    message: str = Field(description="What to do; for people")
    fields: dict[str, str] = Field(
        default_factory=dict, description="What is wrong with which field; left out when there is nothing to say"
    )


class Refused(BaseModel):
    """A request that was refused."""

    success: Literal[False] = False
    error: Error


REFUSALS: dict[str, tuple[int, str, dict[str, str]]] = {
    "bad_json": (400, "The body is not valid JSON.", {}),
    "bad_request": (400, "The body cannot be read: send it as its Content-Type says, in UTF-8.", {}),
    "token_needed": (401, "Send METRICS_TOKEN as “Authorization: Bearer …”.", {}),
    "foreign_origin": (403, "This request comes from a page that is not ours.", {}),
    "not_found": (404, "There is nothing under this address.", {}),
    "wrong_status": (409, "You can ask for changes while the text waits for your review.", {}),
    "slot_taken": (
        409,
        "Somebody else is placing their link in this article. You were not charged.",
        {},
    ),
    "already_held": (409, "A payment for a link in this article is open for your e-mail address until 10:30 UTC.", {}),
    "key_reused": (409, "This Idempotency-Key was used for another order: choose a new one.", {}),
    "already_ordered": (409, "This order has been paid or has ended already.", {}),
    "too_large": (413, "Send at most 512 KB.", {}),
    "bad_signature": (422, "The signature of this webhook is not valid.", {}),
    "bad_payload": (422, "This webhook is not signed or not valid JSON.", {}),
    "invalid": (422, "Some fields need your attention.", {"email": "This does not look like an e-mail address."}),
    "too_many_requests": (429, "Too many orders from your address. Please wait a minute.", {}),
    "unavailable": (503, "Our database does not answer. Please try again in a moment.", {}),
}
"""Codes with their status, and an example of what they say."""

MEANINGS = {
    400: "The body cannot be read",
    401: "The token is missing or wrong",
    403: "Sent by a page of another origin",
    404: "Nothing is known under this address or id",
    409: "The state of things forbids it",
    413: "The body is too large",
    422: "Something in the request is wrong: `fields` says what",
    429: "Too often: wait as long as `Retry-After` says",
    503: "Something that we depend on is away: the same request may succeed after `Retry-After` seconds",
}
RETRY_AFTER = {"Retry-After": {"description": "Seconds to wait", "schema": {"type": "integer", "minimum": 0}}}

Responses = dict[int | str, dict[str, Any]]
WRITE = ("bad_json", "bad_request", "foreign_origin", "too_large", "invalid", "unavailable")
"""What every request with a body can be answered."""


def granted(data: dict[str, Any], *, message: str = "", description: str = "Granted") -> Responses:
    """The 200 of an operation, with ``data`` as its example."""
    example = {"success": True, **({"message": message} if message else {}), "data": data}
    return {200: {"description": description, "content": {"application/json": {"example": example}}}}


def refused(*codes: str, **messages: str) -> Responses:
    """The refusals of an operation, each with an example; ``messages`` say them in this operation's own words."""
    found: Responses = {}
    for code in codes:
        status, message, fields = REFUSALS[code]
        error: dict[str, Any] = {"code": code, "message": messages.get(code, message)} | (
            {"fields": fields} if fields else {}
        )
        entry = found.setdefault(
            status,
            {
                "model": Refused,
                "description": MEANINGS[status],
                "content": {"application/json": {"examples": {}}},
                **({"headers": RETRY_AFTER} if status in (429, 503) else {}),
            },
        )
        example = {"summary": code, "value": {"success": False, "error": error}}
        entry["content"]["application/json"]["examples"][code] = example
    return found


def refused_in_json(*codes: str, **messages: str) -> Responses:
    """As :func:`refused`, for an address that grants with a page or a file."""
    found = refused(*codes, **messages)
    for answer in found.values():
        name = answer.pop("model").__name__
        answer["content"]["application/json"]["schema"] = {"$ref": f"#/components/schemas/{name}"}
    return found
