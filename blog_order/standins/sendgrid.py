"""SendGrid's mail API under ``/sendgrid/v3``: accepts mails into the mailbox and reports what became of them.

An address that begins with ``bounce@`` bounces, one that begins with ``dropped@`` is dropped, all others are delivered.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import secrets
import time
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .context import Context
from .courier import Target
from .delivery_control import delivery_routes
from .faults import Dropped, Fault
from .keys import load_private_key, make_sendgrid_keys, sign
from .sendgrid_rules import problems

EVENTS_PATH = "/api/v1/mail/events"


def target(context: Context) -> Target:
    """Where the courier takes mail events; a missing route is given up on after a few tries."""
    make_sendgrid_keys(context.settings.data_dir)
    key = load_private_key(context.settings.data_dir)

    def headers(payload: str) -> dict[str, str]:
        timestamp = str(int(time.time()))
        return {
            "X-Twilio-Email-Event-Webhook-Signature": sign(key, timestamp, payload),
            "X-Twilio-Email-Event-Webhook-Timestamp": timestamp,
            "User-Agent": "SendGrid Event API",
        }

    return Target(path=EVENTS_PATH, sign=headers, tries=12, tries_if_absent=4)


def routes(context: Context) -> APIRouter:
    """The API and its controls."""
    router = APIRouter()
    router.include_router(delivery_routes(context, "sendgrid"))

    @router.post("/sendgrid/v3/mail/send")
    async def send(request: Request) -> Response:
        body = await request.body()
        fault = context.faults.take("sendgrid", path=request.url.path, body=body.decode("utf-8", "replace"))
        early = await _fault_answer(fault) if fault and not fault.executed else None
        made = early if early is not None else _accept(context, request, body)
        late = await _fault_answer(fault) if fault and fault.executed else None
        return late if late is not None else made

    return router


def _refuse(status: int, *messages: str, headers: dict[str, str] | None = None) -> Response:
    errors = [{"message": message, "field": None, "help": None} for message in messages]
    return JSONResponse({"errors": errors}, status, headers)


def _accept(context: Context, request: Request, body: bytes) -> Response:
    kind, _, key = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not key.strip():
        return _refuse(401, "The provided authorization grant is invalid, expired, or revoked")
    if not request.headers.get("content-type", "").startswith("application/json"):
        return _refuse(415, "Content-Type should be application/json.")
    if len(body) > 30 * 1024 * 1024:
        return _refuse(413, "The JSON payload you have included in your request is too large.")
    try:
        mail = json.loads(body)
    except ValueError:
        return _refuse(400, "Bad Request")
    if found := problems(mail):
        return JSONResponse({"errors": found}, 400)
    message_id = secrets.token_urlsafe(16)
    if ((mail.get("mail_settings") or {}).get("sandbox_mode") or {}).get("enable"):
        return Response(status_code=200, headers={"X-Message-Id": message_id})
    for one in mail["personalizations"]:
        _store(context, mail, one, message_id)
    return Response(status_code=202, headers={"X-Message-Id": message_id})


def _store(context: Context, mail: dict[str, Any], one: dict[str, Any], message_id: str) -> None:
    parts = {block["type"]: block["value"] for block in mail.get("content") or []}
    addresses = {kind: one.get(kind) or [] for kind in ("to", "cc", "bcc")}
    stored = {
        "id": "mail_" + secrets.token_hex(10),
        "message_id": message_id,
        "created": int(time.time()),
        "sent_at": time.time(),
        "from": mail["from"],
        "reply_to": mail.get("reply_to"),
        **addresses,
        "subject": one.get("subject") or mail.get("subject") or "",
        "text": parts.get("text/plain", ""),
        "html": parts.get("text/html", ""),
        "headers": {**(mail.get("headers") or {}), **(one.get("headers") or {})},
        "custom_args": {**(mail.get("custom_args") or {}), **(one.get("custom_args") or {})},
        "categories": mail.get("categories") or [],
        "attachments": [a.get("filename", "") for a in mail.get("attachments") or [] if isinstance(a, dict)],
        "tracking_settings": mail.get("tracking_settings") or {},
    }
    people = [person["email"] for kind in addresses.values() for person in kind]
    outcomes = {person: outcome_of(person) for person in people}
    stored["outcomes"] = outcomes
    context.store.put("mail", stored)
    for person, outcome in outcomes.items():
        event = _event(stored, person, outcome)
        context.courier.send("sendgrid", event["sg_event_id"], outcome, json.dumps([event]))


def outcome_of(address: str) -> str:
    """What becomes of a mail to this address: "delivered", "bounce" or "dropped"."""
    name = address.lower().partition("@")[0]
    return {"bounce": "bounce", "dropped": "dropped"}.get(name, "delivered")


def _event(mail: dict[str, Any], address: str, outcome: str) -> dict[str, Any]:
    # The id is made from what it reports: a mail event is told apart from its repeat by it, as at SendGrid.
    digest = hashlib.sha256(f"{mail['id']} {address} {outcome}".encode()).digest()
    event: dict[str, Any] = {
        **mail["custom_args"],
        "email": address,
        "timestamp": int(time.time()),
        "smtp-id": f"<{mail['message_id']}@geopod-ismtpd-1>",
        "event": outcome,
        "sg_event_id": base64.urlsafe_b64encode(digest[:16]).decode().rstrip("="),
        "sg_message_id": f"{mail['message_id']}.recvd-standin-1.0",
    }
    if mail["categories"]:
        event["category"] = mail["categories"]
    if outcome == "bounce":
        event |= {"reason": "550 5.1.1 The email account that you tried to reach does not exist.", "status": "5.1.1",
                  "type": "bounce", "bounce_classification": "Invalid Address"}  # fmt: skip
    elif outcome == "dropped":
        event |= {"reason": "Bounced Address", "status": "5.0.0"}
    else:
        event |= {"response": "250 2.0.0 OK", "tls": 1}
    return event


async def _fault_answer(fault: Fault) -> Response | None:
    if fault.fault == "stall":
        await asyncio.sleep(fault.seconds)
        return None
    if fault.fault == "drop":
        return Dropped()
    if fault.fault == "rate_limit":
        reset = str(int(time.time() + fault.seconds))
        headers = {"Retry-After": f"{fault.seconds:g}", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset}
        return _refuse(429, "too many requests", headers=headers)
    if fault.fault == "invalid_key":
        return _refuse(401, "The provided authorization grant is invalid, expired, or revoked")
    return _refuse(500, "Internal Server Error")
