"""SendGrid's rules for ``POST /v3/mail/send``, with its own words for what breaks them."""

from __future__ import annotations

import re
from typing import Any

_ADDRESS = re.compile(r"[^@\s<>\"(),:;\[\]\\]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,}")
_RESERVED = {
    "x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type", "content-transfer-encoding", "to", "from",
    "subject", "reply-to", "cc", "bcc",
}  # fmt: skip
Problem = dict[str, str | None]


def _problem(message: str, field: str | None) -> Problem:
    return {"message": message, "field": field, "help": None}


def is_address(text: object) -> bool:
    """True for an e-mail address that SendGrid accepts."""
    return isinstance(text, str) and len(text) <= 320 and _ADDRESS.fullmatch(text) is not None


def problems(mail: Any) -> list[Problem]:
    """Everything SendGrid would refuse in a request body; empty when it would accept it."""
    if not isinstance(mail, dict):
        return [_problem("Bad Request", None)]
    found = _recipients(mail.get("personalizations"))
    found += _sender(mail)
    subjects = [p.get("subject") for p in mail.get("personalizations") or [] if isinstance(p, dict)]
    if not mail.get("subject") and not mail.get("template_id") and not (subjects and all(subjects)):
        found.append(
            _problem(
                "The subject is required. You can get around this requirement if you use a template with a subject "
                "defined or if every personalization has a subject defined.",
                "subject",
            )
        )
    elif mail.get("subject") is not None and not isinstance(mail["subject"], str):
        found.append(_problem("The subject must be a string.", "subject"))
    if not mail.get("template_id"):
        found += _content(mail.get("content"))
    for place, owner in [("", mail), *_numbered(mail.get("personalizations"))]:
        found += _extras(owner, place)
    return found


def _numbered(personalizations: Any) -> list[tuple[str, dict[str, Any]]]:
    if not isinstance(personalizations, list):
        return []
    return [(f"personalizations.{i}.", p) for i, p in enumerate(personalizations) if isinstance(p, dict)]


def _recipients(given: Any) -> list[Problem]:
    if not isinstance(given, list) or not given:
        text = "The personalizations field is required and must have at least one personalization."
        return [_problem(text, "personalizations")]
    if len(given) > 1000:
        text = "The personalizations block is limited to 1000 personalizations per API request."
        return [_problem(text, "personalizations")]
    found: list[Problem] = []
    for place, one in _numbered(given):
        if not isinstance(one.get("to"), list) or not one["to"]:
            text = (
                "The to array is required for all personalization objects, and must have at least one email object "
                "with a valid email address."
            )
            found.append(_problem(text, place + "to"))
        seen: set[str] = set()
        for kind in ("to", "cc", "bcc"):
            for index, person in enumerate(one.get(kind) or []):
                address = person.get("email") if isinstance(person, dict) else None
                if not is_address(address):
                    found.append(_problem("Does not contain a valid address.", f"{place}{kind}.{index}.email"))
                    continue
                assert isinstance(address, str)
                if address.lower() in seen:
                    text = (
                        "Each email address in the personalization block should be unique between to, cc, and bcc. We "
                        f"found the first duplicate instance of [{address}] in the {place}{kind} field."
                    )
                    found.append(_problem(text, place.rstrip(".")))
                seen.add(address.lower())
    return found


def _sender(mail: dict[str, Any]) -> list[Problem]:
    found = []
    sender = mail.get("from")
    if not isinstance(sender, dict) or not sender.get("email"):
        text = (
            "The from object must be provided for every email send. It is an object that requires the email parameter, "
            'but may also contain a name parameter.  e.g. {"email" : "example@example.com"}  or {"email" : '
            '"example@example.com", "name" : "Example Recipient"}.'
        )
        found.append(_problem(text, "from.email"))
    elif not is_address(sender["email"]):
        found.append(_problem("The from email does not contain a valid address.", "from.email"))
    reply = mail.get("reply_to")
    if reply is not None and not (isinstance(reply, dict) and is_address(reply.get("email"))):
        found.append(_problem("The reply_to email does not contain a valid address.", "reply_to.email"))
    return found


def _content(given: Any) -> list[Problem]:
    if not isinstance(given, list) or not given:
        text = (
            "Unless a valid template_id is provided, the content parameter is required. There must be at least one "
            "defined content block. We typically suggest both text/plain and text/html blocks are included, but only "
            "one block is required."
        )
        return [_problem(text, "content")]
    found: list[Problem] = []
    types = []
    for index, block in enumerate(given):
        kind = block.get("type") if isinstance(block, dict) else None
        if not isinstance(kind, str) or not kind:
            found.append(_problem("The content type is required and must be a string.", f"content.{index}.type"))
            continue
        types.append(kind)
        if not isinstance(block.get("value"), str) or not block["value"]:
            text = "The content value must be a string at least one character in length."
            found.append(_problem(text, f"content.{index}.value"))
    if types != sorted(types, key=lambda kind: {"text/plain": 0, "text/html": 1}.get(kind, 2)):
        text = (
            "The content param must be in order: text/plain first, then text/html, followed by any other content types."
        )
        found.append(_problem(text, "content"))
    for kind in ("text/plain", "text/html"):
        if types.count(kind) > 1:
            found.append(_problem(f"If present, {kind} may only be provided once.", "content"))
    return found


def _extras(owner: dict[str, Any], place: str) -> list[Problem]:
    found: list[Problem] = []
    headers = owner.get("headers") or {}
    for name in headers:
        if str(name).lower() in _RESERVED:
            found.append(_problem(f"The headers cannot be one of the reserved keys: {', '.join(sorted(_RESERVED))}.",
                                  f"{place}headers.{name}"))  # fmt: skip
    arguments = owner.get("custom_args") or {}
    for name, value in arguments.items():
        if not isinstance(value, str):
            found.append(_problem("The custom_args values must be strings.", f"{place}custom_args.{name}"))
    if sum(len(str(key)) + len(str(value)) for key, value in arguments.items()) > 10_000:
        found.append(_problem("Custom arguments cannot exceed 10,000 bytes.", f"{place}custom_args"))
    return found
