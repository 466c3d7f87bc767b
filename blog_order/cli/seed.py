"""``python -m blog_order.cli.seed``: writes the demo sites and articles into an empty database, once.

Does nothing when there is any site, or in production: a publisher's own sites are never mixed with the demo's.
"""

from __future__ import annotations

import argparse
import sys

from blog_order.errors import Problem
from blog_order.logs import configure_logging, get_logger
from blog_order.seeding.writing import seed
from blog_order.settings import SettingsError, get_settings

log = get_logger(__name__)


def make_parser() -> argparse.ArgumentParser:
    """Describe the command, which has no options."""
    return argparse.ArgumentParser(
        prog="python -m blog_order.cli.seed", description="The demo sites and articles, in an empty database."
    )


def main(arguments: list[str] | None = None) -> int:
    """Write the demo content; returns the exit status."""
    make_parser().parse_args(arguments)
    try:
        configure_logging(get_settings().log_level)
        if get_settings().app_env != "production":
            log.info("seeding.done", articles=seed())
    except (Problem, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
