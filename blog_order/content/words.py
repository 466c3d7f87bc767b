"""Words and sentences of plain text."""

from __future__ import annotations

import re

from blog_order.content.markdown import plain_text

# Han, Hiragana, Katakana, Thai, Lao, Khmer and Burmese are written without spaces: each character counts as a word.
UNSPACED = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Those scripts, as ranges for a character class."""
_WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+(?:['’\u200c\u200d.,\-‐‑][^\W_{UNSPACED}]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?…。！？؟।])[\"'”’»)\]]*(?:\s+|(?<=[。！？]))")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|no|fig|dr|mr|mrs|ms|prof|st|inc|ltd|z\.\s?B|bzw|ca|usw|p\.ex)\.|\b[A-Z]\.)$",
    re.I,
)


def words_of(text: str) -> list[str]:
    """The words of plain text in order. ``don't``, ``well-known`` and ``1,500`` are one word each."""
    return _WORD.findall(text)


def count_words(markdown: str) -> int:
    """Number of words of an article as a reader sees it, code included, addresses of links not."""
    return len(words_of(plain_text(markdown)))


def sentences_of(text: str) -> list[str]:
    """The sentences of plain text, each line beginning a new one; common abbreviations do not end a sentence."""
    sentences: list[str] = []
    for line in text.splitlines():
        held = ""
        for piece in _SENTENCE_END.split(line):
            held = f"{held} {piece}".strip() if held else piece.strip()
            if held and not _ABBREVIATION.search(held):
                sentences.append(held)
                held = ""
        if held:
            sentences.append(held)
    return sentences


def shingles_of(text: str, size: int = 5) -> set[tuple[str, ...]]:
    """All runs of ``size`` words, in lower case. A text with fewer words has none."""
    words = [word.lower() for word in words_of(text)]
    return {tuple(words[i : i + size]) for i in range(len(words) - size + 1)}
