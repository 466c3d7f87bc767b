"""One draft of an article, written and checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from blog_order.content.checks.article import check_article
from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.slug import slug_for
from blog_order.content.writing.not_followed import settle_not_followed
from blog_order.content.writing.writer import write_draft
from blog_order.gateways.openai import generate
from blog_order.models import Draft
from blog_order.orders.products.article.near_copies import near_texts
from blog_order.orders.products.assignment import Assignment
from blog_order.orders.products.drafting import CHECKING, new_draft
from blog_order.queue.running import RunningJob
from blog_order.queue.turns import Stage, in_turn


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


def expected_words(assignment: Assignment) -> int:
    """About as many words as the text will have."""
    return assignment.brief.max_words
