"""Reflex's configuration, from settings. Read by every process that imports the app, and while the front end is built.

One address serves pages, websocket and API (`make run`, `make dev`). Only a plain `reflex run`, typed by hand, uses
Reflex's two development ports: pages on 3000, everything else on PORT.
"""

import os

import reflex as rx
from reflex_components_radix.plugin import RadixThemesPlugin

from blog_order.settings import REDIS_STATE, SettingsError, get_settings

DEVELOPMENT_PAGES_PORT = 3000

os.environ.setdefault("REFLEX_CHECK_LATEST_VERSION", "false")
# A connection that died silently is noticed within 20 s; Reflex's own two minutes would show "live" all that time.
os.environ.setdefault("REFLEX_SOCKET_INTERVAL", "10")
os.environ.setdefault("REFLEX_SOCKET_TIMEOUT", "10")

settings = get_settings()
two_ports = os.environ.get("REFLEX_ENV_MODE", "dev") == "dev"
origins = [settings.origin]
if two_ports and settings.app_env == "development":
    origins.append(f"http://localhost:{DEVELOPMENT_PAGES_PORT}")

try:
    page_state_redis = settings.redis_database_url(REDIS_STATE)
except SettingsError:  # the front end is built on a machine where nothing has been set up
    page_state_redis = None

config = rx.Config(
    app_name="blog_order",
    api_url=settings.origin if not two_ports or settings.public_url else f"http://localhost:{settings.port}",
    deploy_url=settings.origin,
    backend_host=settings.host,
    backend_port=settings.port,
    frontend_port=DEVELOPMENT_PAGES_PORT if two_ports else settings.port,
    cors_allowed_origins=origins,
    redis_url=page_state_redis,
    telemetry_enabled=False,
    show_built_with_reflex=False,
    frontend_compression_formats=["gzip", "brotli"],
    disable_plugins=[rx.plugins.SitemapPlugin],  # it would write localhost; ours is /blog's
    plugins=[RadixThemesPlugin()],  # the theme itself is in screens/frame/theme.py
)
