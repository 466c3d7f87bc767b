"""``make chaos``: the whole product under blows. ``SEED=7`` repeats a schedule; ``ARGS="--orders 20"`` and the like."""

from __future__ import annotations

import argparse
import json
import random
import sys

from bench._services import stop_on_sigterm
from tests.chaos.run import Outcome, Plan, run

STALLS_SHOWN = 5


def main() -> int:
    """Run, print the seed, what was dealt, and a table of what held; 1 when a promise broke."""
    options = argparse.ArgumentParser(prog="make chaos", description="The whole product under blows.")
    options.add_argument("--seed", type=int, default=None, help="repeat the schedule of this seed (default: by chance)")
    options.add_argument("--orders", type=int, default=200)
    options.add_argument("--seconds", type=float, default=240, help="how long blows fall")
    options.add_argument("--gap", type=float, default=3.5, help="seconds between two blows, about")
    options.add_argument("--keep", action="store_true", help="keep the folder with data and logs")
    chosen = options.parse_args()
    seed = random.SystemRandom().randrange(1_000_000) if chosen.seed is None else chosen.seed
    stop_on_sigterm()
    outcome = run(Plan(seed, chosen.orders, chosen.seconds, chosen.gap), keep=chosen.keep)
    print(report(outcome))
    return 0 if outcome.held else 1


def report(outcome: Outcome) -> str:
    """The tables, and a line of JSON."""
    lines = [f"\n{'blow':36} {'dealt':>5}"]
    lines += [f"{blow:36} {count:5d}" for blow, count in sorted(outcome.counts.items())]
    lines.append(f"{'all':36} {sum(outcome.counts.values()):5d}\n")
    lines += [str(finding) for finding in outcome.checked.findings]
    lines.append(f"\nat rest {outcome.rest_seconds:.0f} s after the last blow; the longest that paid work stood still:")
    for stall in outcome.stalls[:STALLS_SHOWN]:
        lines.append(f"  {stall.seconds:6.1f} s  from {stall.began:.0f} s on, BO-{stall.number}: {stall.place}")
        ended = stall.began + stall.seconds
        struck = [each for each in outcome.log if each.began < ended and each.ended > stall.began - 1]
        lines.append("            " + ", ".join(f"{each.began:.0f} s {each.what}" for each in struck))
    figures = {"orders": outcome.plan.orders, "blows": sum(outcome.counts.values())} | outcome.checked.figures
    held = {"chaos": outcome.plan.seed, "held": outcome.held, "figures": figures}
    return "\n".join([*lines, f"\nseed {outcome.plan.seed}", json.dumps(held)])


if __name__ == "__main__":
    sys.exit(main())
