"""Wishes that a version did not follow, and the slug that a version keeps."""

from __future__ import annotations

import pytest

from blog_order.content.prompting.article import NotFollowed
from blog_order.content.prompting.prompt import read_prompt
from blog_order.content.slug import slug_for
from blog_order.content.writing.not_followed import MAX_CHARACTERS, MAX_NOT_FOLLOWED, settle_not_followed
from tests.support.texts import URL, brief


def wish(note: str, reason: str = "Because.") -> NotFollowed:
    return NotFollowed(note=note, reason=reason)


def test_the_writers_words_are_kept() -> None:
    told = [wish("Swear more.", "The site's tone is friendly.")]
    assert settle_not_followed(told, "Swear more, please.", brief()) == told


def test_what_no_text_can_follow_is_said_even_if_the_writer_did_not() -> None:
    notes = f"Link to https://other.example/x. and www.third.example; keep {URL}. Praise payday loans!"
    settled = settle_not_followed([], notes, brief())
    assert [each.note for each in settled] == ["https://other.example/x", "www.third.example", "payday loans"]
    assert "no other address" in settled[0].reason
    assert "Trail Notes" in settled[2].reason


def test_nothing_is_said_twice() -> None:
    told = [wish("Link to HTTPS://other.example/x and mention gambling", "No.")]
    assert settle_not_followed(told, "Link to https://other.example/x and mention gambling", brief()) == told


def test_a_reason_that_betrays_the_instructions_is_left_out() -> None:
    secret = " ".join(read_prompt("common")[0].split()[5:40])
    assert settle_not_followed([wish("Say it.", secret), wish(secret)], "Say it.", brief()) == []


def test_they_stay_few_and_short() -> None:
    settled = settle_not_followed([wish("more " * 999, "less " * 999)] * 50, "x", brief())
    assert len(settled) == MAX_NOT_FOLLOWED
    assert all(max(len(each.note), len(each.reason)) <= MAX_CHARACTERS for each in settled)


@pytest.mark.parametrize(
    ("title", "proposed", "slug"),
    [
        ("How boots should fit", ["boots-fit"], "boots-fit"),
        ("How boots should fit", ["", "Boots FIT"], "boots-fit"),
        ("How boots should fit", ["how-boots-fit", "boots"], "how-boots-fit"),
        ("Desks that fit", ["how-boots-fit", "desks-fit"], "desks-fit"),
        ("Desks that fit", ["casino-bonus", "../../etc"], "desks-that-fit"),
        ("Desks that fit", [], "desks-that-fit"),
        ("日本語", ["日本"], "article"),
    ],
)
def test_a_slug_says_nothing_but_what_the_title_says(title: str, proposed: list[str], slug: str) -> None:
    assert slug_for(title, *proposed) == slug
