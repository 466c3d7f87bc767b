"""Takes out of text what a reader cannot see but a program would act on.

What is allowed, and why:

- ZWNJ and ZWJ: Persian words and emoji need them. A customer's are kept between characters beyond ASCII alone, since
  between Latin letters they only hide.
- The emoji selector U+FE0F makes ❤️ of ❤. A customer's is kept after what it can follow.
- LRM and RLM stay in what a model wrote (right-to-left prose with numbers needs them), not in what a customer typed.
- Zero-width spaces, soft hyphens, BOMs, bidi controls, tags and other selectors are dropped: invisible, they smuggle or
  reorder.
- Control, private-use and unassigned characters and half surrogates are dropped. Within a word of a model U+FFFD stands
  there: the word is broken, and a check must see that.

So an anchor text is the same, to the code point, in the form, the brief, the article and everywhere it is shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

JOINERS = "\u200c\u200d"
"""Invisible, but part of Persian words and of emoji."""
BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and symbols that show nothing at all."""

_NEWLINES = re.compile("\r\n?|[\u0085\u2028\u2029]")
_SPACES = re.compile(r"\s+")

# Variation selectors are marks (Mn), not format characters, and can carry hidden bytes one by one.
_VARIATION_SELECTORS = frozenset([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
_INVISIBLE_LETTERS = frozenset([0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0])
# ZWNJ, ZWJ, the two direction marks and the emoji selector: prose in some scripts is wrong without them.
_NEEDED_IN_PROSE = frozenset([0x200C, 0x200D, 0x200E, 0x200F, 0xFE0F])


_VISIBLE = r"[^\x00-\x7f\s\u200c\u200d]"
_STRAY = re.compile(
    rf"(?<!{_VISIBLE})[\u200c\u200d]|[\u200c\u200d](?!{_VISIBLE})|(?<![0-9#*\u00a9\u00ae\u2000-\U0001faff])\ufe0f"
)
"""Joiners and emoji selectors where they can do nothing but hide."""
BROKEN = "\ufffd"
"""Stands in a model's text where a word was broken by a character that isn't text."""


def _is_hidden(character: str) -> bool:
    if character in "\n\t":
        return False
    code = ord(character)
    return (
        code in _VARIATION_SELECTORS
        or code in _INVISIBLE_LETTERS
        or unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn")
    )


def clean_text(value: object, *, lines: bool = False) -> str:
    """A field as someone typed it: NFC, without control and invisible characters, on one line unless ``lines``.

    Raises:
        ValueError: the value isn't text.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError("Write this as text.")
    text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
    if not lines:
        text = text.replace("\n", " ").replace("\t", " ")
    text = _STRAY.sub("", "".join(c for c in text if c == "\n" or c in JOINERS or not _is_unseen(c)))
    text = text.strip() if lines else " ".join(text.split())
    return text if text.strip(JOINERS) else ""


def _is_unseen(character: str) -> bool:
    return character in BLANKS or unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn")


def clean_customer_text(text: str) -> str:
    """Text from outside, as NFC with ``\\n`` line ends and nothing invisible that hides, stripped at both ends."""
    text = _NEWLINES.sub("\n", unicodedata.normalize("NFC", text))
    return _STRAY.sub("", _without(text, lambda c: _is_hidden(c) and c not in JOINERS + "\ufe0f")).strip()


def clean_customer_line(text: str) -> str:
    """The same for a field of one line: all runs of white space become one space."""
    return _SPACES.sub(" ", clean_customer_text(text))


def clean_written_text(text: str) -> str:
    """A model's text as NFC with ``\\n`` line ends, by the table above (PostgreSQL refuses NUL). Leading spaces stay.

    What isn't text never joins two halves of a word: ``BROKEN`` stands there, and a hard check fails.
    """
    text = _NEWLINES.sub("\n", unicodedata.normalize("NFC", text))
    if broken := "".join(
        c for c in set(text) if c not in "\n\t" and unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn")
    ):
        text = re.sub(rf"(?<=\w)[{re.escape(broken)}]+(?=\w)", BROKEN, text)
    return _without(text, lambda c: _is_hidden(c) and ord(c) not in _NEEDED_IN_PROSE)


def _without(text: str, unwanted: Callable[[str], bool]) -> str:
    """``text`` without some characters, each kind of which is looked at once: a text has few kinds and many of each."""
    return text.translate({ord(c): None for c in set(text) if unwanted(c)})
