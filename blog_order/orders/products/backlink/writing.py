"""One draft of a backlink: a passage of the published article, rewritten with the link, and checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from blog_order.content.checks.backlink import check_backlink
from blog_order.content.checks.report import Check, Counts, QualityReport, Severity
from blog_order.content.placement import Unplaceable, place_link
from blog_order.content.writing.not_followed import settle_not_followed
from blog_order.content.writing.writer import propose_placement
from blog_order.gateways.openai import generate
from blog_order.models import Draft
from blog_order.orders.products.assignment import Assignment
from blog_order.orders.products.drafting import CHECKING, new_draft
from blog_order.queue.running import RunningJob
from blog_order.queue.turns import Stage, in_turn

PASSAGE_WORDS = 80
"""About as many words as a passage has."""


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


def unplaced_report(problem: str) -> QualityReport:
    """The report on a link that found no place."""
    check = Check(
        id="placed", title="The link has a place", severity=Severity.HARD, passed=False, detail=problem, value=None
    )
    return QualityReport.of([check], Counts(words=0, sentences=0, paragraphs=0, headings=0, links=0))


def expected_words(_assignment: Assignment) -> int:
    """About as many words as the text will have."""
    return PASSAGE_WORDS
