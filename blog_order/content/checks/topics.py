"""Finds topics that a site does not publish about, by their own words and by those that give them away."""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path

RELATED_WORDS = Path(__file__).with_name("topics.json")
"""For a topic, other words that give it away, each as a regular expression of whole words."""

_JOINED = re.compile(r"\s*(?:,|;|/|&|\band\b|\bor\b|\bund\b|\boder\b)\s*", re.IGNORECASE)


def find_topic(topic: str, text: str) -> str | None:
    """The words of ``text`` that are about ``topic``, or None.

    A topic such as "tobacco and vaping" is two: either is enough.
    """
    pattern = _pattern(topic)
    found = pattern.search(text) if pattern else None
    return " ".join(found.group().split()) if found else None


@functools.cache
def _pattern(topic: str) -> re.Pattern[str] | None:
    parts = [part for part in _JOINED.split(topic) if part]
    names = {" ".join(each.lower().split()) for each in (topic, *parts)}
    related = [words for name, listed in _related().items() if name in names for words in listed]
    options = [*(phrase_pattern(part) for part in parts), *(words.replace(" ", r"[\s\-]+") for words in related)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(options)})(?!\w)", re.IGNORECASE) if options else None


@functools.cache
def _related() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(RELATED_WORDS.read_text(encoding="utf-8"))
    return found


def phrase_pattern(phrase: str) -> str:
    """A regular expression for a phrase, over line ends and hyphens, with its last word in singular or plural."""
    *words, last = phrase.split()
    stem = last[:-1] if len(last) > 3 and last.endswith("s") and not last.endswith("ss") else last
    return r"[\s\-]+".join([*(re.escape(word) for word in words), re.escape(stem) + "(?:s|es)?"])
