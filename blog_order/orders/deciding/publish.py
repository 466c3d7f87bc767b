"""An approved version becomes a page of the blog; the order is COMPLETED only when the page was seen with the link."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

import httpx
from sqlmodel import col, select

from blog_order.blog.addresses import absolute, article_path
from blog_order.catalogue.editions import add_article, lock_article, publish_backlink, withdraw_edition
from blog_order.content.addresses import normalise
from blog_order.content.checks.backlink import check_backlink
from blog_order.content.placement import Placement, Unplaceable, place_again
from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.prompting.brief import Task
from blog_order.content.slug import make_slug
from blog_order.database import Work, transaction
from blog_order.errors import Failure
from blog_order.mail.render import MailKind
from blog_order.models import (
    Article,
    ArticleEdition,
    ArticleVersion,
    Decision,
    EditionCause,
    Order,
    OrderStatus,
    Site,
    utcnow,
)
from blog_order.orders.kinds import first_job_kind
from blog_order.orders.lifecycle import Actor, change_status, lock_order, record_event
from blog_order.orders.link_slots import sell_with_article
from blog_order.orders.notices import notify_customer
from blog_order.orders.writing.assignment import make_brief
from blog_order.queue import ledger
from blog_order.queue.running import RunningJob
from blog_order.settings import get_settings

FETCH_TIMEOUT_SECONDS = 15


def publish(job: RunningJob, decision: Decision) -> None:
    """Put the approved version on the blog, look at the page as a reader would, then complete the order.

    A backlink whose article has changed since it was written is worked into the article as it is now; where its
    passage is gone, it is written anew and comes back to the customer.

    Raises:
        Failure: the page does not come, or does not carry the customer's link.
    """
    job.progress("publishing", 20)
    with transaction() as session:
        order = lock_order(session, decision.order_id)
        if order.status != OrderStatus.ADMIN_REVIEW:
            return  # disputed or refunded in this very moment
        target_url = order.target_url
        try:
            placed = _put_backlink(session, order, decision) if order.article_id else _put_article(session, decision)
        except Unplaceable as error:
            _write_again(session, job, order, decision, str(error))
            return
    job.progress("looking at the page", 60)
    try:
        check_page(get_settings().page_check_origin + placed.path, target_url)
    except Failure:
        placed.take_back()
        raise
    with transaction() as session:
        job.finish(session)
        order = lock_order(session, decision.order_id)
        session.get_one(Decision, decision.id).applied_at = utcnow()
        order.published_url, order.completed_at = absolute(placed.path), utcnow()
        change_status(
            session, order, OrderStatus.COMPLETED, actor=Actor.WORKER, who=decision.editor, what="order.published"
        )
        notify_customer(
            session, order, MailKind.PUBLISHED, key=f"published-{order.id}", published_url=order.published_url
        )


def check_page(address: str, target_url: str) -> None:
    """See that the page is there and links to ``target_url``.

    Raises:
        Failure: it is not so.
    """
    try:
        answer = httpx.get(address, timeout=FETCH_TIMEOUT_SECONDS, trust_env=False, follow_redirects=True)
    except httpx.HTTPError as error:
        raise Failure("The published page could not be fetched.") from error
    if answer.status_code != 200:
        raise Failure(f"The published page answers {answer.status_code}.")
    links = {normalise(html.unescape(link)) for link in re.findall(r'<a[^>]*\shref="([^"]*)"', answer.text)}
    if normalise(target_url) not in links:
        raise Failure("The published page does not carry the customer's link.")


@dataclass(frozen=True)
class _Placed:
    path: str
    article_id: str
    edition: int

    def take_back(self) -> None:
        """The page is not as it should be: nothing of it stays."""
        if self.edition == 1:
            _take_off_blog(self.article_id)
        else:
            withdraw_edition(self.article_id, self.edition)


def _put_article(session: Work, decision: Decision) -> _Placed:
    order = session.get_one(Order, decision.order_id)
    site = session.get_one(Site, order.site_id)
    version = session.get_one(ArticleVersion, decision.version_id)
    article = session.exec(select(Article).where(Article.order_id == order.id)).one_or_none()
    if article is None:
        article = Article(
            site_id=site.id,
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
    return _Placed(article_path(site.slug, article.slug), article.id, 1)


def _put_backlink(session: Work, order: Order, decision: Decision) -> _Placed:
    """Make the version the article's published text, on what the article is now. Raises Unplaceable."""
    assert order.article_id is not None
    version = session.get_one(ArticleVersion, decision.version_id)
    article = lock_article(session, order.article_id)
    site = session.get_one(Site, article.site_id)
    path = article_path(site.slug, article.slug)
    made = session.exec(
        select(ArticleEdition.num).where(
            ArticleEdition.article_id == article.id,
            ArticleEdition.order_id == order.id,
            ArticleEdition.cause == EditionCause.BACKLINK,
        )
    ).first()
    if made is not None and made == article.edition:
        return _Placed(path, article.id, made)  # put there by an attempt that ended before it had looked at the page
    content = version.content
    if article.edition != version.edition:
        content = _work_in_again(session, order, article, version)
    edition = publish_backlink(session, article, content, made_by=decision.editor, order_id=order.id)
    return _Placed(path, article.id, edition)


def _work_in_again(session: Work, order: Order, article: Article, version: ArticleVersion) -> str:
    brief = make_brief(session, order, Task.BACKLINK)
    placement = Placement.model_validate(version.placement)
    content = place_again(article.content, placement, brief).markdown
    written = WrittenArticle.model_construct(
        title=article.title,
        slug=article.slug,
        meta_description=article.description,
        tags=article.tags,
        not_followed=[],
        body=content,
    )
    report = check_backlink(written, brief, base_markdown=article.content, placement=placement)
    if not report.passed:
        raise Unplaceable(report.failed[0].detail)
    record_event(session, order, "link.worked_in_again", actor=Actor.WORKER, edition=article.edition)
    return content


def _write_again(session: Work, job: RunningJob, order: Order, decision: Decision, why: str) -> None:
    """The article has changed where the link stood: a new version is written on it, and the customer reads that."""
    job.finish(session)
    row = session.get_one(Decision, decision.id)
    row.undone_at, row.trouble = utcnow(), f"The article has changed since: {why}"
    order.submitted_version_id = order.submitted_at = None
    change_status(session, order, OrderStatus.PROCESSING, actor=Actor.WORKER, what="article.changed", reason=why)
    ledger.enqueue(session, first_job_kind(order.product), order_id=order.id)


def _take_off_blog(article_id: str) -> None:
    with transaction() as session:
        article = session.get(Article, article_id)
        if article is not None:
            session.delete(article)


def _free_slug(session: Work, site_id: str, wanted: str) -> str:
    """``wanted``, or ``wanted-2`` and so on when another article of the site has it."""
    taken = set(
        session.exec(select(Article.slug).where(Article.site_id == site_id, col(Article.slug).startswith(wanted)))
    )
    number = 1
    while (slug := wanted if number == 1 else f"{wanted}-{number}") in taken:
        number += 1
    return slug
