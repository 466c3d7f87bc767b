"""The shapes of OpenAI's Responses API: the response object and the events of its stream, in their real order."""

from __future__ import annotations

import json
import secrets
import time
from typing import Any

Object = dict[str, Any]


def new_id(prefix: str) -> str:
    """A random id such as ``resp_…`` or ``msg_…``."""
    return prefix + secrets.token_hex(24)


def tokens(text: str) -> int:
    """About how many tokens a text has."""
    return max(1, (len(text) + 3) // 4)


class Shape:
    """One response, told as an object or as numbered events.

    Parameters:
        request: the body of the call, whose settings the response repeats.
        prompt: all input text, for the usage numbers.
        refusal: the message is a refusal instead of an answer.
    """

    def __init__(self, request: Object, prompt: str, *, refusal: bool = False) -> None:
        self._request, self._prompt, self._refusal = request, prompt, refusal
        self._id, self._item_id = new_id("resp_"), new_id("msg_")
        self._created = time.time()
        self._number = -1
        self._counted: tuple[int, int] | None = None

    def count(self, read: int, written: int) -> None:
        """Tell these tokens instead of an estimate."""
        self._counted = read, written

    def response(self, status: str, text: str | None = None) -> Object:
        """The response object; ``text`` is what was written, None before anything was. ``status`` as the API's."""
        request = self._request
        text_format = (request.get("text") or {}).get("format") or {"type": "text"}
        output = (
            [self._message("incomplete" if status == "incomplete" else "completed", text)] if text is not None else []
        )
        failed = {"code": "server_error", "message": "The model failed to generate a response."}
        return {
            "id": self._id,
            "object": "response",
            "created_at": int(self._created),
            "completed_at": int(time.time()) if status == "completed" else None,
            "status": status,
            "background": False,
            "error": failed if status == "failed" else None,
            "incomplete_details": {"reason": "max_output_tokens"} if status == "incomplete" else None,
            "instructions": request.get("instructions"),
            "max_output_tokens": request.get("max_output_tokens"),
            "max_tool_calls": None,
            "metadata": request.get("metadata") or {},
            "model": request.get("model", "stand-in"),
            "output": output if status != "failed" else [],
            "parallel_tool_calls": request.get("parallel_tool_calls", True),
            "previous_response_id": request.get("previous_response_id"),
            "prompt_cache_key": request.get("prompt_cache_key"),
            "reasoning": {"effort": (request.get("reasoning") or {}).get("effort"), "summary": None},
            "safety_identifier": request.get("safety_identifier"),
            "service_tier": "default",
            "store": request.get("store", True),
            "temperature": request.get("temperature", 1.0),
            "text": {"format": text_format, "verbosity": (request.get("text") or {}).get("verbosity", "medium")},
            "tool_choice": request.get("tool_choice", "auto"),
            "tools": request.get("tools") or [],
            "top_logprobs": 0,
            "top_p": request.get("top_p", 1.0),
            "truncation": request.get("truncation", "disabled"),
            "usage": self._usage(text) if text is not None and status != "in_progress" else None,
            "user": request.get("user"),
        }

    def event(self, type: str, **fields: Any) -> str:
        """One server-sent event with the next sequence number."""
        self._number += 1
        return f"event: {type}\ndata: {json.dumps({'type': type, 'sequence_number': self._number, **fields})}\n\n"

    def opening(self) -> str:
        """Events before the first word."""
        part = {"item_id": self._item_id, "output_index": 0, "content_index": 0}
        return "".join(
            [
                self.event("response.created", response=self.response("in_progress")),
                self.event("response.in_progress", response=self.response("in_progress")),
                self.event("response.output_item.added", output_index=0, item=self._message("in_progress", None)),
                self.event("response.content_part.added", **part, part=self._part("")),
            ]
        )

    def delta(self, text: str) -> str:
        """More words."""
        place = {"item_id": self._item_id, "output_index": 0, "content_index": 0, "delta": text}
        if self._refusal:
            return self.event("response.refusal.delta", **place)
        return self.event("response.output_text.delta", **place, logprobs=[])

    def closing(self, text: str, status: str) -> str:
        """Events after the last word; ``status`` is "completed", "incomplete" or "failed"."""
        if status == "failed":
            return self.event("response.failed", response=self.response("failed", text))
        place = {"item_id": self._item_id, "output_index": 0, "content_index": 0}
        done = (
            self.event("response.refusal.done", **place, refusal=text)
            if self._refusal
            else self.event("response.output_text.done", **place, text=text, logprobs=[])
        )
        item_status = "incomplete" if status == "incomplete" else "completed"
        return "".join(
            [
                done,
                self.event("response.content_part.done", **place, part=self._part(text)),
                self.event("response.output_item.done", output_index=0, item=self._message(item_status, text)),
                self.event(f"response.{status}", response=self.response(status, text)),
            ]
        )

    def _part(self, text: str) -> Object:
        if self._refusal:
            return {"type": "refusal", "refusal": text}
        return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}

    def _message(self, status: str, text: str | None) -> Object:
        content = [self._part(text)] if text is not None else []
        return {"id": self._item_id, "type": "message", "role": "assistant", "status": status, "content": content}

    def _usage(self, text: str | None) -> Object:
        read, written = self._counted or (tokens(self._prompt), tokens(text or ""))
        return {
            "input_tokens": read,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": written,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": read + written,
        }
