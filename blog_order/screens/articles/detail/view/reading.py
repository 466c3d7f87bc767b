"""Reads a published article's editions and makes of them what their page shows. Blocks: call it in a thread."""

from __future__ import annotations

import datetime as dt

from blog_order.blog.body import render_body
from blog_order.catalogue.editions import EditionLine
from blog_order.catalogue.paid_links import PaidLink
from blog_order.catalogue.restoring import Restoring
from blog_order.models import EditionCause, utcnow
from blog_order.orders.reading.published_article import EditionText, PublishedArticle, read_published_article
from blog_order.screens.articles.detail.view.model import (
    ArticleFacts,
    ArticleWanted,
    EditionRow,
    EditionShown,
    EditionsView,
    HeadChange,
    LinkLine,
    OrderLink,
    RestoringView,
)
from blog_order.screens.frame.admin.paths import ORDERS, admin_article_path
from blog_order.screens.frame.paths import article_page_path
from blog_order.screens.frame.view.comparison import Changes, compare_versions
from blog_order.screens.frame.view.moments import moment


def read_editions(wanted: ArticleWanted) -> EditionsView:
    """The page of an article.

    Raises:
        NotFound: no such article.
    """
    article = read_published_article(wanted.site_slug, wanted.slug, wanted.edition)
    now = utcnow()
    current, chosen = article.current, article.chosen
    shows_changes = wanted.changes and chosen.num != current.num
    changes = compare_versions(current.content, chosen.content, "") if shows_changes else Changes("")
    paid_urls = tuple(dict.fromkeys(link.target_url for link in article.links))
    body = render_body(chosen.content, paid_urls, article.paid_link_rel, mark_paid=True)
    return EditionsView(
        facts=_facts(article, now),
        editions=[_row(line, article, now) for line in article.editions],
        edition=EditionShown(
            num=chosen.num,
            label=f"Edition {chosen.num}",
            name=f"edition {chosen.num}",
            title=chosen.title,
            description=chosen.description,
            tags=", ".join(chosen.tags),
            current=chosen.num == current.num,
            shows_changes=shows_changes,
            not_compared="" if changes.blocks else changes.summary,
        ),
        blocks=[] if shows_changes else [str(body.html)],
        changes=list(changes.blocks),
        heads=_heads(current, chosen) if shows_changes else [],
        links=[_link(link) for link in article.carried],
        restoring=_restoring(article.restoring) if article.restoring else RestoringView(),
    )


def _facts(article: PublishedArticle, now: dt.datetime) -> ArticleFacts:
    return ArticleFacts(
        id=article.id,
        path=admin_article_path(article.site_slug, article.slug),
        title=article.current.title,
        site=article.site_name,
        public_url=article.public_url,
        catalogue_path=article_page_path(article.site_slug, article.slug) if article.site_active else "",
        published=moment(article.published_at, now),
        current=article.current.num,
        current_label=f"edition {article.current.num}",
        under_way=[_order(number) for number in article.under_way],
    )


def _row(line: EditionLine, article: PublishedArticle, now: dt.datetime) -> EditionRow:
    text, who = _cause(line)
    return EditionRow(
        num=line.num,
        label=f"Edition {line.num}",
        text=text,
        order=_order(line.number),
        who=who,
        at=moment(line.created_at, now),
        current=line.num == article.current.num,
        chosen=line.num == article.chosen.num,
    )


def _cause(line: EditionLine) -> tuple[str, str]:
    """Why an edition was made, and by whom."""
    by = f"by {line.made_by}" if line.made_by != "blog" else ""
    match line.cause:
        case EditionCause.RESTORED:
            return f"Restored from edition {line.restored_num}", by
        case EditionCause.BACKLINK if line.number:
            return "A link worked in", f"approved {by}" if by else ""
        case EditionCause.BACKLINK:
            return "The text was changed", by
        case EditionCause.PUBLISHED:
            return "Published", f"approved {by}" if by and line.number else by


def _order(number: str) -> OrderLink:
    return OrderLink(number, f"{ORDERS}/{number}" if number else "")


def _link(link: PaidLink) -> LinkLine:
    money = "Paid: the money is with us." if link.paid else "The money was given back, or is on its way back."
    return LinkLine(_order(link.number), link.anchor_text, link.target_url, link.paid, money)


def _heads(current: EditionText, chosen: EditionText) -> list[HeadChange]:
    pairs = (
        ("Title", current.title, chosen.title),
        ("Description", current.description, chosen.description),
        ("Tags", ", ".join(current.tags), ", ".join(chosen.tags)),
    )
    return [HeadChange(name, before, after) for name, before, after in pairs if before != after]


def _restoring(restoring: Restoring) -> RestoringView:
    carries = len(restoring.added) + len(restoring.kept)
    warning = (
        f"The page would then carry {carries} paid links, and the article has places for {restoring.link_slots}."
        if restoring.too_many
        else ""
    )
    return RestoringView(
        removed=[_link(link) for link in restoring.removed],
        added=[_link(link) for link in restoring.added],
        numbers=", ".join(link.number for link in restoring.removed if link.paid),
        warning=warning,
    )
