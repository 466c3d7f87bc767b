"""The check, measured on articles whose defects are known."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from blog_order.content.checks.report import QualityReport, Severity
from evaluation.backlink_defects import BACKLINK, good_backlinks
from evaluation.briefs import read_briefs
from evaluation.cases import Case
from evaluation.good import prose, seeded
from evaluation.hard_defects import HARD
from evaluation.soft_defects import SOFT
from evaluation.variants import variants, written

GOOD_ARTICLES = 100


@dataclass
class Score:
    """How often the check was right. Rates are 0 to 1."""

    hard: list[tuple[Case, bool]] = field(default_factory=list)
    soft: list[tuple[Case, bool]] = field(default_factory=list)
    good: list[tuple[Case, QualityReport]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def hard_recall(self) -> float:
        """The share of articles with a hard defect in which the very check that it breaks failed."""
        return _share([seen for _, seen in self.hard])

    @property
    def soft_recall(self) -> float:
        """The same of soft defects."""
        return _share([seen for _, seen in self.soft])

    @property
    def false_alarm_rate(self) -> float:
        """The share of good articles in which any check failed, a soft one included."""
        return _share([bool(report.failed) for _, report in self.good])

    @property
    def missed(self) -> list[Case]:
        """Defects that were not seen."""
        return [case for case, seen in (*self.hard, *self.soft) if not seen]

    @property
    def alarms(self) -> list[tuple[Case, QualityReport]]:
        """Good articles in which something failed."""
        return [(case, report) for case, report in self.good if report.failed]

    def part(self, *, held_out: bool) -> Score:
        """The score of the held-out cases alone, or of the others."""
        return Score(
            [pair for pair in self.hard if pair[0].held_out is held_out],
            [pair for pair in self.soft if pair[0].held_out is held_out],
            [pair for pair in self.good if pair[0].held_out is held_out],
        )


def good_cases() -> list[Case]:
    """A hundred good articles."""
    real = [*seeded(), *prose()]
    bases = [case for case in real if case.source == "seeded" and case.brief.site.language == "en"]
    made = [*real, *good_backlinks(bases), *variants(bases)]
    made += list(written(read_briefs()))[: max(0, GOOD_ARTICLES - len(made))]
    return made


def bad_cases(bases: Sequence[Case], *, each: int = 2) -> Iterator[tuple[Severity, Case]]:
    """Every defect, planted in ``each`` of the good articles in turn."""
    kinds = ((Severity.HARD, HARD), (Severity.SOFT, SOFT), (None, BACKLINK))
    soft_of_backlinks = {"sentence-length", "small-change"}
    number = 0
    for kind, checks in kinds:
        for check, defects in checks.items():
            severity = kind or (Severity.SOFT if check in soft_of_backlinks else Severity.HARD)
            for name, plant in defects.items():
                for _ in range(each):
                    base = bases[number % len(bases)]
                    number += 1
                    yield severity, replace(plant(base), id=f"{check}/{name}/{base.id}", expected=check)


def defect_bases() -> list[Case]:
    """The good articles that defects are planted in: English, and with enough paragraphs."""
    return [case for case in (*seeded(), *prose()) if case.brief.site.language == "en" and len(case.paragraphs()) >= 5]


def measure(good: Sequence[Case], bad: Sequence[tuple[Severity, Case]]) -> Score:
    """Check all of them."""
    score = Score()
    begun = time.perf_counter()
    for case in good:
        score.good.append((case, case.check()))
    for severity, case in bad:
        report = case.check()
        seen = any(check.id == case.expected and check.severity == severity for check in report.failed)
        (score.hard if severity is Severity.HARD else score.soft).append((case, seen))
    score.seconds = time.perf_counter() - begun
    return score


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0
