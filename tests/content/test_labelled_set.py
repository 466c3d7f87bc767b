"""The check against the labelled set of ``make eval``, in its fast form: each defect planted once."""

from __future__ import annotations

from blog_order.content.checks.report import Severity
from evaluation.labelled import bad_cases, defect_bases, good_cases, measure

ALARMS_ALLOWED = 2
"""Of a hundred good articles."""


def test_every_hard_defect_is_caught_and_most_soft_ones() -> None:
    bad = list(bad_cases(defect_bases(), each=1))
    score = measure([], bad)
    assert len(bad) >= 180
    assert {case.expected for severity, case in bad if severity is Severity.HARD} >= {
        "link-once", "anchor-text", "link-in-prose", "other-links", "safe-addresses", "title",
        "plain-fields", "length", "complete", "no-html", "no-leak", "banned-topics", "language", "original",
        "nothing-else",
    }  # fmt: skip
    assert [case.id for case, seen in score.hard if not seen] == []
    assert score.soft_recall >= 0.9, [case.id for case in score.missed]


def test_good_articles_raise_hardly_any_alarm() -> None:
    good = good_cases()
    score = measure(good, [])
    assert len(good) == len({case.id for case in good}) == 100
    alarms = [(case.id, [check.id for check in report.failed]) for case, report in score.alarms]
    assert len(alarms) <= ALARMS_ALLOWED, alarms
    assert all(report.passed for _, report in score.good), alarms
