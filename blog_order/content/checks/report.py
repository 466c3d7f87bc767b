"""What the quality check found, in words for readers; kept as JSON with each draft and version."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from blog_order.content.reading import Reading

HARD_WEIGHT = 3
MAX_SCORE_WHEN_FAILED = 49
TOLERATED = 1
"""So many soft checks may fail before another try is paid for."""


class Severity(StrEnum):
    """A version that fails a hard check is never shown as ready; soft checks are advice to the editor."""

    HARD = "hard"
    SOFT = "soft"


class Check(BaseModel):
    """One thing that was looked at."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    """What was looked at, for readers."""
    severity: Severity
    passed: bool
    detail: str
    """What is so and, if the check failed, what to do about it."""
    value: float | None = None
    """The figure that was judged, if there is one."""


def hard_check(id: str, title: str, problem: str | None, fine: str, value: float | None = None) -> Check:
    """A hard check, failed if there is a problem."""
    return Check(
        id=id, title=title, severity=Severity.HARD, passed=problem is None, detail=problem or fine, value=value
    )


def soft_check(id: str, title: str, passed: bool, fine: str, problem: str, value: float | None = None) -> Check:
    """A soft check."""
    return Check(
        id=id, title=title, severity=Severity.SOFT, passed=passed, detail=fine if passed else problem, value=value
    )


class Counts(BaseModel):
    """Size of the article."""

    model_config = ConfigDict(frozen=True)

    words: int
    sentences: int
    paragraphs: int
    headings: int
    links: int

    @classmethod
    def of(cls, reading: Reading) -> Counts:
        """The size of the article that ``reading`` takes apart."""
        return cls(
            words=len(reading.words),
            sentences=len(reading.sentences),
            paragraphs=len(reading.paragraphs),
            headings=len(reading.headings),
            links=len(reading.links),
        )


class OpinionState(StrEnum):
    """How far the judge's opinion is."""

    ASKED = "asked"
    GIVEN = "given"
    MISSING = "missing"


class OpinionRecord(BaseModel):
    """What asking for the judge's opinion has come to. ``asked`` counts the calls, each of which may have been paid."""

    model_config = ConfigDict(frozen=True)

    state: OpinionState
    asked: int = 1
    reason: str = ""
    """Why there is none, safe to show."""
    model: str = ""
    prompt_version: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    cost_micros: int | None = None
    """In millionths of a US dollar; unknown without a price for the model."""


class QualityReport(BaseModel):
    """All checks of one article."""

    model_config = ConfigDict(frozen=True)

    passed: bool
    """All hard checks passed."""
    score: int
    """0 to 100: the share of checks that passed, a hard one counting three times; below 50 if a hard one failed."""
    checks: list[Check]
    counts: Counts
    opinion: OpinionRecord | None = None
    """Of the judge, whose marks are among the checks; None when it was not asked."""

    @classmethod
    def of(cls, checks: list[Check], counts: Counts, opinion: OpinionRecord | None = None) -> QualityReport:
        """The report on these checks."""
        weights = [HARD_WEIGHT if check.severity is Severity.HARD else 1 for check in checks]
        earned = sum(weight for weight, check in zip(weights, checks, strict=True) if check.passed)
        passed = all(check.passed for check in checks if check.severity is Severity.HARD)
        score = round(100 * earned / sum(weights)) if weights else 0
        return cls(
            passed=passed,
            score=score if passed else min(score, MAX_SCORE_WHEN_FAILED),
            checks=checks,
            counts=counts,
            opinion=opinion,
        )

    def with_opinion(self, opinion: OpinionRecord, checks: list[Check]) -> QualityReport:
        """The same with the judge's marks among the checks."""
        return QualityReport.of([*self.checks, *checks], self.counts, opinion)

    @property
    def good(self) -> bool:
        """Good enough to be delivered without another try: no hard check failed, and hardly a soft one."""
        return self.passed and len(self.failed) <= TOLERATED

    @property
    def flagged(self) -> bool:
        """Whether the editor is asked to look at something: a check that failed, or an opinion that is missing."""
        missing = self.opinion is not None and self.opinion.state is not OpinionState.GIVEN
        return bool(self.failed) or missing

    @property
    def failed(self) -> list[Check]:
        """The checks that failed, hard ones first."""
        return sorted((c for c in self.checks if not c.passed), key=lambda check: check.severity is Severity.SOFT)

    def problems_for_writer(self) -> list[str]:
        """What the writer has to mend, a line for each failed check, hard ones first and marked as required."""
        marks = {Severity.HARD: "required", Severity.SOFT: "improve"}
        return [f"[{marks[check.severity]}] {check.title}: {check.detail}" for check in self.failed]
