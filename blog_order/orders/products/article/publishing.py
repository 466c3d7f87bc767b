"""An approved article enters the record, as a new article of its site."""

from __future__ import annotations

from sqlmodel import col, select

from blog_order.catalogue.editions import add_article, lock_article, next_edition, remove_article
from blog_order.content.slug import make_slug
from blog_order.database import Work
from blog_order.logs import get_logger
from blog_order.models import Article, ArticleVersion, Decision, EditionCause, Order, Site
from blog_order.orders.link_slots import sell_with_article
from blog_order.publishing.place import Page
from blog_order.publishing.publication import page_of

log = get_logger(__name__)


def put_article(session: Work, order: Order, decision: Decision) -> str:
    """Make the approved version an article, or find the one that an earlier attempt made; returns its id."""
    version = session.get_one(ArticleVersion, decision.version_id)
    article = _article_of(session, order)
    if article is None:
        return _add(session, order, version, decision.editor).id
    if article.content != version.content:  # made by an earlier approval, and could not be taken back
        article = lock_article(session, article.id)
        article.title, article.description, article.tags = version.title, version.meta_description, version.tags
        article.content = version.content
        next_edition(session, article, EditionCause.PUBLISHED, made_by=decision.editor, order_id=order.id)
    return article.id


def take_back_article(session: Work, order: Order) -> Page | None:
    """Remove the article that an approval made; returns its page, or None when there is nothing to remove."""
    article = _article_of(session, order)
    if article is None:
        return None
    if session.exec(select(Order.id).where(Order.article_id == article.id)).first() is not None:
        log.warning("article.kept", article=article.slug, order=order.public_number, why="a link in it is ordered")
        return None
    page = page_of(article)
    remove_article(session, article)
    return page


def _article_of(session: Work, order: Order) -> Article | None:
    return session.exec(select(Article).where(Article.order_id == order.id)).one_or_none()


def _add(session: Work, order: Order, version: ArticleVersion, editor: str) -> Article:
    site = session.get_one(Site, order.site_id)
    article = Article(
        site_id=site.id,
        publishing_place=site.publishing_place,
        slug=_free_slug(session, site.id, make_slug(version.slug or version.title)),
        title=version.title,
        description=version.meta_description,
        tags=version.tags,
        author=site.author,
        language=site.language,
        content=version.content,
        order_id=order.id,
        paid_links=max(site.paid_links_per_article, 1),
    )
    add_article(session, article, made_by=editor, order_id=order.id)
    sell_with_article(session, article, order)
    return article


def _free_slug(session: Work, site_id: str, wanted: str) -> str:
    """``wanted``, or ``wanted-2`` and so on when another article of the site has it."""
    taken = set(
        session.exec(select(Article.slug).where(Article.site_id == site_id, col(Article.slug).startswith(wanted)))
    )
    number = 1
    while (slug := wanted if number == 1 else f"{wanted}-{number}") in taken:
        number += 1
    return slug
