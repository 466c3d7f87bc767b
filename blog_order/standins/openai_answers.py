"""Decides what the model says: the demonstration writer's answer, bent by a fault if one is due."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from .faults import Fault
from .openai_events import tokens
from .writer import compose, fill
from .writer.answer import Answer
from .writer.hostile import obey

REFUSAL = "I'm sorry, but I can't help with that request."


@dataclass(slots=True)
class Reply:
    """The text of one answer. ``status`` is "completed", "incomplete" or "failed"; ``refused`` marks a refusal."""

    text: str
    status: str = "completed"
    refused: bool = False
    task: str = ""
    topic: str = ""
    obeyed: tuple[str, ...] = ()
    """What a hostile writer did because a customer's text told it to."""


def prompt_of(request: dict[str, Any]) -> str:
    """All text the caller gave the model: instructions first, then every message."""
    parts = [request.get("instructions") or ""]
    given = request.get("input")
    if isinstance(given, str):
        parts.append(given)
    for message in given if isinstance(given, list) else []:
        content = message.get("content") if isinstance(message, dict) else None
        if isinstance(content, str):
            parts.append(content)
        for part in content if isinstance(content, list) else []:
            if isinstance(part, dict) and isinstance(part.get("text"), str):
                parts.append(part["text"])
    return "\n\n".join(part for part in parts if part)


def reply(request: dict[str, Any], prompt: str, fault: Fault | None, *, hostile: bool = False) -> Reply:
    """The answer to a request. A fault that is not about content changes nothing here; see ``writer.hostile``."""
    answer = compose(prompt)
    obeyed = tuple(obey(answer, str(request.get("instructions") or ""))) if hostile else ()
    made = _reply(request, answer, fault)
    made.obeyed = obeyed
    return made


def _reply(request: dict[str, Any], answer: Answer, fault: Fault | None) -> Reply:
    name = fault.fault if fault else ""
    task, topic = answer.brief.task, answer.brief.topic
    if name == "refusal":
        return Reply(REFUSAL, refused=True, task=task, topic=topic)
    if name == "low_score":
        answer.values |= {"good": False, "share": 0.2, "problems": ["The text reads as if nobody had cared."],
                          "reasons": ["The text reads as if nobody had cared."],
                          "summary": "Not good enough."}  # fmt: skip
        answer.parts = {}
    if name in ("no_link", "wrong_link", "wrong_anchor", "double_link"):
        _bend_link(answer, name)
    text_format = (request.get("text") or {}).get("format") or {}
    if text_format.get("type") == "json_schema":
        text = _as_json(fill(text_format.get("schema") or {}, answer), text_format, fault)
    elif text_format.get("type") == "json_object":
        text = json.dumps(answer.values, ensure_ascii=False)
    else:
        text = answer.text
    most = request.get("max_output_tokens")
    if name == "truncate" and fault:
        words = re.findall(r"\s*\S+", text)
        return Reply("".join(words[: fault.after_words or len(words) // 2]), "incomplete", task=task, topic=topic)
    if isinstance(most, int) and tokens(text) > most:  # as the real model: it stops where its room ends
        return Reply(text[: most * 4], "incomplete", task=task, topic=topic)
    return Reply(text, "failed" if name == "failed" else "completed", task=task, topic=topic)


def _as_json(value: Any, text_format: dict[str, Any], fault: Fault | None) -> str:
    if fault and fault.fault == "bad_schema":
        required = (text_format.get("schema") or {}).get("required") or list(value)
        if fault.variant == "invalid_json":
            text = json.dumps(value, ensure_ascii=False)
            return text[: max(1, len(text) * 2 // 3)] + " … and so on"
        if fault.variant == "wrong_type":
            return json.dumps({**value, required[-1]: {"unexpected": True}}, ensure_ascii=False)
        return json.dumps({key: val for key, val in value.items() if key != required[-1]}, ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False)


def _bend_link(answer: Answer, name: str) -> None:
    """Spoil the customer's link in every text of an answer."""
    brief = answer.brief
    link = brief.link
    if not link:
        return
    address = link[link.rindex("](") + 2 : -1]
    bent = {
        "no_link": brief.anchor,
        "wrong_link": link.replace(address, "https://unrelated.example/elsewhere"),
        "wrong_anchor": f"[click here]({address})",
        "double_link": f"{link} (see also {link})",
    }[name]

    def bend(value: Any) -> Any:
        if isinstance(value, str):
            return value.replace(link, bent)
        if isinstance(value, list):
            return [bend(one) for one in value]
        if isinstance(value, dict):
            return {key: bend(one) for key, one in value.items()}
        return value

    answer.values = {key: bend(value) for key, value in answer.values.items()}
    answer.text = bend(answer.text)
