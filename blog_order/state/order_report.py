"""The quality report, in words."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from blog_order.content.report import QualityReport, Severity
from blog_order.state.order_views import CheckLine, Report

LINK_CHECKS = frozenset({"link-once", "anchor-text", "link-in-prose"})


def report_of(raw: dict[str, Any]) -> Report:
    """Failed checks first, the required ones before the advice; empty when there is no report that we can read."""
    try:
        report = QualityReport.model_validate(raw)
    except ValidationError:
        return Report()
    if not report.checks:
        return Report()
    ordered = sorted(report.checks, key=lambda check: (check.passed, check.severity != Severity.HARD))
    lines = [CheckLine(check.title, check.passed, check.severity == Severity.HARD, check.detail) for check in ordered]
    return Report(_summary(report), not report.failed, lines)


def _summary(report: QualityReport) -> str:
    """For example: 12 of 12 checks passed · link exact · reads at grade 8."""
    passed = sum(check.passed for check in report.checks)
    parts = [f"{passed} of {len(report.checks)} checks passed"]
    links = [check for check in report.checks if check.id in LINK_CHECKS]
    if links:
        parts.append("link exact" if all(check.passed for check in links) else "link needs a look")
    grade = next((check.value for check in report.checks if check.id == "readability"), None)
    if grade is not None:
        parts.append(f"reads at grade {grade:.0f}")
    return " · ".join(parts)
