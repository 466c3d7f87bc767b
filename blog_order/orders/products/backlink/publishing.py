"""An approved backlink enters the record, as the next edition of the article that it was written for."""

from __future__ import annotations

from sqlmodel import select

from blog_order.catalogue.editions import lock_article, publish_backlink
from blog_order.content.checks.backlink import check_backlink
from blog_order.content.placement import Placement, Unplaceable, place_again
from blog_order.content.prompting.brief import Task
from blog_order.database import Work
from blog_order.models import Article, ArticleEdition, ArticleVersion, Decision, EditionCause, Order
from blog_order.orders.events import Event, record_event
from blog_order.orders.lifecycle import Actor
from blog_order.orders.products.approved import ApprovedEdition
from blog_order.orders.products.assignment import make_brief
from blog_order.orders.products.backlink.published import published_text


def put_backlink(session: Work, order: Order, decision: Decision) -> ApprovedEdition:
    """Make the approved version the article's text; work the link in again if the article has changed meanwhile.

    Raises:
        Unplaceable: the passage is gone.
    """
    assert order.article_id is not None
    version = session.get_one(ArticleVersion, decision.version_id)
    article = lock_article(session, order.article_id)
    made = session.exec(
        select(ArticleEdition.num).where(
            ArticleEdition.article_id == article.id,
            ArticleEdition.order_id == order.id,
            ArticleEdition.cause == EditionCause.BACKLINK,
        )
    ).first()
    if made is not None and made == article.edition:
        return ApprovedEdition(article.id, made)  # by an attempt that ended before it had looked at the page
    content = version.content
    if article.edition != version.edition:
        content = _work_in_again(session, order, article, version)
    edition = publish_backlink(session, article, content, made_by=decision.editor, order_id=order.id)
    return ApprovedEdition(article.id, edition)


def _work_in_again(session: Work, order: Order, article: Article, version: ArticleVersion) -> str:
    brief = make_brief(session, order, Task.BACKLINK)
    placement = Placement.model_validate(version.placement)
    content = place_again(article.content, placement, brief).markdown
    report = check_backlink(published_text(article, content), brief, base_markdown=article.content, placement=placement)
    if not report.passed:
        raise Unplaceable(report.failed[0].detail)
    record_event(session, order, Event.LINK_WORKED_IN_AGAIN, actor=Actor.WORKER, edition=article.edition)
    return content
