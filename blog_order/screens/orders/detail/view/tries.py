"""The writer's tries as an order's page shows them to editors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from blog_order.content.checks.report import QualityReport
from blog_order.orders.reading.tries import Try
from blog_order.screens.frame.view.blocks import version_blocks
from blog_order.screens.frame.view.moments import NEVER, Moment, moment
from blog_order.screens.frame.view.report import Report, report_of
from blog_order.screens.frame.view.tones import Tone


@dataclass(frozen=True)
class TriedText:
    """One try: what came of it, what it took, the text and its report."""

    label: str = ""
    state: str = ""
    tone: str = ""
    at: Moment = NEVER
    took: str = ""
    title: str = ""
    blocks: list[str] = field(default_factory=list)
    report: Report = field(default_factory=Report)


def tried_texts(tries: Sequence[Try], target_url: str, rel: str, now: dt.datetime) -> list[TriedText]:
    """All of them, the first try first."""
    return [_tried(each, target_url, rel, now) for each in tries]


def _tried(each: Try, target_url: str, rel: str, now: dt.datetime) -> TriedText:
    state, tone = _state(each)
    return TriedText(
        label=f"Try {each.num}",
        state=state,
        tone=tone,
        at=moment(each.created_at, now),
        took=_took(each),
        title=each.title,
        blocks=list(version_blocks(each.content, target_url, rel)) if each.content else [],
        report=report_of(each.report, full=True),
    )


def _state(each: Try) -> tuple[str, str]:
    if not each.report:
        return ("Nothing usable came" if each.model else "Being written, or broken off"), Tone.WAITING
    report = QualityReport.model_validate(each.report)
    if not report.passed:
        return "Breaks a rule", Tone.STOPPED
    return ("Passed, with something to look at" if report.flagged else "Passed everything"), Tone.PUBLISHED


def _took(each: Try) -> str:
    tokens = f"{each.tokens:,} tokens" if each.tokens else ""
    cost = "" if each.cost_micros is None or not each.tokens else f"${each.cost_micros / 1e6:.4f}"
    return ", ".join(filter(None, [each.model, tokens, cost]))
