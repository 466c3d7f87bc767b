"""``make eval``: the writer and the check, measured; with OPENAI_API_KEY by a real model, which costs money.

``--labelled`` measures the labelled set alone; ``--held-out`` names what went wrong in the held-out part too;
``--briefs N`` takes the first N. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile

from evaluation.briefs import read_briefs
from evaluation.labelled import Score, bad_cases, defect_bases, good_cases, measure
from evaluation.times import times_of_checks
from evaluation.writing import Run, failures_by_check, run_brief

HARD_RECALL, SOFT_RECALL, FALSE_ALARMS = 1.0, 0.9, 0.02


def main() -> int:
    """Print the tables; 1 when the labelled set shows less than is aimed at."""
    parser = argparse.ArgumentParser(prog="make eval", description="The writer and its check, measured.")
    parser.add_argument("--labelled", action="store_true")
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--briefs", type=int, default=30)
    options = parser.parse_args()
    score = _labelled(show_held_out=options.held_out)
    rate = None if options.labelled else _briefs(options.briefs)
    figures = {
        "hard_recall": round(score.hard_recall, 4),
        "soft_recall": round(score.soft_recall, 4),
        "false_alarm_rate": round(score.false_alarm_rate, 4),
        "first_try_pass_rate": None if rate is None else round(rate, 4),
    }
    print(json.dumps({"eval": figures}))
    fine = score.hard_recall >= HARD_RECALL and score.soft_recall >= SOFT_RECALL
    return 0 if fine and score.false_alarm_rate <= FALSE_ALARMS else 1


def _labelled(*, show_held_out: bool) -> Score:
    good, bases = good_cases(), defect_bases()
    score = measure(good, list(bad_cases(bases)))
    print(
        f"The check on {len(good)} good articles and {len(score.hard) + len(score.soft)} with one planted defect each"
    )
    print(f"{'':12} {'hard recall':>18} {'soft recall':>18} {'false alarms':>18}")
    for name, part in (
        ("tuned on", score.part(held_out=False)),
        ("held out", score.part(held_out=True)),
        ("all", score),
    ):
        cells = (
            (part.hard_recall, len(part.hard)),
            (part.soft_recall, len(part.soft)),
            (part.false_alarm_rate, len(part.good)),
        )
        print(f"{name:12} " + " ".join(f"{f'{rate:.1%} of {count}':>18}" for rate, count in cells))
    shown = score if show_held_out else score.part(held_out=False)
    for case in shown.missed:
        print(f"  missed: {case.id}")
    for case, report in shown.alarms:
        print(f"  false alarm: {case.id}: " + "; ".join(f"{check.id} ({check.detail})" for check in report.failed))
    others = [case.article.body for case in good[:20]]
    times = times_of_checks(bases, others)
    print(f"\nTime of each check, mean of {len(bases)} articles, milliseconds (together {sum(times.values()):.1f})")
    for id, milliseconds in times.items():
        print(f"  {id:22} {milliseconds:7.2f}")
    return score


def _briefs(count: int) -> float:
    """The share of briefs whose first draft broke no hard rule."""
    with tempfile.TemporaryDirectory(prefix="blog-order-eval-") as folder:
        if not os.environ.get("OPENAI_API_KEY"):
            os.environ |= {"APP_ENV": "test", "ENV_FILE": os.devnull, "DEMO_WRITER_WORDS_PER_SECOND": "5000"}
        os.environ |= {"DATA_DIR": folder, "LOG_LEVEL": "error"}
        from blog_order.embedded.programs import SERVICES
        from blog_order.embedded.stack import Stack
        from blog_order.gateways.openai import close_client, generate
        from blog_order.settings import get_settings

        settings = get_settings()
        stack = Stack(settings) if settings.openai_is_stand_in else None
        if stack is not None:
            stack.start(SERVICES)
            settings.__dict__.pop("embedded", None)
        try:
            runs = [run_brief(brief, generate, settings.cost_of) for brief in read_briefs()[:count]]
            who = "the demonstration writer" if settings.openai_is_stand_in else settings.openai_model
            _print_runs(runs, who)
            if settings.openai_is_stand_in:
                print("\nChecks that need a judge model: not measured, there is no real model (set OPENAI_API_KEY)")
            elif settings.openai_judge_model == "off":
                print("\nChecks that need a judge model: not measured, the judge is off (OPENAI_JUDGE_MODEL)")
            else:
                _print_judge()
        finally:
            close_client()
            if stack is not None:
                stack.stop()
    return sum(run.passed_first for run in runs) / len(runs)


def _print_runs(runs: list[Run], who: str) -> None:
    print(f"\n{len(runs)} briefs, written by {who}")
    print(
        f"{'brief':44} {'site':13} {'tries':>5} {'hard':>5} {'score':>5} {'tokens in':>9} {'out':>6} {'US$':>7} "
        f"{'write s':>7} {'check ms':>8} {'judge s':>7}"
    )
    for run in runs:
        brief, best = run.brief, run.best
        name = f"{'link: ' if brief.task.startswith('backlink') else ''}{brief.topic}"[:44]
        first = "1st" if run.passed_first else "later" if run.passed else "never"
        cost = "?" if run.cost is None else f"{run.cost / 1e6:.4f}"
        print(
            f"{name:44} {brief.site.slug:13} {len(run.reports):5} {first:>5} {best.score if best else 0:5} "
            f"{run.input_tokens:9,} {run.output_tokens:6,} {cost:>7} {run.write_seconds:7.1f} "
            f"{1000 * run.check_seconds:8.0f} {run.judge_seconds:7.1f}{'  ' + run.trouble if run.trouble else ''}"
        )
    tries = sum(len(run.reports) for run in runs)
    costs = [run.cost for run in runs if run.cost is not None]
    tokens = sum(run.input_tokens + run.output_tokens for run in runs) / len(runs)
    print(
        f"first try passed {sum(run.passed_first for run in runs)}, passed {sum(run.passed for run in runs)} of "
        f"{len(runs)}; {tries / len(runs):.2f} tries, {tokens:,.0f} tokens and "
        f"${sum(costs) / 1e6 / max(1, len(costs)):.4f} a brief"
    )
    for id, times in failures_by_check(runs).most_common():
        print(f"  failed in {times} of {tries} drafts: {id}")


def _print_judge() -> None:
    from blog_order.gateways.openai import generate
    from evaluation.judged import measure_judge

    judged = measure_judge(defect_bases(), generate)
    print(f"\nChecks that need a judge model: recall {judged.recall:.1%}, false alarms {judged.false_alarm_rate:.1%}")
    for line in judged.missed:
        print(f"  missed: {line}")
    for line in judged.alarms:
        print(f"  false alarm: {line}")


if __name__ == "__main__":
    sys.exit(main())
