"""A made-up product, as different from the real ones as the seams allow: an interview, one of a few seats.

No model writes it: the answers come with the order, and each of the customer's notes becomes another answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlmodel import col, select

from blog_order.catalogue.editions import add_article, remove_article
from blog_order.content.checks.report import Counts, QualityReport, hard_check
from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.prompting.brief import Task
from blog_order.content.reading import links_to, read_markdown
from blog_order.database import Work
from blog_order.errors import Conflict, Invalid
from blog_order.job_kinds import Lane, Queue, declare
from blog_order.mail.words import MailWords
from blog_order.models import Article, ArticleVersion, Decision, Draft, Order, Product, Revision, Site
from blog_order.models.columns import new_id
from blog_order.orders.form import LINK_CHECKS, text_check
from blog_order.orders.products.assignment import Assignment, make_brief, notes_so_far
from blog_order.orders.products.editing import Base, Edited, EditedText, Editing, Judge, whole_text
from blog_order.orders.products.order_form import OrderForm, Quote
from blog_order.orders.products.request_body import LinkBody, asked
from blog_order.orders.products.spec import ProductSpec
from blog_order.orders.products.words import ProductWords, SoldOutWords, StepWords
from blog_order.publishing.place import Page
from blog_order.publishing.publication import page_of
from blog_order.queue.running import RunningJob

VALUE = "interview"
FIRST_JOB, REVISION_JOB = "write_interview", "revise_interview"
PRICE = 4321


def declare_jobs() -> None:
    """Declare its two kinds of job, on queues of their own."""
    declare(FIRST_JOB, Queue("interviews", Lane.DRAFTS))
    declare(REVISION_JOB, Queue("interview-revisions", Lane.REVISIONS))


# --- how it is ordered ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class InterviewRequest:
    """A valid order."""

    topic: str
    target_url: str
    anchor_text: str
    keyword: str
    notes: str
    email: str


class InterviewBody(LinkBody):
    """What the API would take."""

    product: Literal["interview"] = "interview"
    topic: str = asked("Who is interviewed")


def quote(session: Work, request: InterviewRequest) -> Quote:
    """It is sold on one site alone."""
    site = session.exec(select(Site).order_by(col(Site.name))).first()
    if site is None or "nobody" in request.topic:
        raise Invalid("Some fields need your attention.", fields={"topic": "Name somebody."})
    return Quote(site, "An interview", {"niche": "people"})


FORM = OrderForm(
    request=InterviewRequest,
    checks={"topic": text_check("name", 2, 100), **LINK_CHECKS},
    quote=quote,
    path=lambda site_slug, _article_slug: f"/interviews/{site_slug}",
    body=InterviewBody,
    summary="An interview",
    example={"product": "interview", "topic": "Ada Lovelace"},
)


# --- what it takes ----------------------------------------------------------------------------------------------------


@dataclass
class Seats:
    """A few seats, kept here; ``asked`` is what was asked of them."""

    free: int = 100
    limited: bool = True
    asked: list[str] = field(default_factory=list)

    def hold(self, _session: Work, _order: Order, _until: dt.datetime) -> None:
        """Refuse when all are taken."""
        self.asked.append("hold")
        if not self.free:
            raise Conflict("Every seat is taken.", code="slot_taken")

    def keep(self, _session: Work, _order: Order) -> None:
        """The bank takes its time."""
        self.asked.append("keep")

    def sell(self, _session: Work, _order: Order) -> bool:
        """One less."""
        self.asked.append("sell")
        self.free -= 1
        return self.free >= 0


# --- how it is written ------------------------------------------------------------------------------------------------


def assign(session: Work, order: Order, revision: Revision | None) -> Assignment:
    """The order, and the notes so far."""
    if revision is None:
        return Assignment(make_brief(session, order, Task.ARTICLE))
    base = session.get_one(ArticleVersion, revision.base_id)
    notes = notes_so_far(session, base, revision.notes)
    return Assignment(make_brief(session, order, Task.ARTICLE_REVISION, notes), base, revision.notes)


def write_draft(
    job: RunningJob,
    num: int,
    assignment: Assignment,
    _last: Draft | None,
    _problems: Sequence[str],
    on_text: Callable[[str], None],
) -> Draft:
    """One answer for each of the customer's notes."""
    brief = assignment.brief
    answers = [brief.notes or "No comment.", *brief.revision_notes]
    said = "\n\n".join(f"**Q{n}.** And then?\n\n{answer}" for n, answer in enumerate(answers, 1))
    body = f"{said}\n\nRead more at [{brief.anchor_text}]({brief.target_url})."
    on_text(body)
    article = WrittenArticle(
        title=f"An interview with {brief.topic}", slug="an-interview", meta_description="In their own words.",
        tags=["people"], not_followed=[], body=body,
    )  # fmt: skip
    report = checked(body, brief.target_url)
    return Draft(job_id=job.id, num=num, article=article.model_dump(mode="json"), report=report.model_dump(mode="json"))


def checked(body: str, target_url: str) -> QualityReport:
    """The one thing that an interview must have."""
    problem = None if links_to(body, target_url) else "The link is missing."
    link = hard_check("link", "Your link is there", problem, "It is there.")
    return QualityReport.of([link], Counts.of(read_markdown(body)))


def prepare(session: Work, order: Order, _base: Base | None, text: EditedText) -> Judge:
    """An editor may change anything but the link."""
    brief = make_brief(session, order, Task.ARTICLE_REVISION)
    article = WrittenArticle(
        title=text.title, slug="an-interview", meta_description=text.meta_description, tags=list(text.tags),
        not_followed=[], body=text.body,
    )  # fmt: skip
    return lambda: Edited(article, brief, checked(text.body, brief.target_url))


# --- how it is published ----------------------------------------------------------------------------------------------


def put_in_record(session: Work, order: Order, decision: Decision) -> str:
    """A new article, under a slug of its own kind."""
    if (found := _article_of(session, order)) is not None:
        return found.id
    version = session.get_one(ArticleVersion, decision.version_id)
    article = Article(
        site_id=order.site_id, slug=f"interview-{new_id()}", title=version.title, content=version.content,
        order_id=order.id, paid_links=1,
    )  # fmt: skip
    return add_article(session, article, made_by=decision.editor, order_id=order.id).id


def take_from_record(session: Work, order: Order) -> Page | None:
    """The article goes."""
    article = _article_of(session, order)
    if article is None:
        return None
    page = page_of(article)
    remove_article(session, article)
    return page


def _article_of(session: Work, order: Order) -> Article | None:
    return session.exec(select(Article).where(Article.order_id == order.id)).one_or_none()


# --- its words --------------------------------------------------------------------------------------------------------

MAIL = MailWords(
    thing="the interview",
    topic_label="Person",
    received_status="Listening",
    received_intro="Thank you. Your payment of {amount} has arrived, and we are listening for {site_name}.",
    received_next="We will write to you when it is typed up.",
    ready_subject="Your interview is typed up",
    ready_heading="Your interview is here",
    ready_intro="Your interview for {site_name} is typed up.",
    ready_button="Read your interview",
    revised_intro="We have asked again for {site_name}",
    sent_back_thing="your interview",
    sent_back_button="Open your interview",
    submitted_heading="Your interview is with the editor",
    published_preheader="Everyone can hear it on {site_name} now.",
    published_heading="Your interview is published",
    published_intro="Your interview is now on {site_name}",
    published_button="See your interview live",
    failed_heading="We could not finish your interview yet",
)
WORDS = ProductWords(
    header="Interview on",
    ready="Your interview",
    published="Your interview",
    failed="We could not finish your interview",
    failed_status="Your interview has stopped",
    working_status={"writing": "We are typing up your interview"},
    working={"writing": StepWords("Your interview, being typed up", "It takes a moment.")},
    revising={"waiting": StepWords("More questions for version {num}", "We ask them in a moment.")},
    mail=MAIL,
    sold_out=SoldOutWords(
        reason="Every seat was taken by the time you paid.",
        status="No seat was left",
        headline="Every seat is taken",
        text="No seat was left.",
        next_text="Come again next year.",
    ),
)


def make_spec(member: Product, seats: Seats) -> ProductSpec[Any]:
    """The product under a member of the enum."""
    return ProductSpec(
        product=member,
        first_job=FIRST_JOB,
        revision_job=REVISION_JOB,
        form=FORM,
        price=lambda _site: PRICE,
        stock=seats,
        assign=assign,
        write_draft=write_draft,
        expected_words=lambda _assignment: 50,
        editing=Editing(passage_only=False, text_of=whole_text, prepare=prepare),
        starts_from_published=False,
        put_in_record=put_in_record,
        take_from_record=take_from_record,
        words=WORDS,
    )


def fields(**changes: str) -> dict[str, str]:
    """Raw fields of a valid order."""
    return {
        "topic": "Ada Lovelace",
        "targetUrl": "https://example.com/engine",
        "anchorText": "the engine",
        "keyword": "engines",
        "notes": "It began with a loom.",
        "email": "charles@example.com",
    } | changes
