"""Reads a published article's editions and makes of them what their page shows. Blocks: call it in a thread."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from blog_order.blog.addresses import absolute, article_path
from blog_order.blog.body import render_body
from blog_order.catalogue.editions import EditionLine
from blog_order.catalogue.paid_links import PaidLink
from blog_order.catalogue.restoring import Restoring
from blog_order.models import EditionCause, utcnow
from blog_order.orders.reading.published_article import EditionText, PublishedArticle, read_published_article
from blog_order.screens.frame.admin.paths import ORDERS, admin_article_path
from blog_order.screens.frame.paths import article_page_path
from blog_order.screens.frame.view.comparison import Changes, ComparedBlock, compare_versions
from blog_order.screens.frame.view.moments import NEVER, Moment, moment


@dataclass(frozen=True)
class ArticleWanted:
    """Which article, and which of its editions is to be read; the one on the blog without a number."""

    site_slug: str
    slug: str
    edition: int | None = None
    changes: bool = False
    """The comparison with the edition on the blog, instead of the text."""


@dataclass(frozen=True)
class OrderLink:
    """An order by its public number, with the way to its page; empty when there is none."""

    number: str = ""
    path: str = ""


@dataclass(frozen=True)
class ArticleFacts:
    """The article itself. ``current`` is the number of the edition on the blog, ``state`` that and what it leads to."""

    id: str = ""
    path: str = ""
    title: str = ""
    site: str = ""
    public_url: str = ""
    catalogue_path: str = ""
    published: Moment = NEVER
    current: int = 0
    current_label: str = ""
    under_way: list[OrderLink] = field(default_factory=list)


@dataclass(frozen=True)
class EditionRow:
    """One edition of the list: ``text`` says why it was made, ``who`` by whom."""

    num: int = 0
    label: str = ""
    text: str = ""
    order: OrderLink = OrderLink()
    who: str = ""
    at: Moment = NEVER
    current: bool = False
    chosen: bool = False


@dataclass(frozen=True)
class EditionShown:
    """The edition that is being read."""

    num: int = 0
    label: str = ""
    name: str = ""
    """The label within a sentence."""
    title: str = ""
    description: str = ""
    tags: str = ""
    current: bool = False
    shows_changes: bool = False
    not_compared: str = ""


@dataclass(frozen=True)
class LinkLine:
    """A paid link, and in words where its money is."""

    order: OrderLink = OrderLink()
    anchor_text: str = ""
    target_url: str = ""
    paid: bool = False
    money: str = ""


@dataclass(frozen=True)
class HeadChange:
    """What would change beside the text: the title, the description, the tags."""

    name: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class RestoringView:
    """What bringing the edition back would do to paid links; ``numbers`` are the paid ones that would go."""

    removed: list[LinkLine] = field(default_factory=list)
    added: list[LinkLine] = field(default_factory=list)
    numbers: str = ""
    warning: str = ""


@dataclass(frozen=True)
class ArticleView:
    """Everything the page shows."""

    facts: ArticleFacts = field(default_factory=ArticleFacts)
    editions: list[EditionRow] = field(default_factory=list)
    edition: EditionShown = field(default_factory=EditionShown)
    blocks: list[str] = field(default_factory=list)
    changes: list[ComparedBlock] = field(default_factory=list)
    heads: list[HeadChange] = field(default_factory=list)
    links: list[LinkLine] = field(default_factory=list)
    restoring: RestoringView = field(default_factory=RestoringView)


def read_article_page(wanted: ArticleWanted) -> ArticleView:
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
    return ArticleView(
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
        public_url=absolute(article_path(article.site_slug, article.slug)),
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
        f"The page would then carry {carries} paid links, and the article has places for {restoring.places}."
        if restoring.too_many
        else ""
    )
    return RestoringView(
        removed=[_link(link) for link in restoring.removed],
        added=[_link(link) for link in restoring.added],
        numbers=", ".join(link.number for link in restoring.removed if link.paid),
        warning=warning,
    )
