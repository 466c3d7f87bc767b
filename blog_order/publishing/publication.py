"""What a place is told, read from the record; and what it answered, kept there."""

from __future__ import annotations

from blog_order.catalogue.editions import read_edition
from blog_order.catalogue.paid_links import paid_links
from blog_order.database import Work, transaction
from blog_order.models import Article, Site
from blog_order.publishing.place import Page, Publication
from blog_order.publishing.registry import place_of


def read_publication(session: Work, article_id: str, edition: int | None = None) -> Publication:
    """An edition of an article for its place; the current one unless ``edition`` names another.

    Raises:
        NotFound: no such edition.
    """
    article = session.get_one(Article, article_id)
    site = session.get_one(Site, article.site_id)
    text = read_edition(session, article_id, edition or article.edition)
    return Publication(
        page=page_of(article),
        edition=text.num,
        site_slug=site.slug,
        slug=article.slug,
        title=text.title,
        description=text.description,
        tags=tuple(text.tags),
        author=article.author,
        language=article.language,
        content=text.content,
        paid_urls=tuple(link.target_url for link in paid_links(session, article)),
        paid_link_rel=site.paid_link_rel,
    )


def page_of(article: Article) -> Page:
    """The article's page, as far as its place has told us."""
    return Page(
        article_id=article.id,
        site_id=article.site_id,
        place=article.publishing_place,
        url=article.public_url,
        reference=article.place_reference,
    )


def keep_page(page: Page) -> None:
    """Store where a place has put an article; not for the built-in blog, whose URLs follow PUBLIC_URL."""
    if place_of(page.place).shows_record:
        return
    with transaction() as session:
        if (article := session.get(Article, page.article_id)) is not None:
            article.public_url, article.place_reference = page.url, page.reference
