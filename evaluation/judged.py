"""Defects that only a judge can see. Asked of a real model alone: the demonstration's judge looks for words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from blog_order.content.writing.judge import judge_text
from blog_order.content.writing.writer import Generate
from evaluation.cases import Case
from evaluation.planting import Plant, after, at_end, link_as

GOOD_ONES = 15
FILLER = (
    "There are many things to consider. It depends on many factors. Every situation is different, and what works for "
    "one may not work for another. It is always important to think about your needs. In the end, it is up to you."
)

JUDGED: dict[str, dict[str, Plant]] = {
    "judge-originality": {
        "nothing but commonplaces": lambda case: _filled(case, FILLER),
        "one thing in other words again and again": lambda case: _filled(
            case,
            "Planning matters. A plan is what matters most. What counts is that you plan. Without one it fails.",
        ),
    },
    "judge-usefulness": {
        "no advice in it": lambda case: _filled(case, FILLER),
        "promises what it does not tell": lambda case: _filled(
            case,
            "Below we will show you the one trick that everybody needs. It is so simple. Read on.",
        ),
    },
    "judge-anchor": {
        "a call to buy around the link": link_as("{l}, the best you can buy today, so order now before they are gone,"),
        "a sentence about something else": link_as("(this paragraph is presented to you by {l}, your partner)"),
    },
    "judge-tone": {
        "shouting": after("WOW!!! You GUYS!!! This is SO much fun, we LOVE it, and you will too, we promise!!! 🎉🎉🎉"),
        "scolding": after("Only a fool would do it any other way, and if that is you, stop reading and go away."),
    },
    "judge-spam": {
        "an advertisement": at_end(
            "Acme Ultra Max is the number one choice. Acme Ultra Max is guaranteed to change your life. Get Acme "
            "Ultra Max today at an unbeatable price, and get a second Acme Ultra Max for free. Don't wait!"
        ),
        "results promised": after("You are guaranteed to double your income within thirty days, without any risk."),
    },
    "judge-support": {
        "an invented study": after(
            "A 2021 study by Professor Lindqvist of the University of Westmarch showed that 87.3 % of people who do "
            "this live eleven years longer."
        ),
        "an invented quotation": after("As Albert Einstein said in 1952, “Nothing has done more for us than this.”"),
    },
}


@dataclass
class Judged:
    """What the judge saw. ``missed`` and ``alarms`` are ids of cases."""

    recall: float
    false_alarm_rate: float
    missed: list[str]
    alarms: list[str]


def measure_judge(bases: Sequence[Case], generate: Generate) -> Judged:
    """Every defect in two articles, and some articles without one."""
    missed, alarms, asked = [], [], 0
    for check, defects in JUDGED.items():
        for name, plant in defects.items():
            for base in (bases[asked % len(bases)], bases[(asked + 7) % len(bases)]):
                asked += 1
                case = replace(plant(base), id=f"{check}/{name}/{base.id}")
                if check not in _failed(case, generate):
                    missed.append(case.id)
    for base in bases[:GOOD_ONES]:
        if failed := _failed(base, generate):
            alarms.append(f"{base.id}: {', '.join(sorted(failed))}")
    return Judged(1 - len(missed) / asked, len(alarms) / min(GOOD_ONES, len(bases)), missed, alarms)


def _failed(case: Case, generate: Generate) -> set[str]:
    return {check.id for check in judge_text(case.article, case.brief, generate).checks if not check.passed}


def _filled(case: Case, text: str) -> Case:
    body = case.article.body
    for block in case.paragraphs():
        body = body.replace(block, text, 1)
    return case.wrote(body)
