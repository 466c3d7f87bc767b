"""What a writing job has to do: the brief made of the order and its site, and what a revision starts from."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from blog_order.blog.addresses import article_path
from blog_order.content.article import WrittenArticle
from blog_order.content.brief import Brief, InternalLink, SiteVoice, Task
from blog_order.content.reading import links_to
from blog_order.database import Work
from blog_order.errors import Failure
from blog_order.models import Article, ArticleVersion, Order, Product, Revision, Site
from blog_order.queue.running import RunningJob

OTHER_TEXTS = 200
"""So many of the site's latest articles are compared with a draft to find near copies."""


@dataclass(frozen=True)
class Assignment:
    """What a writing job has to do. ``base`` is the version that a revision starts from."""

    brief: Brief
    others: list[str]
    base: ArticleVersion | None = None
    notes: str = ""
    published: WrittenArticle | None = None
    """For a backlink: the article as it is on the blog, byte for byte."""
    edition: int | None = None
    """Its number."""

    @property
    def base_article(self) -> WrittenArticle | None:
        """The base as the writer reads it."""
        if (base := self.base) is None:
            return None
        return WrittenArticle(
            title=base.title,
            slug=base.slug,
            meta_description=base.meta_description,
            tags=base.tags,
            not_followed=[],
            body=base.content,
        )


def read_assignment(session: Work, job: RunningJob) -> Assignment:
    """The brief of a job, with the version and the notes that it starts from when it is a revision."""
    order = session.get_one(Order, job.order_id)
    others = _other_texts(session, order.site_id)
    revision = session.exec(select(Revision).where(Revision.job_id == job.id)).first()
    if order.product == Product.BACKLINK:
        return _read_backlink(session, order, revision)
    if revision is None:
        return Assignment(make_brief(session, order, Task.ARTICLE), others)
    brief = make_brief(session, order, Task.ARTICLE_REVISION)
    brief = brief.model_copy(update={"revision_notes": _all_notes(session, order, revision)})
    return Assignment(brief, others, session.get_one(ArticleVersion, revision.base_id), revision.notes)


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
    # Not validated: that would clean the text, and every byte of it must come back.
    published = WrittenArticle.model_construct(
        title=article.title,
        slug=article.slug,
        meta_description=article.description,
        tags=list(article.tags),
        not_followed=[],
        body=article.content,
    )
    if revision is None:
        brief = make_brief(session, order, Task.BACKLINK)
        return Assignment(brief, [], published=published, edition=article.edition)
    base = session.get_one(ArticleVersion, revision.base_id)
    brief = make_brief(session, order, Task.BACKLINK_REVISION).model_copy(
        update={
            "revision_notes": _all_notes(session, order, revision),
            "previous_passage": base.placement.get("passage", ""),
            "previous_replacement": base.placement.get("replacement", ""),
        }
    )
    return Assignment(brief, [], base, revision.notes, published, article.edition)


def _all_notes(session: Work, order: Order, revision: Revision) -> tuple[str, ...]:
    earlier = session.exec(
        select(ArticleVersion.notes)
        .where(ArticleVersion.order_id == order.id, ArticleVersion.notes != "")
        .order_by(col(ArticleVersion.num))
    ).all()
    return (*earlier, revision.notes)


def make_brief(session: Work, order: Order, task: Task) -> Brief:
    """The order and its site, as the writer sees them."""
    site = session.get_one(Site, order.site_id)
    recent = session.exec(
        select(Article.title, Article.slug)
        .where(Article.site_id == site.id, Article.language == site.language)
        .order_by(col(Article.published_at).desc())
        .limit(12)
    ).all()
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
        internal_links=tuple(InternalLink(title=title, url=article_path(site.slug, slug)) for title, slug in recent),
    )


def _other_texts(session: Work, site_id: str) -> list[str]:
    latest = select(Article.content).where(Article.site_id == site_id).order_by(col(Article.published_at).desc())
    return list(session.exec(latest.limit(OTHER_TEXTS)))
