"""An approved version becomes a page of the blog; the order is COMPLETED only when the page was seen with the link."""

from __future__ import annotations

import html
import re

import httpx
from sqlmodel import col, select

from blog_order.blog.addresses import absolute, article_path
from blog_order.content.addresses import normalise
from blog_order.content.slug import make_slug
from blog_order.database import Work, transaction
from blog_order.errors import Failure
from blog_order.mail.render import MailKind
from blog_order.models import Article, ArticleVersion, Decision, Order, OrderStatus, Site, utcnow
from blog_order.orders.lifecycle import Actor, change_status, lock_order
from blog_order.orders.notices import notify_customer
from blog_order.queue.running import RunningJob
from blog_order.settings import get_settings

FETCH_TIMEOUT_SECONDS = 15


def publish(job: RunningJob, decision: Decision) -> None:
    """Put the approved version on the blog, look at the page as a reader would, then complete the order.

    Raises:
        Failure: the page does not come, or does not carry the customer's link.
    """
    job.progress("publishing", 20)
    with transaction() as session:
        path, article_id = _put_on_blog(session, decision)
        target_url = session.get_one(Order, decision.order_id).target_url
    job.progress("looking at the page", 60)
    try:
        check_page(get_settings().page_check_origin + path, target_url)
    except Failure:
        _take_off_blog(article_id)
        raise
    with transaction() as session:
        job.finish(session)
        order = lock_order(session, decision.order_id)
        session.get_one(Decision, decision.id).applied_at = utcnow()
        order.published_url, order.completed_at = absolute(path), utcnow()
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


def _put_on_blog(session: Work, decision: Decision) -> tuple[str, str]:
    order = lock_order(session, decision.order_id)
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
        )
        session.add(article)
        session.flush()
    return article_path(site.slug, article.slug), article.id


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
