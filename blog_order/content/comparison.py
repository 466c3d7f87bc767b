"""What changed between two versions, word by word, and what moved.

difflib, used in steps (blocks, pairs of blocks, sentences where a block is huge, words): on a
whole article its word comparison is quadratic, on paragraphs that does not matter. A library would bring little:
diff-match-patch compares characters and would have to be bent to words, redlines wraps this same difflib.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from blog_order.content.sequences import SequenceMatcher
from blog_order.content.streaming import split_blocks

ALIKE = 0.4
"""Two blocks with at least this share of words in common are shown as one block that was changed."""
_LOOK_AHEAD = 12
_MAX_TOKENS_COMPARED = 2400
_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?]+\s*|\n+|$)")
_TOKEN = re.compile(r"\s+|\w+(?:['’]\w+)*|[^\w\s]")


class Change(StrEnum):
    """What happened to a block or a piece of its text; a block has CHANGED when its pieces differ.

    A block that moved (``moves.py``) stands twice: LEFT where it was, ARRIVED where it is, perhaps with changes in it.
    """

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    LEFT = "left"
    ARRIVED = "arrived"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of Markdown: ``same``, ``added`` or ``removed``."""

    kind: Change
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A block of Markdown. Its spans without the added ones give its old text, without the removed ones its new."""

    kind: Change
    spans: tuple[Span, ...]


def compare(old_markdown: str, new_markdown: str) -> list[Block]:
    """The blocks of both texts in reading order, each with what changed in it.

    200 KB are compared in less than a second. The text is Markdown, so that a changed link address shows.
    """
    old, new = split_blocks(old_markdown), split_blocks(new_markdown)
    ranges = SequenceMatcher(None, old, new).get_opcodes()
    changed = [(old[i1:i2], new[j1:j2]) for tag, i1, i2, j1, j2 in ranges if tag != "equal"]
    elsewhere = {text for gone, _ in changed for text in gone} & {text for _, come in changed for text in come}
    blocks: list[Block] = []
    for tag, i1, i2, j1, j2 in ranges:
        if tag == "equal":
            blocks += [Block(Change.SAME, (Span(Change.SAME, text),)) for text in old[i1:i2]]
        else:
            blocks += _changed_range(old[i1:i2], new[j1:j2], elsewhere)
    return blocks


def _changed_range(old: list[str], new: list[str], elsewhere: set[str]) -> list[Block]:
    """Pair blocks that are alike, in order; the others were added or removed, as are those that stand ``elsewhere``."""
    blocks: list[Block] = []
    new_counts = [count_tokens(text) for text in new]
    at = 0
    for text in old:
        counts = count_tokens(text)
        ahead = range(at, min(at + _LOOK_AHEAD, len(new)))
        window = [] if text in elsewhere else [j for j in ahead if new[j] not in elsewhere]
        best = max(window, key=lambda j: shared_tokens(counts, new_counts[j]), default=None)
        if best is None or shared_tokens(counts, new_counts[best]) < ALIKE:
            blocks.append(Block(Change.REMOVED, (Span(Change.REMOVED, text),)))
            continue
        blocks += [Block(Change.ADDED, (Span(Change.ADDED, other),)) for other in new[at:best]]
        blocks.append(Block(Change.CHANGED, changed_spans(text, new[best])))
        at = best + 1
    return blocks + [Block(Change.ADDED, (Span(Change.ADDED, other),)) for other in new[at:]]


def count_tokens(text: str) -> Counter[str]:
    """Words, signs and runs of white space, each with how often it stands there."""
    return Counter(_TOKEN.findall(text))


def shared_tokens(one: Counter[str], other: Counter[str]) -> float:
    """Share of tokens in common, 0 to 1 (white space counts little: it is one token between words)."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def changed_spans(old: str, new: str) -> tuple[Span, ...]:
    """One block as the other, in pieces."""
    a, b = _TOKEN.findall(old), _TOKEN.findall(new)
    head = _common_prefix(a, b)
    tail = _common_prefix(a[head:][::-1], b[head:][::-1])
    spans = [Span(Change.SAME, "".join(a[:head]))]
    spans += _middle(a[head : len(a) - tail], b[head : len(b) - tail])
    spans.append(Span(Change.SAME, "".join(a[len(a) - tail :])))
    return _merged(spans)


def _common_prefix(a: list[str], b: list[str]) -> int:
    count = 0
    for one, other in zip(a, b, strict=False):
        if one != other:
            break
        count += 1
    return count


def _middle(a: list[str], b: list[str]) -> list[Span]:
    if len(a) + len(b) <= _MAX_TOKENS_COMPARED:
        return _differences(a, b, by_words=False)
    return _differences(_SENTENCE.findall("".join(a)), _SENTENCE.findall("".join(b)), by_words=True)


def _differences(a: list[str], b: list[str], *, by_words: bool) -> list[Span]:
    """Spans of what differs between two lists of pieces; ``by_words`` looks into pieces that differ."""
    spans: list[Span] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(str.isspace, a, b).get_opcodes():
        old, new = "".join(a[i1:i2]), "".join(b[j1:j2])
        if tag == "equal":
            spans.append(Span(Change.SAME, old))
        elif by_words and len(old_tokens := _TOKEN.findall(old)) + len(new_tokens := _TOKEN.findall(new)) <= (
            _MAX_TOKENS_COMPARED
        ):
            spans += _differences(old_tokens, new_tokens, by_words=False)
        else:
            spans += [Span(Change.REMOVED, old), Span(Change.ADDED, new)]
    return spans


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    """Without empty spans; a space between two changes joins them, so that a rewritten phrase is one change."""
    removed, added, merged = "", "", list[Span]()
    kept = [span for span in spans if span.text]
    for number, span in enumerate(kept):
        bridge = span.kind is Change.SAME and span.text.isspace() and (removed or added) and number + 1 < len(kept)
        if span.kind is Change.SAME and not bridge:
            merged += [Span(Change.REMOVED, removed), Span(Change.ADDED, added), span]
            removed = added = ""
        else:
            removed += "" if span.kind is Change.ADDED else span.text
            added += "" if span.kind is Change.REMOVED else span.text
    merged += [Span(Change.REMOVED, removed), Span(Change.ADDED, added)]
    return tuple(span for span in merged if span.text)
