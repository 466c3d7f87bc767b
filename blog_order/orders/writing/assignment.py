"""What a writing job has to do: the brief made of the order and its site, and what a revision starts from."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import select

from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.prompting.brief import MAX_REVISION_NOTES_CHARACTERS, Brief, SiteVoice, Task
from blog_order.content.reading import links_to
from blog_order.database import Work
from blog_order.errors import Failure
from blog_order.models import Article, ArticleVersion, Order, Product, Revision, Site
from blog_order.orders.versions import newest_version, versions_of
from blog_order.orders.writing.own_links import own_links
from blog_order.queue.running import RunningJob


@dataclass(frozen=True)
class Assignment:
    """What a writing job has to do. ``base`` is the version that a revision starts from."""

    brief: Brief
    base: ArticleVersion | None = None
    notes: str = ""
    published: WrittenArticle | None = None
    """For a backlink: the article as it is on the blog, byte for byte."""
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


def published_text(article: Article, body: str) -> WrittenArticle:
    """A published article with this Markdown as its text.

    Not validated: that would clean the text, and every byte outside the customer's passage must stay.
    """
    return WrittenArticle.model_construct(
        title=article.title,
        slug=article.slug,
        meta_description=article.description,
        tags=list(article.tags),
        not_followed=[],
        body=body,
    )


def read_assignment(session: Work, job: RunningJob) -> Assignment:
    """The brief of a job, with the version and the notes that it starts from when it is a revision."""
    order = session.get_one(Order, job.order_id)
    revision = session.exec(select(Revision).where(Revision.job_id == job.id)).first()
    if order.product == Product.BACKLINK:
        return _read_backlink(session, order, revision)
    if revision is None:
        return Assignment(make_brief(session, order, Task.ARTICLE))
    base = session.get_one(ArticleVersion, revision.base_id)
    notes = _notes_so_far(session, base, revision.notes)
    brief = make_brief(session, order, Task.ARTICLE_REVISION, notes, base_markdown=base.content)
    return Assignment(brief, base, revision.notes)


def _read_backlink(session: Work, order: Order, revision: Revision | None) -> Assignment:
    """A backlink starts from the published article each time, whatever versions there were."""
    article = session.get(Article, order.article_id)
    if article is None:
        raise Failure("The article is no longer on the blog, so your link has no place in it.", retryable=False)
    if links_to(article.content, order.target_url):
        raise Failure(
            "The article has come to link to your address already, so a second link would help nobody.",
            retryable=False,
        )
    published = published_text(article, article.content)
    base = _backlink_base(session, order, revision)
    notes = _notes_so_far(session, base, revision.notes if revision else "") if base else ()
    brief = make_brief(session, order, Task.BACKLINK_REVISION if notes else Task.BACKLINK, notes)
    if base is None or not notes:
        return Assignment(brief, published=published, edition=article.edition)
    # The passage may have left the article since; then the notes are worked in at another place.
    placement = base.placement if base.placement.get("passage", "") in article.content else {}
    brief = brief.model_copy(
        update={
            "previous_passage": placement.get("passage", ""),
            "previous_replacement": placement.get("replacement", ""),
        }
    )
    return Assignment(brief, base if revision else None, revision.notes if revision else "", published, article.edition)


def _backlink_base(session: Work, order: Order, revision: Revision | None) -> ArticleVersion | None:
    """The version that the customer's wishes are about; the latest where the article has changed since."""
    if revision is not None:
        return session.get_one(ArticleVersion, revision.base_id)
    return newest_version(session, order.id)


def _notes_so_far(session: Work, base: ArticleVersion, last: str) -> tuple[str, ...]:
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
    session: Work, order: Order, task: Task, notes_so_far: tuple[str, ...] = (), *, base_markdown: str = ""
) -> Brief:
    """The order and its site, as the writer sees them; for a revision with the wishes, and the text that is revised."""
    site = session.get_one(Site, order.site_id)
    whole = task in (Task.ARTICLE, Task.ARTICLE_REVISION)
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
            language=site.language,
            banned_topics=tuple(site.banned_topics),
            reading_grade_min=site.reading_grade_min,
            reading_grade_max=site.reading_grade_max,
        ),
        min_words=site.min_words,
        max_words=site.max_words,
        revision_notes=notes_so_far,
        internal_links=own_links(session, site, order, base_markdown) if whole else (),
    )
