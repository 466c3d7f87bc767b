"""One labelled article: what was ordered, what was written, and what the check should say about it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import Any

from blog_order.content.checks.article import check_article
from blog_order.content.checks.backlink import check_backlink
from blog_order.content.checks.report import QualityReport
from blog_order.content.placement import Placement
from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.prompting.brief import Brief

HELD_OUT_PERCENT = 30


@dataclass(frozen=True)
class Case:
    """An article and its brief.

    ``id`` is the same in every run. ``expected`` is the id of the check that must fail; empty for a good article.
    ``link`` is the customer's link as it stands in the body.
    """

    id: str
    source: str
    article: WrittenArticle
    brief: Brief
    link: str
    expected: str = ""
    others: tuple[str, ...] = ()
    base: str | None = None
    """For a backlink, the published article,"""
    placement: Placement | None = None
    """and what was done to it."""

    @property
    def held_out(self) -> bool:
        """True for the part that was never looked at while checks were changed: by the name, so it stays the same."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 100 < HELD_OUT_PERCENT

    def check(self) -> QualityReport:
        """What the product's check says; the judge's opinion is not part of it."""
        if self.base is not None and self.placement is not None:
            return check_backlink(self.article, self.brief, base_markdown=self.base, placement=self.placement)
        return check_article(self.article, self.brief, other_texts=self.others)

    def wrote(self, body: str) -> Case:
        """The same with another body.

        Raises:
            ValueError: nothing changed, so nothing was planted.
        """
        if body == self.article.body:
            raise ValueError(f"{self.id}: the body did not change")
        return self.changed(body=body)

    def changed(self, **fields: Any) -> Case:
        """The same with other fields of the article; cleaned as everything is that a model hands back."""
        return replace(self, article=WrittenArticle.model_validate(self.article.model_dump() | fields))

    def ordered(self, **fields: Any) -> Case:
        """The same for another order."""
        return replace(self, brief=Brief.model_validate(self.brief.model_dump() | fields))

    def linked(self, instead: str) -> Case:
        """The same with something else in the place of the customer's link."""
        return self.wrote(self.article.body.replace(self.link, instead, 1))

    def paragraphs(self) -> list[str]:
        """The paragraphs of running text, without the one that holds the link, in their order."""
        return [block for block in plain_paragraphs(self.article.body) if self.link not in block]


def plain_paragraphs(markdown: str) -> list[str]:
    """Blocks of a text that are paragraphs."""
    without_code = re.sub(r"^```.*?^```$", "", markdown, flags=re.DOTALL | re.MULTILINE)
    blocks = [block.strip("\n") for block in without_code.split("\n\n")]
    return [block for block in blocks if block and not re.match(r"\s*(?:[#>|`!]|[-*+] |\d+[.)] )", block)]


def insert_after(body: str, paragraph: str, added: str) -> str:
    """A body with a block after one of its paragraphs."""
    return body.replace(paragraph, f"{paragraph}\n\n{added}", 1)
