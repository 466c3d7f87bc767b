"""An approved backlink enters the record, as the next edition of the article that it was written for."""

from __future__ import annotations

from sqlmodel import col, select

from blog_order.catalogue.editions import lock_article, publish_backlink, withdraw_edition
from blog_order.content.checks.backlink import check_backlink
from blog_order.content.placement import Placement, Unplaceable, place_again
from blog_order.content.reading import links_to
from blog_order.database import Work
from blog_order.models import Article, ArticleEdition, ArticleVersion, Decision, EditionCause, Order
from blog_order.orders.events import Event, record_event
from blog_order.orders.lifecycle import Actor
from blog_order.orders.products.backlink.published import make_backlink_brief, published_text
from blog_order.publishing.place import Page
from blog_order.publishing.publication import page_of


def put_backlink(session: Work, order: Order, decision: Decision) -> str:
    """Make the approved version the article's text; returns the article's id.

    The link is worked in again if the article has changed meanwhile. An edition that an earlier attempt made is used.

    Raises:
        Unplaceable: the passage is gone.
    """
    assert order.article_id is not None
    version = session.get_one(ArticleVersion, decision.version_id)
    article = lock_article(session, order.article_id)
    made = _edition_of(session, order)
    if made is not None and (made == article.edition or links_to(article.content, order.target_url)):
        return article.id  # by an attempt that ended before it had looked at the page; others may have changed it since
    content = version.content
    if article.edition != version.edition:
        content = _work_in_again(session, order, article, version)
    publish_backlink(session, article, content, made_by=decision.editor, order_id=order.id)
    return article.id


def take_back_backlink(session: Work, order: Order) -> Page | None:
    """Withdraw the edition that an approval made; returns its page, or None when there is none or a later one."""
    made = _edition_of(session, order)
    if made is None or order.article_id is None:
        return None
    article = lock_article(session, order.article_id)
    return page_of(article) if withdraw_edition(session, article, made) else None


def _edition_of(session: Work, order: Order) -> int | None:
    """The last edition of the article that an approval of this order made."""
    return session.exec(
        select(ArticleEdition.num)
        .where(
            ArticleEdition.article_id == order.article_id,
            ArticleEdition.order_id == order.id,
            ArticleEdition.cause == EditionCause.BACKLINK,
        )
        .order_by(col(ArticleEdition.num).desc())
    ).first()


def _work_in_again(session: Work, order: Order, article: Article, version: ArticleVersion) -> str:
    brief = make_backlink_brief(session, order, article)
    placement = Placement.model_validate(version.placement)
    content = place_again(article.content, placement, brief).markdown
    report = check_backlink(published_text(article, content), brief, base_markdown=article.content, placement=placement)
    if not report.passed:
        raise Unplaceable(report.failed[0].detail)
    record_event(session, order, Event.LINK_WORKED_IN_AGAIN, actor=Actor.WORKER, edition=article.edition)
    return content
