"""One draft of a writing job, written and checked: an article, or a link placed in a published one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from blog_order.content.checks.article import check_article
from blog_order.content.checks.backlink import check_backlink
from blog_order.content.checks.report import Check, Counts, QualityReport, Severity
from blog_order.content.placement import Unplaceable, place_link
from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.slug import slug_for
from blog_order.content.writing.not_followed import settle_not_followed
from blog_order.content.writing.writer import ProposedDraft, WrittenDraft, propose_placement, write_draft
from blog_order.gateways.openai import BadAnswer, Refused, generate
from blog_order.models import Draft
from blog_order.orders.writing.assignment import Assignment
from blog_order.orders.writing.near_copies import near_texts
from blog_order.queue.running import RunningJob
from blog_order.queue.turns import Stage, in_turn
from blog_order.settings import get_settings

CHECKING = 80
"""Progress, in percent, when a draft is written and not yet checked."""


def write_article_draft(
    job: RunningJob,
    num: int,
    assignment: Assignment,
    last: Draft | None,
    problems: Sequence[str],
    on_text: Callable[[str], None],
) -> Draft:
    """Draft ``num`` of an article, or one that mends what was wrong with ``last``.

    Raises:
        Failure: the writing service had trouble; BadAnswer when what it said cannot be used.
    """
    brief = assignment.brief
    current = WrittenArticle.model_validate(last.article) if last and last.article else assignment.base_article
    written = write_draft(
        brief,
        generate,
        current=current,
        problems=problems,
        on_text=on_text,
        should_stop=job.check,
    )
    job.progress("checking", CHECKING)
    # A draft that is mended and a text that is revised keep their slug while it fits their title.
    slug = slug_for(written.article.title, current.slug if current else "", written.article.slug)
    wishes = settle_not_followed(written.article.not_followed, assignment.wishes, brief)
    article = written.article.model_copy(update={"slug": slug, "not_followed": wishes})
    near = job.patiently(lambda: near_texts(written.article.body))
    with in_turn(Stage.CHECK):
        report = check_article(article, brief, other_texts=near)
    draft = new_draft(job, num, written, written.prompt_version)
    draft.article = article.model_dump(mode="json")
    draft.report = report.model_dump(mode="json")
    return draft


def write_backlink_draft(
    job: RunningJob,
    num: int,
    assignment: Assignment,
    last: Draft | None,
    problems: Sequence[str],
    on_text: Callable[[str], None],
) -> Draft:
    """The published article with the customer's link in it; without an article when the proposal had no place.

    Raises:
        Failure: as for an article.
    """
    published, brief = assignment.published, assignment.brief
    assert published is not None
    answer = propose_placement(
        brief, generate, published=published, problems=problems, on_text=on_text, should_stop=job.check
    )
    job.progress("checking", CHECKING)
    draft = new_draft(job, num, answer, answer.prompt_version)
    try:
        placed = place_link(published.body, answer.proposed, brief)
    except Unplaceable as error:
        draft.report = unplaced_report(str(error)).model_dump(mode="json")
        return draft
    article = published.model_copy(update={"body": placed.markdown})
    with in_turn(Stage.CHECK):
        report = check_backlink(article, brief, base_markdown=published.body, placement=placed.placement)
    draft.placement = placed.placement.model_dump() | {"edition": str(assignment.edition)}
    wishes = settle_not_followed(answer.proposed.not_followed, assignment.wishes, brief)
    draft.article = article.model_copy(update={"not_followed": wishes}).model_dump(mode="json")
    draft.report = report.model_dump(mode="json")
    return draft


def new_draft(
    job: RunningJob, num: int, answer: WrittenDraft | ProposedDraft | BadAnswer | Refused, prompt_version: str = ""
) -> Draft:
    """A draft with what it took, and no text yet."""
    return Draft(
        job_id=job.id,
        num=num,
        model=answer.model,
        prompt_version=prompt_version,
        input_tokens=answer.input_tokens,
        output_tokens=answer.output_tokens,
        cost_micros=get_settings().cost_of(answer.model, answer.input_tokens, answer.output_tokens),
    )


def unplaced_report(problem: str) -> QualityReport:
    """The report on a link that found no place."""
    check = Check(
        id="placed", title="The link has a place", severity=Severity.HARD, passed=False, detail=problem, value=None
    )
    return QualityReport.of([check], Counts(words=0, sentences=0, paragraphs=0, headings=0, links=0))
