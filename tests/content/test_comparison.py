from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog_order.content.comparison import Block, Change, Span, compare
from blog_order.content.streaming import split_blocks
from tests.support.texts import BODY

texts = st.lists(
    st.sampled_from(["one", "two ", "three.", " ", "\n", "\n\n", "# Head\n", "- item\n", "**bold** ", "é", "42"]),
    max_size=40,
).map("".join)


def old_side(blocks: list[Block]) -> list[str]:
    texts = ["".join(span.text for span in block.spans if span.kind != Change.ADDED) for block in blocks]
    return [text for block, text in zip(blocks, texts, strict=True) if block.kind != Change.ADDED]


def new_side(blocks: list[Block]) -> list[str]:
    texts = ["".join(span.text for span in block.spans if span.kind != Change.REMOVED) for block in blocks]
    return [text for block, text in zip(blocks, texts, strict=True) if block.kind != Change.REMOVED]


@settings(max_examples=150, deadline=None)
@given(texts, texts)
def test_both_texts_can_be_read_from_the_comparison(old: str, new: str) -> None:
    blocks = compare(old, new)
    assert old_side(blocks) == split_blocks(old)
    assert new_side(blocks) == split_blocks(new)
    for block in blocks:
        kinds = {span.kind for span in block.spans}
        assert kinds == {block.kind} if block.kind != Change.CHANGED else kinds & {Change.ADDED, Change.REMOVED}
        assert all(span.text for span in block.spans)


def test_the_same_text_has_no_changes() -> None:
    assert {block.kind for block in compare(BODY, BODY)} == {Change.SAME}


def test_a_changed_word_is_shown_as_a_word() -> None:
    blocks = compare("# Head\n\nThe quick brown fox jumps.\n\nEnd.", "# Head\n\nThe quick red fox jumps.\n\nEnd.")
    assert blocks[1] == Block(
        Change.CHANGED,
        (
            Span(Change.SAME, "The quick "),
            Span(Change.REMOVED, "brown"),
            Span(Change.ADDED, "red"),
            Span(Change.SAME, " fox jumps."),
        ),
    )
    assert [block.kind for block in blocks] == ["same", "changed", "same"]


def test_a_rewritten_phrase_is_one_change() -> None:
    (block,) = compare("We walked to the old town in the rain.", "We walked by a small lake in the rain.")
    assert [span.kind for span in block.spans] == ["same", "removed", "added", "same"]
    assert block.spans[1].text == "to the old town"


def test_a_changed_link_address_shows() -> None:
    (block,) = compare("See [this](https://a.example/x) now.", "See [this](https://b.example/x) now.")
    assert [span.text for span in block.spans if span.kind != Change.SAME] == ["a", "b"]


def test_new_and_lost_blocks_stand_where_they_belong() -> None:
    blocks = compare(
        "One fish.\n\nTwo birds sing.\n\nThree.", "One fish.\n\nSomething quite new here!\n\nThree.\n\nFour."
    )
    assert [(block.kind, block.spans[0].text) for block in blocks] == [
        ("same", "One fish."),
        ("removed", "Two birds sing."),
        ("added", "Something quite new here!"),
        ("same", "Three."),
        ("added", "Four."),
    ]


def words(count: int, seed: int, vocabulary: int = 3000) -> list[str]:
    rng = random.Random(seed)
    return [f"word{rng.randrange(vocabulary)}" for _ in range(count)]


def paragraphs(every: list[str], size: int = 80) -> str:
    return "\n\n".join(" ".join(every[at : at + size]) + "." for at in range(0, len(every), size))


BIG = words(25_000, 1)


RANDOM = random.Random(2)
FEW_CHANGED = [word if RANDOM.random() > 0.05 else "changed" for word in BIG]
LIKELY = {
    "5 % changed": (paragraphs(BIG), paragraphs(FEW_CHANGED)),
    "nothing alike": (paragraphs(BIG), paragraphs(words(25_000, 3))),
    "from nothing": ("", paragraphs(BIG)),
    "one paragraph": (" ".join(BIG), " ".join(FEW_CHANGED)),
}
UNLIKELY = {
    "few words": (paragraphs(words(20_000, 1, 5)), paragraphs(words(20_000, 2, 5))),
    "one paragraph, nothing alike": (" ".join(BIG), " ".join(words(25_000, 3))),
    "short sentences": (". ".join(BIG), ". ".join(FEW_CHANGED)),
    "short blocks": ("Ten short words.\n\n" * 4_000, "Ten other words.\n\n" * 4_000),
    "short items": ("- one item of a list\n" * 5_000, "- one item\n- of a list\n" * 4_500),
    "two words": ("a " * 50_000, "a b " * 25_000),
}


@pytest.mark.parametrize("name", [*LIKELY, *UNLIKELY])
def test_200_kilobytes_are_compared_in_less_than_a_second_and_odd_texts_soon_enough(name: str) -> None:
    old, new = (LIKELY | UNLIKELY)[name]
    assert max(len(old), len(new)) > (190_000 if name in LIKELY else 65_000)
    begin = time.process_time()
    blocks = compare(old, new)
    seconds = time.process_time() - begin
    assert seconds < (1 if name in LIKELY else 3)  # the unlikely must only not be quadratic
    assert new_side(blocks) == split_blocks(new)
