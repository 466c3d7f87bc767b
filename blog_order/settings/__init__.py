"""Settings of one installation, read from the environment once: the only reader of it. See ``values.py``."""

from blog_order.settings.services import EmbeddedServices
from blog_order.settings.values import (
    PROJECT_ROOT,
    REDIS_JOBS,
    REDIS_LIVE,
    REDIS_STATE,
    Settings,
    SettingsError,
    get_settings,
    load_settings,
)

__all__ = [
    "PROJECT_ROOT",
    "REDIS_JOBS",
    "REDIS_LIVE",
    "REDIS_STATE",
    "EmbeddedServices",
    "Settings",
    "SettingsError",
    "get_settings",
    "load_settings",
]
