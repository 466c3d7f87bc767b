"""An approved article enters the record, as a new article of its site."""

from __future__ import annotations

from sqlmodel import col, select

from blog_order.catalogue.editions import add_article
from blog_order.content.slug import make_slug
from blog_order.database import Work
from blog_order.models import Article, ArticleVersion, Decision, Order, Site
from blog_order.orders.link_slots import sell_with_article
from blog_order.orders.products.approved import ApprovedEdition


def put_article(session: Work, order: Order, decision: Decision) -> ApprovedEdition:
    """Make the approved version an article; the same one when an attempt that was cut off has made it already."""
    site = session.get_one(Site, order.site_id)
    version = session.get_one(ArticleVersion, decision.version_id)
    article = session.exec(select(Article).where(Article.order_id == order.id)).one_or_none()
    if article is None:
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
        add_article(session, article, made_by=decision.editor, order_id=order.id)
        sell_with_article(session, article, order)
    return ApprovedEdition(article.id, 1)


def _free_slug(session: Work, site_id: str, wanted: str) -> str:
    """``wanted``, or ``wanted-2`` and so on when another article of the site has it."""
    taken = set(
        session.exec(select(Article.slug).where(Article.site_id == site_id, col(Article.slug).startswith(wanted)))
    )
    number = 1
    while (slug := wanted if number == 1 else f"{wanted}-{number}") in taken:
        number += 1
    return slug
