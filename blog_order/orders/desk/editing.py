"""An editor edits an order's text: what there is to edit, and what the quality check says of it as it is typed.

Of an article everything can be edited; of a backlink the passage and what stands there instead, so that the rest of
the published article stays as it is and the link comes out exactly as it was ordered. ``edit_saving.py`` saves it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.content.checks.article import check_article
from blog_order.content.checks.backlink import check_backlink
from blog_order.content.checks.report import QualityReport
from blog_order.content.cleaning import clean_written_text
from blog_order.content.placement import ProposedPlacement, Unplaceable, place_link
from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.prompting.brief import Brief, Task
from blog_order.content.slug import slug_for
from blog_order.database import Work, transaction
from blog_order.models import Article, ArticleVersion, Draft, Job, Order, OrderStatus, PaymentState, Site, utcnow
from blog_order.orders.deciding.decision import find_open_decision
from blog_order.orders.facts import OrderFacts, facts_of
from blog_order.orders.numbers import find_by_number
from blog_order.orders.reading.undo import undo_until
from blog_order.orders.versions import newest_version
from blog_order.orders.writing.assignment import make_brief, published_text
from blog_order.orders.writing.drafting import unplaced_report
from blog_order.orders.writing.near_copies import near_texts

LONGEST_BODY, LONGEST_LINE, MOST_TAGS = 100_000, 300, 12


@dataclass(frozen=True)
class EditedText:
    """What an editor can change. Of a backlink, ``passage`` is of the published article and ``body`` stands there
    instead; title, description and tags are then the article's own and stay.
    """

    title: str = ""
    meta_description: str = ""
    tags: tuple[str, ...] = ()
    body: str = ""
    passage: str = ""

    def cut(self) -> EditedText:
        """No longer than what can be kept."""
        return EditedText(
            title=self.title[:LONGEST_LINE],
            meta_description=self.meta_description[:LONGEST_LINE],
            tags=tuple(tag[:LONGEST_LINE] for tag in self.tags[:MOST_TAGS]),
            body=self.body[:LONGEST_BODY],
            passage=self.passage[:LONGEST_BODY],
        )


@dataclass(frozen=True)
class Editable(OrderFacts):
    """An order's text to be edited. ``base_num`` is the version it starts from, 0 where no draft became one."""

    number: int
    is_backlink: bool
    base_num: int
    text: EditedText
    refusal: str
    """Why it cannot be edited now; empty when it can."""


@dataclass(frozen=True)
class Edited:
    """An edited text as it would be kept, and what the quality check says of it.

    ``placement`` and ``edition`` are a backlink's; ``article`` is None where its link found no place.
    """

    article: WrittenArticle | None
    brief: Brief
    report: QualityReport
    placement: dict[str, str] = field(default_factory=dict)
    edition: int | None = None


@dataclass(frozen=True)
class Subject:
    """What an edited text is checked against."""

    brief: Brief
    slug: str
    published: Article | None
    """The article that a backlink goes into."""


def read_editable(number: int) -> Editable:
    """The text of an order as an editor finds it.

    Raises:
        NotFound: no such order.
    """
    with transaction() as session:
        order = find_by_number(session, number)
        site = session.get_one(Site, order.site_id)
        base = base_of(session, order)
        return Editable(
            **facts_of(order, site),
            number=order.number,
            is_backlink=order.article_id is not None,
            base_num=base.num if isinstance(base, ArticleVersion) else 0,
            text=_text_of(order, base),
            refusal=refusal_of(session, order),
        )


def check_edited(number: int, text: EditedText) -> Edited:
    """What the quality check says of an edited text; the same that decides whether it can be saved.

    Raises:
        NotFound: no such order.
    """
    with transaction() as session:
        subject = read_subject(session, find_by_number(session, number), text)
    return judge(subject, text)


def read_subject(session: Work, order: Order, text: EditedText) -> Subject:
    """Read what a text of this order is checked against; it may link to any article of its own site."""
    if order.article_id is not None:
        return Subject(make_brief(session, order, Task.BACKLINK), "", session.get_one(Article, order.article_id))
    base = base_of(session, order)
    slug = base.slug if isinstance(base, ArticleVersion) else str(base.article["slug"]) if base else ""
    body = clean_written_text(text.cut().body)
    brief = make_brief(session, order, Task.ARTICLE_REVISION, base_markdown=body)
    return Subject(brief, slug, None)


def judge(subject: Subject, text: EditedText) -> Edited:
    """Check an edited text, as long as ``check_article`` takes; no transaction may be open."""
    text = text.cut()
    if subject.published is not None:
        return _judge_backlink(subject.published, subject.brief, text)
    article = WrittenArticle(
        title=text.title,
        slug="",
        meta_description=text.meta_description,
        tags=[tag for tag in text.tags if tag.strip()],
        not_followed=[],
        body=text.body,
    )
    article = article.model_copy(update={"slug": slug_for(article.title, subject.slug)})
    return Edited(article, subject.brief, check_article(article, subject.brief, other_texts=near_texts(article.body)))


def _judge_backlink(published: Article, brief: Brief, text: EditedText) -> Edited:
    proposed = ProposedPlacement(
        passage=clean_written_text(text.passage), not_followed=[], replacement=clean_written_text(text.body)
    )
    try:
        placed = place_link(published.content, proposed, brief)
    except Unplaceable as error:
        return Edited(None, brief, unplaced_report(str(error)))
    article = published_text(published, placed.markdown)
    report = check_backlink(article, brief, base_markdown=published.content, placement=placed.placement)
    return Edited(article, brief, report, placed.placement.model_dump(), published.edition)


def base_of(session: Work, order: Order) -> ArticleVersion | Draft | None:
    """What an editor starts from: the version on the desk, else the newest, else the best draft that became none."""
    if order.status == OrderStatus.ADMIN_REVIEW and order.submitted_version_id is not None:
        return session.get_one(ArticleVersion, order.submitted_version_id)
    if (newest := newest_version(session, order.id)) is not None:
        return newest
    return session.exec(
        select(Draft)
        .join(Job, col(Job.id) == col(Draft.job_id))
        .where(Job.order_id == order.id, col(Draft.article)["body"].astext.is_not(None))
        .order_by(
            sa.cast(col(Draft.report)["score"].astext, sa.Float).desc().nulls_last(), col(Draft.created_at).desc()
        )
    ).first()


def refusal_of(session: Work, order: Order) -> str:
    """Why nobody can edit the text of an order now; empty when it can be edited."""
    if order.status == OrderStatus.FAILED:
        return "" if order.payment_state == PaymentState.PAID else "The money for this order is not with us."
    if order.status != OrderStatus.ADMIN_REVIEW or order.submitted_version_id is None:
        return (
            "It is not with an editor: its text can be edited while it lies on the desk, or after the writing failed."
        )
    decision = find_open_decision(session, order.id)
    if decision is not None:
        return f"{decision.editor} has decided this order: undo that first."
    if utcnow() < undo_until(order):
        return "The customer can still take this submission back."
    return ""


def _text_of(order: Order, base: ArticleVersion | Draft | None) -> EditedText:
    if base is None:
        return EditedText()
    if isinstance(base, ArticleVersion):
        text = EditedText(base.title, base.meta_description, tuple(base.tags), base.content)
    else:
        written = base.article
        text = EditedText(written["title"], written["meta_description"], tuple(written["tags"]), written["body"])
    if order.article_id is None:
        return text
    return EditedText(
        text.title,
        text.meta_description,
        text.tags,
        base.placement.get("replacement", ""),
        base.placement.get("passage", ""),
    )
