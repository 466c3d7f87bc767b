"""The quality report, in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from blog_order.content.checks.report import Check, OpinionState, QualityReport, Severity
from blog_order.content.writing.judge import HIGHEST

LINK_CHECKS = frozenset({"link-once", "anchor-text", "link-in-prose"})


@dataclass(frozen=True)
class CheckLine:
    """One line of the quality report."""

    title: str
    passed: bool
    required: bool
    detail: str


@dataclass(frozen=True)
class Report:
    """The quality report; ``summary`` is empty when there is none."""

    summary: str = ""
    all_passed: bool = False
    checks: list[CheckLine] = field(default_factory=list)
    look: str = ""
    """What the editor is asked to look at; empty when there is nothing."""
    opinion: str = ""
    """For editors: who judged, and what that took."""


def report_of(raw: dict[str, Any], *, full: bool = False) -> Report:
    """Failed checks first, the required ones before the advice; empty when there is no report that we can read.

    ``full`` is for editors: figures and marks with each check, and what the judge's opinion took.
    """
    try:
        report = QualityReport.model_validate(raw)
    except ValidationError:
        return Report()
    if not report.checks:
        return Report()
    ordered = sorted(report.checks, key=lambda check: (check.passed, check.severity != Severity.HARD))
    lines = [
        CheckLine(check.title, check.passed, check.severity == Severity.HARD, _detail(check, full)) for check in ordered
    ]
    opinion = _opinion(report) if full else ""
    return Report(_summary(report), not report.flagged, lines, _look(report), opinion)


def _detail(check: Check, full: bool) -> str:
    if not full or check.value is None:
        return check.detail
    mark = f"{check.value:g} of {HIGHEST}" if check.id.startswith("judge-") else f"{check.value:g}"
    return f"{check.detail} ({check.id}: {mark})"


def _look(report: QualityReport) -> str:
    """For example: An editor looks at: It has sections; Sentences are short enough."""
    titles = [check.title for check in report.failed]
    if report.opinion is not None and report.opinion.state is not OpinionState.GIVEN:
        titles.append("the style as a whole, which nobody has judged yet")
    return f"An editor looks at: {'; '.join(titles)}." if titles and report.passed else ""


def _opinion(report: QualityReport) -> str:
    """For example: Judged by gpt-5-mini, prompt judge-1, 1,920 tokens, $0.0006."""
    opinion = report.opinion
    if opinion is None:
        return "No opinion was asked for."
    tokens = opinion.input_tokens + opinion.output_tokens
    cost = "" if opinion.cost_micros is None or not tokens else f"${opinion.cost_micros / 1e6:.4f}"
    taken = [f"{tokens:,} tokens" if tokens else "", cost]
    if opinion.state is not OpinionState.GIVEN:
        return ", ".join(filter(None, [f"No opinion. {opinion.reason}".strip(), *taken]))
    return ", ".join(filter(None, [f"Judged by {opinion.model}", f"prompt {opinion.prompt_version}", *taken])) + "."


def _summary(report: QualityReport) -> str:
    """For example: 12 of 12 checks passed, link exact, reads at grade 8."""
    passed = sum(check.passed for check in report.checks)
    parts = [f"{passed} of {len(report.checks)} checks passed"]
    links = [check for check in report.checks if check.id in LINK_CHECKS]
    if links:
        parts.append("link exact" if all(check.passed for check in links) else "link needs a look")
    grade = next((check.value for check in report.checks if check.id == "readability"), None)
    if grade is not None:
        parts.append(f"reads at grade {grade:.0f}")
    return ", ".join(parts)
