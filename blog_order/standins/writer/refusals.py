"""Wishes that a writer of this house does not follow, and what it tells the customer about each."""

from __future__ import annotations

import re

from .brief import Brief

Declined = dict[str, str]
"""``note`` and ``reason``."""

_RULES = [
    (re.compile(pattern, re.I), reason)
    for pattern, reason in [
        (
            r"ignore .{0,30}(instructions|rules)|system prompt|your (instructions|prompt|rules)\b|developer mode",
            "This is not a wish about the article.",
        ),
        (
            r"\b(home|private|personal) (address|phone|e-?mail|data|details)|(phone|mobile|social security) number|"
            r"date of birth|\bwhere .{0,40} lives\b|medical (history|record)|\bsalary of\b",
            "Personal data about other people does not belong in an article.",
        ),
        (
            r"\b(remove|delete|drop|without|no)\b.{0,20}\b(link|anchor|backlink)s?\b",
            "The link that was ordered stays in the text, exactly once.",
        ),
        (
            r"\b(change|replace|use|make)\b.{0,30}\b(anchor|link|address|url)\b.{0,20}\b(to|with|into|instead)\b",
            "The address and the words of the link stay as they were ordered.",
        ),
        (
            r"https?://|\bwww\.|\b(add|another|more|second)\b.{0,20}\blinks?\b",
            "The article carries the link that was ordered and no other outside address.",
        ),
        (r"<\w|\bhtml\b|\bjavascript\b|<script", "The article is plain text; it can hold no HTML and no scripts."),
    ]
]
_WHOLE_ARTICLE = re.compile(
    r"\b(title|headline|headings?|sections?|introduction|conclusion|whole article|images?|pictures?)\b", re.I
)
_PLACE = re.compile(r"\b(move|put|place|into|in|near|towards?|after|before|under)\b", re.I)


def why_not(brief: Brief, note: str) -> str:
    """Why a wish is not followed, in a sentence for the customer; empty when nothing speaks against it."""
    for topic in brief.banned_topics:
        if topic.lower() in note.lower():
            return f"{brief.site_name or 'This blog'} does not publish about {topic}."
    reason = next((reason for pattern, reason in _RULES if pattern.search(note)), "")
    if not reason and brief.task.startswith("backlink") and _WHOLE_ARTICLE.search(note) and not _PLACE.search(note):
        return "The article is published: only the passage around your link changes."
    return reason


def declined_of(brief: Brief, notes: list[str]) -> list[Declined]:
    """Those of some wishes that are not followed, with the reasons."""
    return [{"note": note, "reason": reason} for note in notes if (reason := why_not(brief, note))]
