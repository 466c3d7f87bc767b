"""Takes out of text what a reader cannot see but a program would act on.

Two strengths. What a customer typed loses everything invisible, since it could smuggle instructions to the model or
make an anchor text that looks right and never matches. What a model wrote keeps the joiners that emoji and some
scripts need, and loses the rest.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_NEWLINES = re.compile("\r\n?|[\u0085\u2028\u2029]")
_SPACES = re.compile(r"\s+")

# Variation selectors are marks (Mn), not format characters, and can carry hidden bytes one by one.
_VARIATION_SELECTORS = frozenset([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
_INVISIBLE_LETTERS = frozenset([0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0])
# ZWNJ, ZWJ, the two direction marks and the emoji selector: prose in some scripts is wrong without them.
_NEEDED_IN_PROSE = frozenset([0x200C, 0x200D, 0x200E, 0x200F, 0xFE0F])


def _is_hidden(character: str) -> bool:
    if character in "\n\t":
        return False
    code = ord(character)
    return (
        code in _VARIATION_SELECTORS
        or code in _INVISIBLE_LETTERS
        or unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn")
    )


def clean_customer_text(text: str) -> str:
    """Text from outside, as NFC with ``\\n`` line ends and nothing invisible, stripped at both ends."""
    text = _NEWLINES.sub("\n", unicodedata.normalize("NFC", text))
    return _without(text, _is_hidden).strip()


def clean_customer_line(text: str) -> str:
    """The same for a field of one line: all runs of white space become one space."""
    return _SPACES.sub(" ", clean_customer_text(text))


def clean_written_text(text: str) -> str:
    """A model's text as NFC with ``\\n`` line ends, without control characters (PostgreSQL refuses NUL), zero-width
    spaces, soft hyphens and direction overrides; joiners and direction marks stay. Leading spaces stay."""
    text = _NEWLINES.sub("\n", unicodedata.normalize("NFC", text))
    return _without(text, lambda c: _is_hidden(c) and ord(c) not in _NEEDED_IN_PROSE)


def _without(text: str, unwanted: Callable[[str], bool]) -> str:
    """``text`` without some characters, each kind of which is looked at once: a text has few kinds and many of each."""
    return text.translate({ord(c): None for c in set(text) if unwanted(c)})
