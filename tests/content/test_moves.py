"""Paragraphs that moved between two versions."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from blog_order.content.comparison import Block, Change
from blog_order.content.moves import compare_with_moves
from blog_order.content.streaming import split_blocks

FIRST = "The flour is the same on Mondays."
SECOND = "A cold kitchen makes a slow starter, and nobody minds."
THIRD = "Feed it twice and wait for the bubbles to come."
blocks_of_text = st.lists(
    st.sampled_from([FIRST, SECOND, THIRD, "# Head", "- one\n- two", "---", "Short.", SECOND + " Not at all."]),
    max_size=12,
).map("\n\n".join)


def kinds(old: list[str], new: list[str]) -> list[Change]:
    return [block.kind for block in compare_with_moves("\n\n".join(old), "\n\n".join(new))]


def texts(blocks: list[Block], kinds: set[Change], without: Change) -> list[str]:
    return [
        "".join(span.text for span in block.spans if span.kind != without) for block in blocks if block.kind in kinds
    ]


def test_a_moved_paragraph_stands_where_it_was_and_where_it_is() -> None:
    assert kinds([FIRST, SECOND, THIRD], [THIRD, FIRST, SECOND]) == ["arrived", "same", "same", "left"]


def test_a_paragraph_that_moved_and_changed_shows_its_change() -> None:
    blocks = compare_with_moves(
        "\n\n".join([SECOND, FIRST, THIRD]), "\n\n".join([FIRST, THIRD, SECOND.replace("slow", "sleepy")])
    )
    assert [block.kind for block in blocks] == ["left", "same", "same", "arrived"]
    assert [(span.kind, span.text) for span in blocks[3].spans if span.kind != Change.SAME] == [
        ("removed", "slow"),
        ("added", "sleepy"),
    ]


def test_what_is_gone_and_what_is_new_did_not_move() -> None:
    other = "- ovens\n- tins\n- peels\n- racks"
    assert kinds([FIRST, SECOND], [FIRST, other]) == ["same", "removed", "added"]


def test_short_blocks_do_not_move() -> None:
    assert kinds(["---", FIRST, SECOND], [FIRST, SECOND, "---"]) == ["removed", "same", "same", "added"]


def test_a_moved_paragraph_is_not_taken_for_another_that_is_alike() -> None:
    alike = SECOND.replace("nobody", "everybody")
    assert kinds([SECOND, FIRST, THIRD], [alike, FIRST, THIRD, SECOND]) == ["left", "added", "same", "same", "arrived"]


def test_a_paragraph_moved_twice_over_arrives_once_for_each_that_left() -> None:
    found = kinds([SECOND, FIRST], [FIRST, SECOND, SECOND])
    assert (found.count(Change.LEFT), found.count(Change.ARRIVED), found.count(Change.ADDED)) == (1, 1, 1)


@settings(max_examples=150, deadline=None)
@given(blocks_of_text, blocks_of_text)
def test_both_texts_can_be_read_from_it(old: str, new: str) -> None:
    blocks = compare_with_moves(old, new)
    before = texts(blocks, {Change.SAME, Change.CHANGED, Change.REMOVED, Change.LEFT}, without=Change.ADDED)
    after = texts(blocks, {Change.SAME, Change.CHANGED, Change.ADDED, Change.ARRIVED}, without=Change.REMOVED)
    assert before == split_blocks(old)
    assert after == split_blocks(new)
    assert [b.kind for b in blocks].count(Change.LEFT) == [b.kind for b in blocks].count(Change.ARRIVED)
