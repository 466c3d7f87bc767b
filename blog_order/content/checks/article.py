"""Is this article what was ordered, and fit to publish?

Pure: the same article, brief and texts always give the same report, without a network, a clock or a model.
"""

from __future__ import annotations

from collections.abc import Sequence

from blog_order.content.checks.guards import guard_checks
from blog_order.content.checks.links import link_checks
from blog_order.content.checks.report import Counts, QualityReport
from blog_order.content.checks.soft import soft_checks
from blog_order.content.checks.text import text_checks
from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.prompting.brief import Brief
from blog_order.content.reading import read_markdown, read_written


def check_article(
    article: WrittenArticle, brief: Brief, *, other_texts: Sequence[str] = (), base_markdown: str | None = None
) -> QualityReport:
    """Check an article against its brief.

    Args:
        article: what the writer handed back.
        brief: what was ordered.
        other_texts: Markdown of other articles on our sites, which this one must not copy; never the article's own
            earlier versions.
        base_markdown: for a backlink, the published article: its links, its images and its way to end are allowed.

    ``make eval`` says how long each check takes.
    """
    reading = read_written(article)
    base = read_markdown(base_markdown) if base_markdown is not None else None
    checks = [
        *link_checks(reading, brief, base),
        *text_checks(reading, article, brief, other_texts, base),
        *guard_checks(article, reading, brief),
        *soft_checks(reading, article, brief),
    ]
    return QualityReport.of(checks, Counts.of(reading))
