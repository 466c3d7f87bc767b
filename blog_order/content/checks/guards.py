"""Hard checks against a writer that was talked into something: our instructions given away, data of people told."""

from __future__ import annotations

import re
from collections.abc import Iterator

from blog_order.content.checks.prompt_leaks import find_encoded, find_prompt_leak
from blog_order.content.checks.report import Check, hard_check
from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.prompting.brief import Brief
from blog_order.content.reading import Reading

# RFC 2606 keeps these names for examples: an article may explain what an address looks like.
_EMAIL = re.compile(r"\b[\w.+-]+@(?!(?:[\w-]+\.)*example(?:\.(?:com|net|org))?\b)[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w+])(?:\+\d[\d ().\-/]{7,}\d|\(\d{3}\) ?\d{3}-\d{4}|\d{3}-\d{3}-\d{4})(?!\w)")
MIN_PHONE_DIGITS = 9
LONG_WORD_CHARACTERS = 16


def guard_checks(article: WrittenArticle, reading: Reading, brief: Brief) -> Iterator[Check]:
    """Both, on all fields of an article."""
    fields = [article.title, article.meta_description, *article.tags]
    raw = "\n".join([*fields, article.slug.replace("-", " "), article.body])
    yield from _checks(raw, "\n".join([*fields, *reading.spoken]), brief)


def passage_guard_checks(reading: Reading, before: Reading, brief: Brief) -> Iterator[Check]:
    """Both, for what is new in one paragraph; ``before`` is the paragraph as the publisher wrote it."""
    theirs = "\n".join([before.markdown, *before.spoken])
    yield from _checks(reading.markdown, "\n".join(reading.spoken), brief, theirs)


def _checks(raw: str, prose: str, brief: Brief, theirs: str = "") -> Iterator[Check]:
    """``theirs`` is the publisher's own text: what stands there gives nothing away."""
    prose = prose.replace(brief.anchor_text, " ") if brief.anchor_text else prose
    found = find_prompt_leak(raw)
    if found is not None and theirs and find_prompt_leak(theirs) is not None:
        found = None
    code = find_encoded(_without(prose, theirs))
    problem = None
    if found is not None:
        problem = "The text holds sentences of the instructions it was written by: leave them out."
    elif code is not None:
        problem = f"“{code[:30]}…” is no word: leave it out."
    yield hard_check("no-instructions", "It is prose, and tells nothing of our instructions", problem, "It is prose.")
    person = next((each for each in _contacts(prose) if each not in theirs), None)
    problem = f"“{person}” is somebody's contact data: leave it out." if person else None
    yield hard_check(
        "personal-data", "No contact data of people", problem, "It holds no e-mail address or phone number."
    )


def _contacts(prose: str) -> Iterator[str]:
    yield from (found.group() for found in _EMAIL.finditer(prose))
    yield from (found.group() for found in _PHONE.finditer(prose) if _is_phone(found))


def _without(prose: str, theirs: str) -> str:
    """``prose`` without the long words that the publisher's own text has too."""
    words = {word for word in theirs.split() if len(word) >= LONG_WORD_CHARACTERS}
    return re.sub(r"\S+", lambda found: "" if found.group() in words else found.group(), prose) if words else prose


def _is_phone(found: re.Match[str]) -> bool:
    return sum(character.isdigit() for character in found.group()) >= MIN_PHONE_DIGITS
