"""SendGrid through its SDK: hand over one e-mail."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING, Any

from blog_order.errors import Failure, Invalid, NotFound
from blog_order.gateways.lazy import LazyModule
from blog_order.settings import get_settings

if TYPE_CHECKING:
    import python_http_client.exceptions as http
    import sendgrid
    from sendgrid.helpers import eventwebhook
    from sendgrid.helpers import mail as parts
else:
    http, sendgrid = LazyModule("python_http_client.exceptions"), LazyModule("sendgrid")
    parts, eventwebhook = LazyModule("sendgrid.helpers.mail"), LazyModule("sendgrid.helpers.eventwebhook")

EVENT_TOLERANCE_SECONDS = 300
"""The SDK checks the signature and not its age; this is the tolerance that Stripe uses."""


def send_mail(*, email_id: str, recipient: str, subject: str, html: str, text: str) -> str:
    """Hand one e-mail to SendGrid; returns its X-Message-Id.

    SendGrid knows no idempotency keys: ``email_id`` travels as a custom argument and comes back in its events.

    Raises:
        Failure: not retryable when SendGrid refuses the mail or our key; retryable otherwise.
    """
    key, base = get_settings().sendgrid
    name, address = _sender(get_settings().mail_from)
    mail = parts.Mail(from_email=parts.From(address, name), to_emails=parts.To(recipient), subject=subject)
    mail.add_content(parts.Content(parts.MimeType.text, text))
    mail.add_content(parts.Content(parts.MimeType.html, html))
    mail.add_custom_arg(parts.CustomArg("email_id", email_id))
    api = sendgrid.SendGridAPIClient(key, host=base)
    api.client.timeout = get_settings().sendgrid_timeout_seconds
    try:
        response = api.send(mail)
    except http.HTTPError as error:
        raise _failure(error) from error
    except OSError as error:
        raise Failure("The mail service does not answer.") from error
    return str(response.headers.get("X-Message-Id", ""))


def _failure(error: http.HTTPError) -> Failure:
    status = int(error.status_code)
    if status == 429:
        after = (error.headers or {}).get("Retry-After", "")
        wait = float(after) if re.fullmatch(r"\d+(\.\d+)?", after or "") else None
        return Failure("The mail service asks us to slow down.", retry_after_seconds=wait)
    if status in (401, 403):
        return Failure("The mail service refuses our key.", retryable=False)
    if 400 <= status < 500:
        return Failure("The mail service refuses this mail.", retryable=False)
    return Failure("The mail service has trouble.")


def _sender(value: str) -> tuple[str | None, str]:
    match = re.fullmatch(r"\s*(.*?)\s*<([^<>]+)>\s*", value)
    return (match[1].strip('"') or None, match[2]) if match else (None, value.strip())


def verify_events(payload: bytes, signature: str, timestamp: str) -> list[dict[str, Any]]:
    """The events in a webhook's body, once signature and age have been checked.

    Raises:
        NotFound: no public key is set, so events are not expected.
        Invalid: the signature is missing, wrong or too old, or the body holds no events.
    """
    key = get_settings().sendgrid_public_key
    if not key:
        raise NotFound("SendGrid's events are not set up here: set SENDGRID_WEBHOOK_PUBLIC_KEY.")
    if not re.fullmatch(r"[0-9]{1,12}", timestamp) or abs(time.time() - int(timestamp)) > EVENT_TOLERANCE_SECONDS:
        raise Invalid("The signature of this webhook is too old.", code="bad_signature")
    webhook = eventwebhook.EventWebhook(key)
    try:
        genuine = webhook.verify_signature(payload.decode(), signature, timestamp)
        events = json.loads(payload) if genuine else None
    except (ValueError, RecursionError):  # also a body that is no UTF-8, a signature that is no base64
        genuine, events = False, None
    if not genuine:
        raise Invalid("The signature of this webhook is not valid.", code="bad_signature")
    if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
        raise Invalid("The body of this webhook holds no events.", code="bad_payload")
    return events
