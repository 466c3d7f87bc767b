"""An opinion of a text, from what a program can see: length, repetition, praise, calls to buy, unbacked claims."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from .brief import Brief, tagged
from .markdown import split_sentences, visible, words

FINE, POOR = 0.88, 0.2

_PUSHY = re.compile(
    r"\b(?:click here|buy (?:it )?(?:now|today)|order (?:now|today)|best price|special offer|don't miss|act now|"
    r"limited time)\b",
    re.I,
)
_PRAISE = re.compile(
    r"\b(?:guaranteed?|amazing|incredible|unbeatable|revolutionary|world-class|number one|the best ever|"
    r"game[- ]chang(?:er|ing)|risk-free|100 ?% (?:free|safe))\b",
    re.I,
)
_UNBACKED = re.compile(
    r"\b(?:(?:recent )?(?:studies|research|science|scientists|experts) (?:show|shows|prove|proves|have proven|agree)|"
    r"according to (?:a|an|one) (?:recent )?(?:study|survey|expert)|it is (?:a )?proven|"
    r"\d+ ?(?:%|per ?cent) of (?:all )?(?:people|users|customers|companies))",
    re.I,
)
_FILLER = re.compile(r"lorem ipsum|\bTODO\b|as an ai\b|in today's fast-paced world", re.I)


def give_marks(brief: Brief, prompt: str) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """(values of each mark by its name, what is wrong in words). With a ``<passage>`` only that is judged."""
    passage = tagged(prompt, "passage")
    text = visible(passage[-1] if passage else brief.current)
    raw = passage[-1] if passage else brief.current
    sentence = next((one for one in split_sentences(raw) if brief.target_url and brief.target_url in one), "")
    sentences = Counter(one.strip().lower() for one in split_sentences(text) if len(one.split()) > 5)
    repeated = next((one for one, count in sentences.items() if count > 1), "")
    seen = {
        "originality": f"It says one thing twice: {repeated[:80]}" if repeated else "",
        "usefulness": "It is far too short to help a reader." if not passage and words(raw) < 100 else "",
        "anchor": _told(_PUSHY, visible(sentence), "The sentence with the link pushes ({}): inform instead."),
        "tone": "It shouts: use fewer exclamation marks." if text.count("!") > 3 else "",
        "spam": _told(_PUSHY, text, "It calls to buy ({}): take that out.")
        or _told(_PRAISE, text, "It praises like an advertisement ({}): say what is so."),
        "support": _told(_UNBACKED, text, "A claim has nothing behind it ({}): name the source or leave it out."),
    }
    filler = _told(_FILLER, text, "There is filler that no reader should see ({}).")
    seen["usefulness"] = seen["usefulness"] or filler
    fine = {
        "originality": "It says its things once and in its own order.",
        "usefulness": "A reader can act on it.",
        "anchor": "The link stands where a reader may want it.",
        "tone": "It speaks calmly to its readers.",
        "spam": "It has no call to buy and little praise.",
        "support": "It claims nothing that would need a source.",
    }
    marks = {
        name: {"share": POOR if trouble else FINE, "summary": trouble or fine[name], "good": not trouble}
        for name, trouble in seen.items()
    }
    return marks, [trouble for trouble in seen.values() if trouble]


def _told(pattern: re.Pattern[str], text: str, words: str) -> str:
    found = pattern.search(text)
    return words.format(found.group()) if found else ""
