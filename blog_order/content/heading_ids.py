"""Ids of headings, as GitHub makes them, so that the links within imported articles find their targets."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from markdown_it.token import Token

FALLBACK_ID = "section"


def heading_id(text: str) -> str:
    """Return the id of a heading's text: lower case, hyphens for spaces, letters of all scripts, no punctuation.

    The rule is that of GitHub's html-pipeline (``TableOfContentsFilter``).
    """
    kept = (character for character in text.strip().lower() if character in "-_ " or _is_word(character))
    return "".join(kept).replace(" ", "-") or FALLBACK_ID


def _is_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN" or unicodedata.category(character) == "Pc"


def name_headings(tokens: Sequence[Token], texts: Sequence[str]) -> None:
    """Give each heading of a document its id; the second of two like ones ends in ``-1``.

    Args:
        tokens: of the whole document; those of headings are changed.
        texts: the words of its headings, in order.
    """
    taken: set[str] = set()
    numbers: dict[str, int] = {}
    openings = (token for token in tokens if token.type == "heading_open")
    for opening, text in zip(openings, texts, strict=True):
        base = name = heading_id(text)
        number = numbers.get(base, 0)
        while name in taken:
            number += 1
            name = f"{base}-{number}"
        numbers[base] = number
        taken.add(name)
        opening.attrs["id"] = name
