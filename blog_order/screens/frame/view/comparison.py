"""Two versions compared, as readers see them: blocks of HTML in which what was added and removed is marked."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from blog_order.content.comparison import Block, Change, Span
from blog_order.content.markdown import make_parser, render_tokens
from blog_order.content.moves import compare_with_moves
from blog_order.screens.frame.view.changed_html import mark_changes

MOST_CHARACTERS = 500_000
"""Of both versions together; longer ones are not compared. Articles have some 15,000."""
LONGEST_BLOCK = 20_000
"""Characters of HTML, old and new together, up to which a block is compared word by word."""

_parser = make_parser()


@dataclass(frozen=True)
class ComparedBlock:
    """A block: the same, changed (with ``<ins>`` and ``<del>`` inside), added or removed as a whole, or moved."""

    kind: str
    html: str


@dataclass(frozen=True)
class Changes:
    """All blocks in reading order, and in a sentence what changed."""

    summary: str
    blocks: tuple[ComparedBlock, ...] = ()


@functools.lru_cache(maxsize=32)
def compare_versions(old: str, new: str, target_url: str) -> Changes:
    """What changed from ``old`` to ``new``, both Markdown. About 20 ms for an article; blocks: call it in a thread."""
    if len(old) + len(new) > MOST_CHARACTERS:
        return Changes("These versions are too long to be compared here. You can read each by itself.")
    blocks = compare_with_moves(old, new)
    rendered = tuple(shown for block in blocks for shown in _rendered(block, target_url))
    return Changes(_summary(blocks), rendered)


def _rendered(block: Block, target_url: str) -> list[ComparedBlock]:
    after = _html([span for span in block.spans if span.kind is not Change.REMOVED], target_url)
    if {span.kind for span in block.spans} <= {Change.SAME, Change.ADDED} and block.kind is not Change.CHANGED:
        return [ComparedBlock(block.kind.value, after)]
    before = _html([span for span in block.spans if span.kind is not Change.ADDED], target_url)
    if block.kind in (Change.REMOVED, Change.LEFT):
        return [ComparedBlock(block.kind.value, before)]
    if "<table" in before + after or len(before) + len(after) > LONGEST_BLOCK:
        # No marks may stand between the rows of a table, and a huge block would take seconds.
        return [ComparedBlock(Change.REMOVED.value, before), ComparedBlock(Change.ADDED.value, after)]
    return [ComparedBlock(block.kind.value, mark_changes(before, after))]


def _html(spans: list[Span], target_url: str) -> str:
    """Without ids of headings: a page of two versions would have them twice."""
    markdown = "".join(span.text for span in spans)
    return render_tokens(_parser.parse(markdown), paid_url=target_url, mark_paid=True).strip()


def _words(span: Span) -> int:
    return sum(any(c.isalnum() for c in word) for word in span.text.split())


def _summary(blocks: list[Block]) -> str:
    spans = [span for block in blocks if block.kind is not Change.LEFT for span in block.spans]
    added, removed = (
        sum(_words(span) for span in spans if span.kind is kind) for kind in (Change.ADDED, Change.REMOVED)
    )
    moved = sum(block.kind is Change.ARRIVED for block in blocks)
    parts = [f"{_count(added, 'word')} added, {_count(removed, 'word')} removed"] if added or removed else []
    parts += [f"{_count(moved, 'paragraph')} moved"] if moved else []
    return ", ".join(parts) or "The words are the same in both."


def _count(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number} {what}s"
