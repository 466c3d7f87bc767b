"""Thirty briefs through the writer, the check and the judge, as a worker does it but without a database."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from blog_order.content.checks.article import check_article
from blog_order.content.checks.backlink import check_backlink
from blog_order.content.checks.report import Check, Counts, OpinionRecord, OpinionState, QualityReport, Severity
from blog_order.content.placement import Unplaceable, place_link
from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.prompting.brief import Brief, Task
from blog_order.content.writing.judge import judge_text
from blog_order.content.writing.writer import Generate, propose_placement, write_draft
from blog_order.errors import Failure
from blog_order.gateways.openai import BadAnswer
from evaluation.briefs import published_for

MAX_TRIES = 3
Cost = Callable[[str, int, int], int | None]
"""Millionths of a dollar for a model's tokens in and out."""


@dataclass
class Run:
    """What became of one brief. Times are in seconds, ``cost`` in millionths of a US dollar."""

    brief: Brief
    reports: list[QualityReport] = field(default_factory=list)
    input_tokens: int = 0
    output_tokens: int = 0
    cost: int | None = 0
    write_seconds: float = 0.0
    check_seconds: float = 0.0
    judge_seconds: float = 0.0
    trouble: str = ""

    @property
    def passed_first(self) -> bool:
        """The first draft broke no hard rule."""
        return bool(self.reports) and self.reports[0].passed

    @property
    def passed(self) -> bool:
        """A draft that may be shown came out."""
        return any(report.passed for report in self.reports)

    @property
    def best(self) -> QualityReport | None:
        """The best of them."""
        return max((each for each in self.reports if each.passed), key=lambda each: each.score, default=None)

    def count(self, answer: object, cost: Cost) -> None:
        """Add what an answer took."""
        model, tokens_in, tokens_out = (getattr(answer, name) for name in ("model", "input_tokens", "output_tokens"))
        self.input_tokens, self.output_tokens = self.input_tokens + tokens_in, self.output_tokens + tokens_out
        price = cost(model, tokens_in, tokens_out)
        self.cost = None if self.cost is None or price is None else self.cost + price


def run_brief(brief: Brief, generate: Generate, cost: Cost) -> Run:
    """Write until it is good, three times at most; each try is told what failed before."""
    run = Run(brief)
    problems: list[str] = []
    current: WrittenArticle | None = None
    while len(run.reports) < MAX_TRIES and not (run.reports and run.reports[-1].good):
        try:
            if brief.task == Task.BACKLINK:
                report, article, passage = _place(run, brief, generate, cost, problems)
            else:
                report, article, passage = _write(run, brief, generate, cost, problems, current)
                current = article
            if report.passed and article is not None:
                report = _judge(run, brief, generate, cost, report, article, passage)
        except Failure as failure:
            run.trouble = failure.message
            if isinstance(failure, BadAnswer):
                run.count(failure, cost)
            break
        run.reports.append(report)
        problems = report.problems_for_writer()
    return run


def _write(
    run: Run, brief: Brief, generate: Generate, cost: Cost, problems: list[str], current: WrittenArticle | None
) -> tuple[QualityReport, WrittenArticle, str]:
    begun = time.perf_counter()
    draft = write_draft(brief, generate, current=current, problems=problems)
    written = time.perf_counter()
    report = check_article(draft.article, brief)
    run.write_seconds += written - begun
    run.check_seconds += time.perf_counter() - written
    run.count(draft, cost)
    return report, draft.article, ""


def _place(
    run: Run, brief: Brief, generate: Generate, cost: Cost, problems: list[str]
) -> tuple[QualityReport, WrittenArticle | None, str]:
    seeded = published_for(brief)
    published = WrittenArticle.model_construct(
        title=seeded.title,
        slug=seeded.slug,
        meta_description=seeded.description,
        tags=list(seeded.tags),
        not_followed=[],
        body=seeded.markdown,
    )
    begun = time.perf_counter()
    draft = propose_placement(brief, generate, published=published, problems=problems)
    written = time.perf_counter()
    run.write_seconds += written - begun
    run.count(draft, cost)
    try:
        placed = place_link(seeded.markdown, draft.proposed, brief)
    except Unplaceable as error:
        check = Check(id="placed", title="Placed", severity=Severity.HARD, passed=False, detail=str(error))
        nothing = Counts(words=0, sentences=0, paragraphs=0, headings=0, links=0)
        return QualityReport.of([check], nothing), None, ""
    article = published.model_copy(update={"body": placed.markdown})
    report = check_backlink(article, brief, base_markdown=seeded.markdown, placement=placed.placement)
    run.check_seconds += time.perf_counter() - written
    return report, article, placed.placement.replacement


def _judge(
    run: Run,
    brief: Brief,
    generate: Generate,
    cost: Cost,
    report: QualityReport,
    article: WrittenArticle,
    passage: str,
) -> QualityReport:
    begun = time.perf_counter()
    try:
        judged = judge_text(article, brief, generate, passage=passage)
    except Failure as failure:
        return report.with_opinion(OpinionRecord(state=OpinionState.MISSING, reason=failure.message), [])
    finally:
        run.judge_seconds += time.perf_counter() - begun
    run.count(judged, cost)
    return report.with_opinion(OpinionRecord(state=OpinionState.GIVEN, model=judged.model), judged.checks)


def failures_by_check(runs: list[Run]) -> Counter[str]:
    """How many drafts failed each check."""
    return Counter(check.id for run in runs for report in run.reports for check in report.failed)
