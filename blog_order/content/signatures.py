"""MinHash signatures: a small fingerprint of each text, by which near copies are found among thousands.

Two texts that share a part of their wording share about the same part of their signatures' numbers, so an index of
512 bytes an article stands in for its text. What looks alike is then compared by its words (``checks/text.py``).
"""

from __future__ import annotations

import operator
from array import array

from blog_order.content.markdown import plain_text
from blog_order.content.words import shingles_of

NUMBERS = 128
SEED = 20_261
LOOKS_ALIKE = 0.05
"""Estimated likeness (0 to 1) from which two texts are worth comparing by their words. Unrelated ones have under 0.02;
a text of which 40 % stands in one three times its length has 0.11."""


def method() -> str:
    """Names how signatures are made: those of another method cannot be compared."""
    import rensa  # a compiled library: only where text is judged

    return f"rensa-{rensa.RMinHash.ALGORITHM_VERSION}-{NUMBERS}-5"


def signature_of(markdown: str) -> bytes:
    """The signature of a text's runs of five words, ``NUMBERS`` numbers of 32 bits; empty for a shorter text."""
    import rensa

    shingles = [" ".join(words) for words in shingles_of(plain_text(markdown))]
    if not shingles:
        return b""
    minhash = rensa.RMinHash(num_perm=NUMBERS, seed=SEED)
    minhash.update(shingles)
    return array("I", minhash.digest()).tobytes()


def likeness(one: bytes, other: bytes) -> float:
    """About which part (0 to 1) of all runs of words of two texts they have in common."""
    if not one or len(one) != len(other):
        return 0.0
    same: int = sum(map(operator.eq, memoryview(one).cast("I"), memoryview(other).cast("I")))
    return same / NUMBERS
