"""One cleaning for all text: nothing that hides, nothing joined or cut silently, anchors kept to the code point."""

from __future__ import annotations

import pytest

from blog_order.content.cleaning import BROKEN, clean_customer_line, clean_text, clean_written_text
from blog_order.content.markdown import render_article
from blog_order.content.placement import MARKER, ProposedPlacement, link_markdown, place_link
from blog_order.content.reading import read_markdown
from tests.support.texts import brief

ANCHORS = [
    "می\u200cخواهم راهنما",
    "guide for 👨\u200d👩\u200d👧",
    "❤\ufe0f guide",
    "👩\u200d❤\ufe0f\u200d👩 guide",
    "1\ufe0f\u20e3 guide",
    "क्\u200dष guide",
]


@pytest.mark.parametrize("anchor", ANCHORS)
def test_an_anchor_is_the_same_to_the_code_point_everywhere(anchor: str) -> None:
    assert clean_text(anchor) == anchor
    assert clean_customer_line(anchor) == anchor
    order = brief(anchor_text=anchor)
    assert order.anchor_text == anchor
    (link,) = read_markdown(f"See {link_markdown(order)} now.").links
    assert link.text == anchor
    assert f">{anchor}</a>" in render_article(f"See {link_markdown(order)} now.")
    proposed = ProposedPlacement(passage="Soil is life.", not_followed=[], replacement=f"Soil is life. See {MARKER}.")
    assert f"[{anchor}]" in place_link("Soil is life.", proposed, order).markdown


@pytest.mark.parametrize(
    "hiding", ["gui\u200dde", "\u200cguide", "guide\u200d", "gui\ufe0fde", "gu\u200c\u200did\u200ce"]
)
def test_what_hides_between_latin_letters_goes(hiding: str) -> None:
    assert clean_text(hiding) == clean_customer_line(hiding) == "guide"


@pytest.mark.parametrize("broken", ["\x00", "\x1b", "\ue000", "\ufdd0", "\x00\x00"])
def test_a_word_is_never_joined_or_cut_silently(broken: str) -> None:
    assert clean_written_text(f"f{broken}fcr") == f"f{BROKEN}fcr"
    assert clean_written_text(f"a {broken} b{broken}") == "a  b"


@pytest.mark.parametrize("dropped", ["\u200b", "\u00ad", "\ufeff", "\u202e", "\u2066", "\U000e0041", "\ufe01"])
def test_what_nobody_sees_is_dropped_from_a_models_text(dropped: str) -> None:
    assert clean_written_text(f"so{dropped}il") == "soil"


def test_a_models_backlink_is_cleaned() -> None:
    order = brief()
    replacement = f"Soil is\u200b life\x00. \u202eSee {MARKER}."
    proposed = ProposedPlacement(passage="Soil is life.", not_followed=[], replacement=replacement)
    placed = place_link("Soil is life.", proposed, order)
    assert placed.markdown == f"Soil is life. See {link_markdown(order)}."
