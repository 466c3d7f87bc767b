"""Command line of the embedded stack: ``python -m blog_order.embedded COMMAND``, which is what the Makefile calls."""

from __future__ import annotations

import sys

from blog_order.embedded import commands
from blog_order.embedded.errors import StackError
from blog_order.settings import SettingsError

COMMANDS = {
    "run": commands.run,
    "services": commands.services,
    "web": commands.web,
    "worker": commands.worker,
    "scheduler": commands.scheduler,
    "dev": commands.dev,
    "status": commands.status,
    "logs": commands.logs,
    "stop": commands.stop,
    "build": commands.build,
    "lock": commands.lock,
}


def main() -> int:
    """Run the command named first; the exit status."""
    name = sys.argv[1] if len(sys.argv) == 2 else ""
    if name not in COMMANDS:
        print(f"Usage: python -m blog_order.embedded {'|'.join(COMMANDS)}", file=sys.stderr)
        return 2
    try:
        return COMMANDS[name]()
    except (SettingsError, StackError) as error:
        print(error, file=sys.stderr)
        return 1
    except commands.Interrupted:
        return 130


if __name__ == "__main__":
    sys.exit(main())
