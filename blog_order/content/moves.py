"""Paragraphs that moved: what :func:`compare` shows as removed in one place and added in another."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence

from blog_order.content.comparison import Block, Change, Span, changed_spans, compare, count_tokens, shared_tokens

SHORTEST_WORDS = 3
"""A shorter block (a rule, a heading of one word) stands in many texts by chance."""
STILL_THE_SAME = 0.8
"""Share of words in common from which a block elsewhere is the same one, moved and changed."""
_MOST_PAIRS = 4000
"""So many likenesses are worked out at most (some 5 µs a word); beyond, only what is the same word for word moves."""


def compare_with_moves(old_markdown: str, new_markdown: str) -> list[Block]:
    """As :func:`compare`, with blocks that moved told from those that were removed or added."""
    return find_moves(compare(old_markdown, new_markdown))


def find_moves(blocks: Sequence[Block]) -> list[Block]:
    """The same blocks, those that moved marked LEFT where they were and ARRIVED where they are."""
    left = {at: _text(block) for at, block in enumerate(blocks) if _may_move(block, Change.REMOVED)}
    arrived = {at: _text(block) for at, block in enumerate(blocks) if _may_move(block, Change.ADDED)}
    moved = _word_for_word(left, arrived)
    for old_at, new_at in moved:
        del left[old_at], arrived[new_at]
    if len(left) * len(arrived) <= _MOST_PAIRS:
        moved += _alike(left, arrived)
    result = list(blocks)
    for old_at, new_at in moved:
        old, new = _text(blocks[old_at]), _text(blocks[new_at])
        result[old_at] = Block(Change.LEFT, blocks[old_at].spans)
        spans = (Span(Change.SAME, new),) if old.strip() == new.strip() else changed_spans(old, new)
        result[new_at] = Block(Change.ARRIVED, spans)
    return result


def _may_move(block: Block, kind: Change) -> bool:
    return block.kind is kind and len(_text(block).split()) >= SHORTEST_WORDS


def _text(block: Block) -> str:
    return "".join(span.text for span in block.spans)


def _word_for_word(left: dict[int, str], arrived: dict[int, str]) -> list[tuple[int, int]]:
    places: defaultdict[str, deque[int]] = defaultdict(deque)
    for at, text in arrived.items():
        places[text.strip()].append(at)
    return [(at, places[text.strip()].popleft()) for at, text in left.items() if places[text.strip()]]


def _alike(left: dict[int, str], arrived: dict[int, str]) -> list[tuple[int, int]]:
    """The most alike pairs first, each block in one pair."""
    old = {at: count_tokens(text) for at, text in left.items()}
    new = {at: count_tokens(text) for at, text in arrived.items()}
    ranked = sorted(((shared_tokens(old[i], new[j]), i, j) for i in old for j in new), key=lambda pair: -pair[0])
    pairs: dict[int, int] = {}
    for how_alike, i, j in ranked:
        if how_alike < STILL_THE_SAME:
            break
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return list(pairs.items())
