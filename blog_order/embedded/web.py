"""The web program: Reflex under granian as Reflex itself starts it, plus what its own command line cannot set.

A worker that dies is replaced while the others serve; a stopping worker has a few seconds for open requests. The app is
imported before the fork (as Reflex does), so that the workers share its memory.
"""

from __future__ import annotations

import multiprocessing
import os

from blog_order.settings import SettingsError, get_settings

KILL_AFTER_SECONDS = 4
"""For a worker that does not stop: less than the supervisor's own patience."""


def main() -> None:
    """Serve until told to stop."""
    settings = get_settings()
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server
    from reflex.utils import exec as reflex_exec

    if reflex_exec._backend_start_method() == "fork":
        multiprocessing.set_start_method("fork", force=True)
        if not reflex_exec._preload_for_fork(None):
            multiprocessing.set_start_method("spawn", force=True)
    Server(
        target=reflex_exec.get_app_instance_from_file(),
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=settings.web_processes,
        workers_kill_timeout=KILL_AFTER_SECONDS,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        log_level=LogLevels(os.environ.get("GRANIAN_LOG_LEVEL", "warning")),
    ).serve()


if __name__ == "__main__":
    try:
        main()
    except SettingsError as error:
        raise SystemExit(str(error)) from None
