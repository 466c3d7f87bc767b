"""``python -m blog_order.standins``: one process on 127.0.0.1 and the port of services.json."""

from __future__ import annotations

import logging
import sys

import uvicorn

from blog_order.settings import SettingsError, get_settings

from .app import build


def main() -> int:
    """Serve until told to stop; 2 when the settings do not allow it."""
    try:
        settings = get_settings()
        app = build(settings)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    assert settings.embedded is not None
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel("WARNING")
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=settings.embedded.standins_port,
        http="h11",
        log_level=settings.log_level,
        access_log=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=2,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
