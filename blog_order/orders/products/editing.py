"""What an editor can change of a product's text, and how the changed text is checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from blog_order.content.checks.report import QualityReport
from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.prompting.brief import Brief
from blog_order.database import Work
from blog_order.models import ArticleVersion, Draft, Order

LONGEST_BODY, LONGEST_LINE, MOST_TAGS = 100_000, 300, 12


@dataclass(frozen=True)
class EditedText:
    """What an editor can change: a whole text; or a ``passage`` of a published article and the ``body`` that replaces
    it. Then title, description and tags are the article's own and stay.
    """

    title: str = ""
    meta_description: str = ""
    tags: tuple[str, ...] = ()
    body: str = ""
    passage: str = ""

    def cut(self) -> EditedText:
        """No longer than what can be kept."""
        return EditedText(
            title=self.title[:LONGEST_LINE],
            meta_description=self.meta_description[:LONGEST_LINE],
            tags=tuple(tag[:LONGEST_LINE] for tag in self.tags[:MOST_TAGS]),
            body=self.body[:LONGEST_BODY],
            passage=self.passage[:LONGEST_BODY],
        )


@dataclass(frozen=True)
class Edited:
    """An edited text as it would be kept, and what the quality check says of it.

    ``placement`` and ``edition`` say which passage of a published article it replaces, where it does; ``article`` is
    None where its link found no place.
    """

    article: WrittenArticle | None
    brief: Brief
    report: QualityReport
    placement: dict[str, str] = field(default_factory=dict)
    edition: int | None = None


Base = ArticleVersion | Draft
"""What an editor starts from: a version, or a draft that never became one."""
Judge = Callable[[], Edited]
"""Checks an edited text; no transaction may be open meanwhile, since it can take long."""


@dataclass(frozen=True)
class Editing:
    """How a product's text is edited."""

    passage_only: bool
    """A passage of a published article is edited instead of a whole text."""
    text_of: Callable[[Base], EditedText]
    """The text as the editor finds it."""
    prepare: Callable[[Work, Order, Base | None, EditedText], Judge]
    """Reads what a text is checked against."""


def whole_text(base: Base) -> EditedText:
    """All of a version or a draft."""
    if isinstance(base, ArticleVersion):
        return EditedText(base.title, base.meta_description, tuple(base.tags), base.content)
    written = base.article
    return EditedText(written["title"], written["meta_description"], tuple(written["tags"]), written["body"])
