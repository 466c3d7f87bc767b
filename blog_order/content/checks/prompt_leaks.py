"""Finds our own instructions in a text, also when they were spelt out, turned round or put into a code.

Word runs (``leaks``) see prose alone. This sees letters: spaces, punctuation, markup and capitals make no difference,
and the same letters backwards, in ROT13, Base64 or hexadecimal are found too.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import functools
import re
import unicodedata
from collections.abc import Iterator

from blog_order.content.prompting.prompt import PROMPTS, read_prompt
from blog_order.content.words import UNSPACED

RUN_LETTERS = 48
"""So many letters in a row are about nine words: no coincidence."""
BLOCK = RUN_LETTERS // 2
MAX_WORD_CHARACTERS = 80
"""No language that puts spaces between its words writes longer ones; codes do."""

_NOT_LETTERS = re.compile(r"[\W_]+")
_ASCII_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())
_CODED = re.compile(r"(?<![A-Za-z0-9+/_-])(?:[A-Za-z0-9+/_-]{16,}={0,2}\s{0,2})+")
# Punctuation and full-width forms of East Asia end a run too: where words have no spaces, sentences have none either.
_NO_WORD = re.compile(rf"[^\s()\[\]<>{UNSPACED}\u3000-\u303f\uff00-\uffef]{{{MAX_WORD_CHARACTERS},}}")


def find_prompt_leak(text: str) -> str | None:
    """The first piece of our instructions in a text, as it stands there without spaces and signs; None without one."""
    for reading in (text, *_decoded(text)):
        letters = _letters(reading)
        # A run lies over at least one whole block of half its length, wherever it begins, so most texts are done here.
        if not any(letters[start : start + BLOCK] in _runs(BLOCK) for start in range(0, len(letters), BLOCK)):
            continue
        for start in range(len(letters) - RUN_LETTERS + 1):
            if letters[start : start + RUN_LETTERS] in _runs(RUN_LETTERS):
                return letters[start : start + RUN_LETTERS]
    return None


def find_encoded(prose: str) -> str | None:
    """A run of characters in prose that is too long for a word of any language; addresses must not be in it."""
    found = _NO_WORD.search(prose)
    return found.group() if found else None


def _letters(text: str) -> str:
    if text.isascii():
        return text.encode().translate(None, _ASCII_SIGNS).decode().lower()
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", text).lower())


def _decoded(text: str) -> Iterator[str]:
    for found in _CODED.finditer(text):
        packed = re.sub(r"\s", "", found.group())
        if len(packed) < RUN_LETTERS:
            continue
        for decode in (_from_base64, binascii.unhexlify):
            try:
                yield decode(packed).decode("utf-8", "ignore")
            except (ValueError, binascii.Error):
                continue


def _from_base64(packed: str) -> bytes:
    plain = packed.replace("-", "+").replace("_", "/").rstrip("=")
    return base64.b64decode(plain + "=" * (-len(plain) % 4))


@functools.cache
def _runs(length: int) -> frozenset[str]:
    """All runs of so many letters of all prompts, forwards, backwards and in ROT13."""
    runs: set[str] = set()
    for path in PROMPTS.glob("*.md"):
        plain = _letters(read_prompt(path.stem)[0])
        for letters in (plain, plain[::-1], codecs.encode(plain, "rot13")):
            runs.update(letters[start : start + length] for start in range(len(letters) - length + 1))
    return frozenset(runs)
