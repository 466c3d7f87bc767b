"""One link worked into a published article: the model proposes a passage, code writes the link and proves the rest.

The model names a passage of the article, word for word, and what should stand there instead, with ``{{link}}`` where
the customer's link belongs. Everything else is decided here: the address, the anchor, and that no other byte changed.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from blog_order.content import proof
from blog_order.content.addresses import normalise
from blog_order.content.cleaning import clean_written_text
from blog_order.content.prompting.article import NotFollowed
from blog_order.content.prompting.brief import Brief
from blog_order.content.reading import links_to
from blog_order.content.words import sentences_of, words_of

MARKER = "{{link}}"
MAX_PASSAGE_SENTENCES = 4
MAX_ADDED_SENTENCES = 2
MAX_ADDED_WORDS = 60
MIN_KEPT_SHARE = 0.5
"""Of a passage's words, the share that its replacement keeps in their order."""
FREE_TO_REWRITE_WORDS = 12
"""A passage of so few words may be rewritten wholly."""

_MARKER = re.compile(r"\{\{\s*link\s*\}\}", re.IGNORECASE)
_WRITTEN_LINK = re.compile(
    r"(?<!!)\[((?:[^\[\]\\]|\\.)*)\]\(\s*(?:<(?P<angled>[^<>\n]*)>|(?P<bare>(?:[^\s()<>]|\([^\s()]*\))*))\s*\)"
)
_QUOTE_BREAK = re.compile(r"[ \t]*\n[ \t]*(?:>[ \t]?)*")
_ENTITY = re.compile(r"&(?=#?\w+;)")


class ProposedPlacement(BaseModel):
    """What the model hands back; also the JSON schema of its answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    passage: str = Field(description="One to three whole sentences of one paragraph, copied character for character.")
    not_followed: list[NotFollowed] = Field(description="Wishes that could not be followed; empty if there are none.")
    replacement: str = Field(description="What stands there instead, with {{link}} once where the link goes.")


class Placement(BaseModel):
    """A passage of the published article and what stands in its place, link and all, both as Markdown."""

    model_config = ConfigDict(frozen=True)

    passage: str
    replacement: str


@dataclass(frozen=True)
class Placed:
    """The article with the link in it."""

    markdown: str
    placement: Placement


class Unplaceable(Exception):
    """The proposal cannot be used; the message tells the writer what to mend."""


def link_markdown(brief: Brief) -> str:
    """The customer's link as Markdown that reads back as exactly this anchor and this address."""
    anchor = re.sub(r"([\\\[\]<>`*_|~&!])", r"\\\1", brief.anchor_text)
    address = _ENTITY.sub("&amp;", brief.target_url)
    return f"[{anchor}](<{address}>)" if re.search(r"[()]", address) else f"[{anchor}]({address})"


def place_link(base: str, proposed: ProposedPlacement, brief: Brief) -> Placed:
    """Put a proposal into the published text.

    Raises:
        Unplaceable: with what is wrong.
    """
    passage = proposed.passage.strip()
    if not passage:
        raise Unplaceable("The passage is empty: copy one to three sentences of a paragraph.")
    start, end = _find(base, passage)
    replacement = _with_link(_one_line(clean_written_text(proposed.replacement)), brief)
    placement = Placement(passage=base[start:end], replacement=replacement)
    return _placed(base, placement, start, brief)


def place_again(base: str, placement: Placement, brief: Brief) -> Placed:
    """Work an accepted placement into a newer text of the article, without a model.

    Raises:
        Unplaceable: the passage is no longer there once, or the link stands there by now.
    """
    start, _ = _find(base, placement.passage)
    return _placed(base, placement, start, brief)


def _placed(base: str, placement: Placement, start: int, brief: Brief) -> Placed:
    if links_to(base, brief.target_url):
        raise Unplaceable(f"The published article links to {brief.target_url} already.")
    markdown = base[:start] + placement.replacement + base[start + len(placement.passage) :]
    _check_size(placement)
    problem = what_else_changed(base, markdown, placement, brief)
    if problem:
        raise Unplaceable(problem)
    return Placed(markdown, placement)


def what_else_changed(base: str, new: str, placement: Placement, brief: Brief) -> str:
    """Say what differs beside the placement's passage; empty if nothing does. See ``proof.py``."""
    return proof.what_else_changed(base, new, passage=placement.passage, replacement=placement.replacement, brief=brief)


def _find(base: str, passage: str) -> tuple[int, int]:
    """Where the passage stands; a model may have written other white space than the article has."""
    pattern = r"\s+(?:>\s?)*".join(re.escape(word) for word in passage.split())
    places = [match.span() for match in re.finditer(pattern, base)]
    if not places:
        raise Unplaceable("The passage is not in the article: copy it character for character.")
    if len(places) > 1:
        raise Unplaceable("The passage stands in the article more than once: choose another, or a longer one.")
    return places[0]


def _one_line(text: str) -> str:
    return _QUOTE_BREAK.sub(" ", text.strip())


def _with_link(text: str, brief: Brief) -> str:
    """The replacement with the exact link: for the marker, for a link the model wrote itself, or for the anchor."""
    target = normalise(brief.target_url)
    written = [
        match for match in _WRITTEN_LINK.finditer(text) if normalise(match["angled"] or match["bare"] or "") == target
    ]
    for match in reversed(written):
        text = text[: match.start()] + MARKER + text[match.end() :]
    if not _MARKER.search(text) and text.count(brief.anchor_text) == 1 and f"[{brief.anchor_text}" not in text:
        text = text.replace(brief.anchor_text, MARKER)
    markers = _MARKER.findall(text)
    if len(markers) != 1:
        raise Unplaceable(
            f"The replacement must hold {MARKER} exactly once, where the link goes; it holds it {len(markers)} times."
        )
    return _MARKER.sub(lambda _: link_markdown(brief), text)


def _check_size(placement: Placement) -> None:
    old_words, new_words = words_of(placement.passage), words_of(placement.replacement)
    old_sentences, new_sentences = sentences_of(placement.passage), sentences_of(placement.replacement)
    if len(old_sentences) > MAX_PASSAGE_SENTENCES:
        raise Unplaceable(f"The passage is too long: choose at most {MAX_PASSAGE_SENTENCES} sentences.")
    added = len(new_sentences) - len(old_sentences)
    if added > MAX_ADDED_SENTENCES or len(new_words) - len(old_words) > MAX_ADDED_WORDS:
        raise Unplaceable(
            f"The replacement is too long: add at most {MAX_ADDED_SENTENCES} sentences and {MAX_ADDED_WORDS} words."
        )
    matcher = difflib.SequenceMatcher(None, old_words, new_words, autojunk=False)
    kept = sum(block.size for block in matcher.get_matching_blocks())
    if len(old_words) > FREE_TO_REWRITE_WORDS and kept < MIN_KEPT_SHARE * len(old_words):
        raise Unplaceable("The replacement leaves too little of the passage: keep its words and add to them.")
