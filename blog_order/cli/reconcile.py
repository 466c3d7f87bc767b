"""``python -m blog_order.cli.reconcile``: what Stripe did not tell us and was mended by asking; ``--now`` asks at once.

The scheduler asks by itself. A number that grows means webhooks that do not arrive.
"""

from __future__ import annotations

import argparse
import sys

from blog_order.errors import Problem
from blog_order.logs import configure_logging
from blog_order.orders.paying.mended import Mended, last_look, mended_counts
from blog_order.orders.paying.reconciliation import reconcile
from blog_order.settings import SettingsError, get_settings
from blog_order.wiring import wire

TITLES = {
    Mended.ORDERS: "orders whose payment, or end, was never told",
    Mended.REFUNDS: "refunds whose end was never told",
    Mended.EVENTS: "events that never arrived",
    Mended.STORED_EVENTS: "events that arrived and were left by a crash or an error",
}


def make_parser() -> argparse.ArgumentParser:
    """Describe the options."""
    parser = argparse.ArgumentParser(
        prog="python -m blog_order.cli.reconcile", description="What was mended with Stripe."
    )
    parser.add_argument("--now", action="store_true", help="compare with Stripe now, before counting")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Print the counts; returns the exit status."""
    try:
        if make_parser().parse_args(arguments).now:
            configure_logging(get_settings().log_level)
            wire()
            reconcile()
        counts, looked = mended_counts(), last_look()
    except (Problem, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1
    for kind, title in TITLES.items():
        print(f"{counts[kind]:8}  {title}")
    print(f"Stripe's events are compared until {looked:%Y-%m-%d %H:%M:%S} UTC." if looked else "Not compared yet.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
