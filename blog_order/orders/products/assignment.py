"""What a writing job has to do: a brief, and what a revision starts from. Each product makes its own assignments."""

from __future__ import annotations

from dataclasses import dataclass

from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.prompting.brief import MAX_REVISION_NOTES_CHARACTERS, Brief, InternalLink, SiteVoice, Task
from blog_order.database import Work
from blog_order.models import ArticleVersion, Order, Site
from blog_order.orders.versions import versions_of


@dataclass(frozen=True)
class Assignment:
    """What a writing job has to do. ``base`` is the version that a revision starts from."""

    brief: Brief
    base: ArticleVersion | None = None
    notes: str = ""
    published: WrittenArticle | None = None
    """The article that the draft is worked into, as it is on the blog, byte for byte; None for a new text."""
    edition: int | None = None
    """Its number."""

    @property
    def wishes(self) -> str:
        """The customer's notes that the version is written by: the last ones, or those of the order."""
        return self.brief.revision_notes[-1] if self.brief.revision_notes else self.brief.notes

    @property
    def base_article(self) -> WrittenArticle | None:
        """The base as the writer reads it."""
        return version_text(self.base) if self.base is not None else None


def version_text(version: ArticleVersion) -> WrittenArticle:
    """A version as the writer handed it back."""
    return WrittenArticle(
        title=version.title,
        slug=version.slug,
        meta_description=version.meta_description,
        tags=version.tags,
        not_followed=[],
        body=version.content,
    )


def notes_so_far(session: Work, base: ArticleVersion, last: str) -> tuple[str, ...]:
    """The notes that led to ``base``, oldest first, and the last ones. Those of versions that the customer has gone
    back behind are not among them; of very many the oldest are left out, since they are in the text already."""
    versions = {version.id: version for version in versions_of(session, base.order_id)}
    by_num = {version.num: version for version in versions.values()}
    notes, room = [last] if last else [], MAX_REVISION_NOTES_CHARACTERS - len(last)
    version: ArticleVersion | None = base
    while version is not None and (room := room - len(version.notes)) >= 0:
        notes += [version.notes] if version.notes else []
        version = versions[version.base_id] if version.base_id else by_num.get(version.num - 1)
    return tuple(reversed(notes))


def make_brief(
    session: Work,
    order: Order,
    task: Task,
    notes: tuple[str, ...] = (),
    internal_links: tuple[InternalLink, ...] = (),
    language: str | None = None,
) -> Brief:
    """The order and its site, as the writer sees them.

    Args:
        notes: the customer's wishes so far, oldest first, for a revision.
        internal_links: articles of the site that the text may link to.
        language: of the text (ISO 639-1), where it isn't the site's.
    """
    site = session.get_one(Site, order.site_id)
    return Brief(
        task=task,
        topic=order.topic,
        niche=order.niche,
        keyword=order.keyword,
        target_url=order.target_url,
        anchor_text=order.anchor_text,
        notes=order.notes,
        site=SiteVoice(
            name=site.name,
            slug=site.slug,
            topic=site.topic,
            audience=site.audience,
            tone=site.tone,
            language=language or site.language,
            banned_topics=tuple(site.banned_topics),
            reading_grade_min=site.reading_grade_min,
            reading_grade_max=site.reading_grade_max,
        ),
        min_words=site.min_words,
        max_words=site.max_words,
        revision_notes=notes,
        internal_links=internal_links,
    )
