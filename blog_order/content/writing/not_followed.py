"""What a version says of wishes that were not followed: the writer's words, and those that no text can follow."""

from __future__ import annotations

import re
from collections.abc import Sequence

from blog_order.content.addresses import normalise
from blog_order.content.checks.prompt_leaks import find_encoded, find_prompt_leak
from blog_order.content.checks.telltales import find_telltale
from blog_order.content.checks.topics import find_topic
from blog_order.content.prompting.article import NotFollowed
from blog_order.content.prompting.brief import Brief

MAX_NOT_FOLLOWED = 12
MAX_CHARACTERS = 300
"""Of a wish and of a reason: they are shown beside the version, not in place of it."""

_ADDRESS = re.compile(r"\b(?:https?://|www\.)[^\s<>()\[\]\"'“”]+", re.IGNORECASE)


def settle_not_followed(told: Sequence[NotFollowed], notes: str, brief: Brief) -> list[NotFollowed]:
    """The wishes that a version did not follow, fit to be shown.

    Args:
        told: what the writer says about them; what betrays its instructions is left out.
        notes: the customer's notes that led to this version.
        brief: what was ordered.

    The checks let no other address and no banned topic through. Where a note asks for one and the writer did not say
    so, the version says it all the same.
    """
    kept = [wish for wish in told if wish.note and not _betrays(f"{wish.note}\n{wish.reason}", notes)]
    said = "\n".join(wish.note for wish in kept).lower()
    for address in dict.fromkeys(match.rstrip(".,;:!?") for match in _ADDRESS.findall(notes)):
        if normalise(address) != normalise(brief.target_url) and address.lower() not in said:
            kept.append(NotFollowed(note=address, reason="Your text has the link you ordered and no other address."))
    for topic in brief.site.banned_topics:
        if find_topic(topic, notes) is not None and find_topic(topic, said) is None:
            kept.append(NotFollowed(note=topic, reason=f"{brief.site.name} does not publish about this."))
    return [NotFollowed(note=_cut(wish.note), reason=_cut(wish.reason)) for wish in kept[:MAX_NOT_FOLLOWED]]


def _betrays(text: str, notes: str) -> bool:
    return bool(find_telltale(text, notes) or find_prompt_leak(text) or find_encoded(_ADDRESS.sub("", text)))


def _cut(text: str) -> str:
    return text if len(text) <= MAX_CHARACTERS else text[: MAX_CHARACTERS - 1].rstrip() + "…"
