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


def guard_checks(article: WrittenArticle, reading: Reading, brief: Brief) -> Iterator[Check]:
    """Both, on all fields of an article."""
    fields = [article.title, article.meta_description, *article.tags]
    raw = "\n".join([*fields, article.slug.replace("-", " "), article.body])
    yield from _checks(raw, "\n".join([*fields, *reading.spoken]), brief)


def passage_guard_checks(reading: Reading, brief: Brief) -> Iterator[Check]:
    """Both, on one passage; ``reading`` is of the passage alone."""
    yield from _checks(reading.markdown, "\n".join(reading.spoken), brief)


def _checks(raw: str, prose: str, brief: Brief) -> Iterator[Check]:
    prose = prose.replace(brief.anchor_text, " ") if brief.anchor_text else prose
    found = find_prompt_leak(raw)
    code = find_encoded(prose)
    problem = None
    if found is not None:
        problem = "The text holds sentences of the instructions it was written by: leave them out."
    elif code is not None:
        problem = f"“{code[:30]}…” is no word: leave it out."
    yield hard_check("no-instructions", "It is prose, and tells nothing of our instructions", problem, "It is prose.")
    person = _EMAIL.search(prose) or next(filter(_is_phone, _PHONE.finditer(prose)), None)
    problem = f"“{person.group()}” is somebody's contact data: leave it out." if person else None
    yield hard_check(
        "personal-data", "No contact data of people", problem, "It holds no e-mail address or phone number."
    )


def _is_phone(found: re.Match[str]) -> bool:
    return sum(character.isdigit() for character in found.group()) >= MIN_PHONE_DIGITS
