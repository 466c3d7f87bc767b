"""Finds what betrays a machine: the model talking about itself or its task, and placeholders nobody filled in."""

from __future__ import annotations

import functools
import re

from blog_order.content.prompting import PROMPTS, read_prompt
from blog_order.content.words import shingles_of

PROMPT_RUN_WORDS = 9
"""So many words in a row from our own instructions are no coincidence."""

_TELLTALES = [
    r"\bas an? (?:ai|artificial intelligence|(?:large )?language model)(?: model| assistant)?,? (?:i|we|my)\b",
    r"\b(?:i am|i['’]m) (?:just )?(?:an? )?(?:ai|artificial intelligence|(?:large )?language model|chatgpt)\b",
    r"\bas an? (?:ai language model|ai assistant)\b",
    r"\b(?:i['’]m sorry|i apologi[sz]e|sorry), (?:but )?i (?:can['’]?t|cannot|am unable|won['’]?t)\b",
    r"\bi(?: can['’]?t| cannot| am unable to|['’]m unable to) (?:fulfil|comply|assist|help with|write this|generate)",
    r"\b(?:my|our) (?:knowledge cut-?off|training data|system prompt|instructions (?:say|are|were|tell|forbid))\b",
    r"\b(?:my last (?:knowledge )?update|ignore (?:all )?(?:previous|prior) instructions|system prompt:)",
    r"\b(?:sure|certainly|of course|absolutely)[!,.] here(?:['’]s| is| are)\b",
    r"\bhere(?:['’]s| is) (?:the|your) (?:(?:revised|rewritten|updated|requested) )?(?:article|blog post|draft)\b",
    r"\bals (?:ki|künstliche intelligenz)[- ]?(?:sprachmodell|modell|assistent)?,? (?:kann|habe|bin) ich\b",
    r"\ben tant qu['’](?:ia|intelligence artificielle|assistant)\b",
    r"</?(?:brief|current_article|current_details|problems)\b",
    r"\b(?:target_url|anchor_text|revision_notes|not_followed|banned_topics|meta_description|min_words|max_words)\b",
    r"\blorem ipsum\b",
    r"\{\{[^}]*\}\}|\bTODO:|\bTBD\b|\[(?:insert|add|your|company|brand|placeholder|link|source|citation)\b[^\]]*\]",
    r"\bword count: ?\d",
    r"(?m:^\W{0,4}(?:meta[- ]description|seo title|(?:focus|target|primary) keyword|slug|anchor text)\W{0,3}:)",
    r"\bi hope this (?:article|post|draft) (?:helps|meets|is what)",
    r"\bfeel free to (?:adjust|edit|modify) (?:it|this|the (?:text|article|draft))\b",
    r"\blet me know if you(?:['’]d| would) like (?:me|any|more|further|a|the)\b",
    r"\bwould you like me to\b|\bi can also (?:write|add|expand|shorten)\b",
    r"\b(?:as|per) (?:you )?request(?:ed)?(?: by you)?, (?:i|here|this)\b|\bas per your (?:instructions|request|brief)",
    r"\b(?:i have|i['’]ve) (?:included|inserted|added|placed|woven in) the (?:link|anchor|keyword)",
    r"\bthe (?:customer|client)['’]s (?:link|anchor text|keyword|brief)\b",
    r"\bthis (?:link|article) (?:was|is) (?:paid for|sponsored by)",
    r"</?think(?:ing)?>|<\|[a-z_]+\|>|(?m:^assistant: )",
    r"\bas of my (?:last|latest|most recent)\b|\bmy (?:last|latest) (?:training|update)\b",
    r"\[(?:name|date|number|year|city|product|url|x|xx+|…|\.\.\.)\]|\bXX+[%€$]",
    r"\binsert (?:link|name|number|text) here\b",
    r"\butm_source=(?:chatgpt|openai)|\bturn\d+search\d+|oaicite",
]
_TELLTALE = re.compile("|".join(f"(?:{pattern})" for pattern in _TELLTALES), re.IGNORECASE)


def find_leak(text: str, ordered: str = "") -> str | None:
    """The first passage of plain text that betrays the machine, or None.

    What stands in ``ordered``, the customer's own words, betrays nothing: an article may be about lorem ipsum.
    """
    theirs = ordered.lower()
    for found in _TELLTALE.finditer(text):
        if found.group().lower() not in theirs:
            return found.group()
    copied = shingles_of(text, PROMPT_RUN_WORDS) & _prompt_runs()
    return " ".join(min(copied)) if copied else None


@functools.cache
def _prompt_runs() -> frozenset[tuple[str, ...]]:
    texts = (read_prompt(path.stem)[0] for path in PROMPTS.glob("*.md"))
    return frozenset().union(*(shingles_of(text, PROMPT_RUN_WORDS) for text in texts))
