"""Finds what betrays a machine: the model talking about itself or its task, and placeholders nobody filled in."""

from __future__ import annotations

import functools
import re

from blog_order.content.prompting.prompt import PROMPTS, read_prompt
from blog_order.content.words import shingles_of

PROMPT_RUN_WORDS = 9
"""So many words in a row from our own instructions are no coincidence."""

_TELLTALE_WORDS = [
    r"as an? (?:ai|artificial intelligence|(?:large )?language model)(?: model| assistant)?,? (?:i|we|my)\b",
    r"i(?: am|['’]m) (?:just )?(?:an? )?(?:ai|artificial intelligence|(?:large )?language model|chatgpt)\b",
    r"as an? (?:ai language model|ai assistant)\b",
    r"i(?:['’]m sorry| apologi[sz]e), (?:but )?i (?:can['’]?t|cannot|am unable|won['’]?t)\b",
    r"sorry, (?:but )?i (?:can['’]?t|cannot|am unable|won['’]?t)\b",
    r"i(?: can['’]?t| cannot| am unable to|['’]m unable to) (?:fulfil|comply|assist|help with|write this|generate)",
    r"my (?:knowledge cut-?off|training data|system prompt|instructions (?:say|are|were|tell|forbid))\b",
    r"our (?:knowledge cut-?off|training data|system prompt|instructions (?:say|are|were|tell|forbid))\b",
    r"my last (?:knowledge )?update|ignore (?:all )?(?:previous|prior) instructions|system prompt:",
    r"(?:sure|certainly|of course|absolutely)[!,.] here(?:['’]s| is| are)\b",
    r"here(?:['’]s| is) (?:the|your) (?:(?:revised|rewritten|updated|requested) )?(?:article|blog post|draft)\b",
    r"als (?:ki|künstliche intelligenz)[- ]?(?:sprachmodell|modell|assistent)?,? (?:kann|habe|bin) ich\b",
    r"en tant qu['’](?:ia|intelligence artificielle|assistant)\b",
    r"(?:target_url|anchor_text|revision_notes|not_followed|banned_topics|meta_description|min_words|max_words)\b",
    r"lorem ipsum\b",
    r"todo:|tbd\b",
    r"word count: ?\d",
    r"i hope this (?:article|post|draft) (?:helps|meets|is what)",
    r"feel free to (?:adjust|edit|modify) (?:it|this|the (?:text|article|draft))\b",
    r"let me know if you(?:['’]d| would) like (?:me|any|more|further|a|the)\b",
    r"would you like me to\b|i can also (?:write|add|expand|shorten)\b",
    r"(?:as|per) (?:you )?request(?:ed)?(?: by you)?, (?:i|here|this)\b|as per your (?:instructions|request|brief)",
    r"i(?: have|['’]ve) (?:included|inserted|added|placed|woven in) the (?:link|anchor|keyword)",
    r"the (?:customer|client)['’]s (?:link|anchor text|keyword|brief)\b",
    r"this (?:link|article) (?:was|is) (?:paid for|sponsored by)",
    r"as of my (?:last|latest|most recent)\b|my (?:last|latest) (?:training|update)\b",
    r"xx+[%€$]",
    r"insert (?:link|name|number|text) here\b",
    r"utm_source=(?:chatgpt|openai)|turn\d+search\d+",
]
"""Those that begin a word."""
_TELLTALE_SIGNS = [
    r"</?(?:brief|current_article|current_details|problems)\b",
    r"</?think(?:ing)?>",
    r"<\|[a-z_]+\|>",
    r"\{\{[^}]*\}\}",
    r"\[(?:insert|add|your|company|brand|placeholder|link|source|citation)\b[^\]]*\]",
    r"\[(?:name|date|number|year|city|product|url|x|xx+|…|\.\.\.)\]",
    r"oaicite",
]
_TELLTALE_LINES = [
    r"\W{0,4}(?:meta[- ]description|seo title|(?:focus|target|primary) keyword|slug|anchor text)\W{0,3}:",
    r"assistant: ",
]
# Of lower-case text, and by where they begin: one that ignores capitals tries each of fifty at each character.
_TELLTALE = [
    re.compile(rf"\b(?:{'|'.join(_TELLTALE_WORDS)})"),
    re.compile("|".join(_TELLTALE_SIGNS)),
    re.compile(rf"^(?:{'|'.join(_TELLTALE_LINES)})", re.MULTILINE),
]


_LOOKALIKES = str.maketrans("ſİı", "sii")


def _small(text: str) -> str:
    """In lower case, of the same length; letters that only differ by case in some language's eyes are one."""
    return text.translate(_LOOKALIKES).lower()


def find_telltale(text: str, ordered: str = "") -> str | None:
    """The first passage of plain text that betrays the machine, or None.

    What stands in ``ordered``, the customer's own words, betrays nothing: an article may be about lorem ipsum.
    """
    theirs, lower = _small(ordered), _small(text)
    for pattern in _TELLTALE:
        for found in pattern.finditer(lower):
            if found.group() not in theirs:
                return text[slice(*found.span())]
    copied = shingles_of(text, PROMPT_RUN_WORDS) & _prompt_runs()
    return " ".join(min(copied)) if copied else None


@functools.cache
def _prompt_runs() -> frozenset[tuple[str, ...]]:
    texts = (read_prompt(path.stem)[0] for path in PROMPTS.glob("*.md"))
    return frozenset().union(*(shingles_of(text, PROMPT_RUN_WORDS) for text in texts))
