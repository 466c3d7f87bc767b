"""Is this backlink what was ordered? The link in the whole article, and what is new in the one paragraph.

What the publisher's article was before is not the customer's concern: its length, style and old links are not judged.
"""

from __future__ import annotations

from collections.abc import Iterator

from blog_order.content.checks.guards import passage_guard_checks
from blog_order.content.checks.links import link_checks
from blog_order.content.checks.report import Check, Counts, QualityReport, hard_check, soft_check
from blog_order.content.checks.text import passage_text_checks
from blog_order.content.placement import Placement, what_else_changed
from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.prompting.brief import Brief
from blog_order.content.proof import changed_block
from blog_order.content.reading import Reading, read_markdown, read_written
from blog_order.content.words import sentences_of, words_of

LONGEST_SENTENCE_WORDS = 40
FEW_ADDED_WORDS = 40
OF_THE_WHOLE = ("other-links", "safe-addresses", "internal-links")
"""Checks of links that an article may have failed before the customer's came."""


def check_backlink(article: WrittenArticle, brief: Brief, *, base_markdown: str, placement: Placement) -> QualityReport:
    """Check a published article with the customer's link in it.

    Args:
        article: the article as it would be published.
        brief: what was ordered.
        base_markdown: the published article that the link was worked into.
        placement: the passage and its replacement.
    """
    reading, base = read_written(article), read_markdown(base_markdown)
    paragraph, before = _paragraphs(base_markdown, article.body, placement)
    checks = [
        *_link_checks(reading, base, brief),
        _nothing_else(article, brief, base_markdown, placement),
        *passage_text_checks(paragraph, before, brief, passage=placement.passage, replacement=placement.replacement),
        *passage_guard_checks(paragraph, before, brief),
        *_soft_checks(placement),
    ]
    return QualityReport.of(checks, Counts.of(reading))


def _paragraphs(base_markdown: str, body: str, placement: Placement) -> tuple[Reading, Reading]:
    """The paragraph with the link and the same one before, read with the link definitions of their article."""
    blocks = changed_block(base_markdown, body)
    if blocks is None:  # the proof fails, and says why
        return read_markdown(placement.replacement), read_markdown(placement.passage)
    before, after = blocks
    return (
        read_markdown(after.source, definitions=after.definitions),
        read_markdown(before.source, definitions=before.definitions),
    )


def _link_checks(reading: Reading, base: Reading, brief: Brief) -> Iterator[Check]:
    old = {check.id: check for check in link_checks(base, brief, base)}
    for check in link_checks(reading, brief, base):
        before = old[check.id]
        told = (check.passed, check.value, check.detail)
        if not check.passed and told == (before.passed, before.value, before.detail) and check.id in OF_THE_WHOLE:
            detail = "Nothing new: the published article is so already."
            yield check.model_copy(update={"passed": True, "detail": detail})
        else:
            yield check


def _nothing_else(article: WrittenArticle, brief: Brief, base_markdown: str, placement: Placement) -> Check:
    problem = what_else_changed(base_markdown, article.body, placement, brief) or None
    return hard_check(
        "nothing-else",
        "Nothing else in the article changed",
        problem,
        "All text, headings, links and pictures outside the one passage are the same, byte for byte.",
    )


def _soft_checks(placement: Placement) -> Iterator[Check]:
    sentences = sentences_of(placement.replacement)
    longest = max((len(words_of(sentence)) for sentence in sentences), default=0)
    found = f"The longest sentence has {longest} words"
    yield soft_check(
        "sentence-length",
        "The passage reads easily",
        longest <= LONGEST_SENTENCE_WORDS,
        f"{found}.",
        f"{found}: keep below {LONGEST_SENTENCE_WORDS}.",
        longest,
    )
    added = len(words_of(placement.replacement)) - len(words_of(placement.passage))
    found = f"{max(added, 0)} words were added"
    yield soft_check(
        "small-change",
        "The change is small",
        added <= FEW_ADDED_WORDS,
        f"{found}.",
        f"{found}: {FEW_ADDED_WORDS} or fewer read better.",
        added,
    )
