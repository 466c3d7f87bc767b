"""Marks what a customer typed freely, word by word, so that a model cannot take it for its own instructions.

Datamarking (Hines et al. 2024, arXiv:2403.14720): each space of the text becomes a mark, and the instructions say what
the mark means. Only fields whose words are not copied verbatim are marked: a mark in an anchor text would end up in
the article. The mark is one that prose does not use, and whatever of it comes back is a space again.
"""

from __future__ import annotations

import re

MARK = "ˆ"
"""U+02C6, not the caret of the keyboard."""

_SPACES = re.compile(r"[^\S\n]+")


def datamark(text: str) -> str:
    """``text`` with a mark for each run of spaces; lines stay lines."""
    return _SPACES.sub(MARK, text.replace(MARK, " "))


def unmark(text: str) -> str:
    """The same with spaces again."""
    return text.replace(MARK, " ")
