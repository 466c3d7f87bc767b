"""How long each check takes."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence

from blog_order.content.checks.guards import guard_checks
from blog_order.content.checks.links import link_checks
from blog_order.content.checks.report import Check
from blog_order.content.checks.soft import soft_checks
from blog_order.content.checks.text import text_checks
from blog_order.content.markdown import plain_text
from blog_order.content.reading import read_written
from evaluation.cases import Case

READING = "(taking it apart)"


def times_of_checks(cases: Sequence[Case], others: Sequence[str]) -> dict[str, float]:
    """Milliseconds for each check, the mean over the cases, with ``others`` to be compared with; the slowest first."""
    taken: dict[str, list[float]] = defaultdict(list)
    for case in cases:
        plain_text.cache_clear()
        begun = time.perf_counter()
        reading = read_written(case.article)
        plain_text(case.article.body)
        taken[READING].append(time.perf_counter() - begun)
        for checks in (
            link_checks(reading, case.brief, None),
            text_checks(reading, case.article, case.brief, others, None),
            guard_checks(case.article, reading, case.brief),
            soft_checks(reading, case.article, case.brief),
        ):
            _time_each(checks, taken)
    means = {id: 1000 * sum(each) / len(each) for id, each in taken.items()}
    return dict(sorted(means.items(), key=lambda pair: -pair[1]))


def _time_each(checks: Iterator[Check], taken: dict[str, list[float]]) -> None:
    while True:
        begun = time.perf_counter()
        check = next(checks, None)
        if check is None:
            return
        taken[check.id].append(time.perf_counter() - begun)
