"""Two versions compared, as readers see them: blocks of HTML in which what was added and removed is marked."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from blog_order.content.comparison import Change, Span, compare
from blog_order.content.markdown import make_parser, render_tokens
from blog_order.state.changed_html import mark_changes

MOST_CHARACTERS = 200_000
"""Of both versions together; longer ones are not compared. Articles have some 15,000."""
LONGEST_BLOCK = 20_000
"""Characters of HTML, old and new together, up to which a block is compared word by word."""

_parser = make_parser()


@dataclass(frozen=True)
class ComparedBlock:
    """A block: the same, changed (with ``<ins>`` and ``<del>`` inside), or added or removed as a whole."""

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
    blocks = []
    added = removed = 0
    for block in compare(old, new):
        added += sum(_words(span) for span in block.spans if span.kind is Change.ADDED)
        removed += sum(_words(span) for span in block.spans if span.kind is Change.REMOVED)
        before = _html([span for span in block.spans if span.kind is not Change.ADDED], target_url)
        after = _html([span for span in block.spans if span.kind is not Change.REMOVED], target_url)
        if block.kind is not Change.CHANGED:
            blocks.append(ComparedBlock(block.kind.value, before or after))
        elif "<table" in before + after or len(before) + len(after) > LONGEST_BLOCK:
            # No marks may stand between the rows of a table, and a huge block would take seconds.
            blocks += [ComparedBlock(Change.REMOVED.value, before), ComparedBlock(Change.ADDED.value, after)]
        else:
            blocks.append(ComparedBlock(block.kind.value, mark_changes(before, after)))
    return Changes(_summary(added, removed), tuple(blocks))


def _html(spans: list[Span], target_url: str) -> str:
    """Without ids of headings: a page of two versions would have them twice."""
    markdown = "".join(span.text for span in spans)
    return render_tokens(_parser.parse(markdown), paid_url=target_url, mark_paid=True).strip()


def _words(span: Span) -> int:
    return sum(any(c.isalnum() for c in word) for word in span.text.split())


def _summary(added: int, removed: int) -> str:
    if not added and not removed:
        return "The words are the same in both."
    return f"{_count(added)} added, {_count(removed)} removed"


def _count(words: int) -> str:
    return "1 word" if words == 1 else f"{words} words"
