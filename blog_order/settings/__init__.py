"""Settings of one installation, read from the environment once: the only reader of it. See ``values.py``."""

from blog_order.settings.services import EmbeddedServices
from blog_order.settings.values import (
    PRIORITY_QUEUES,
    PROJECT_ROOT,
    REDIS_JOBS,
    REDIS_LIVE,
    REDIS_STATE,
    REVISION_QUEUES,
    WRITER_QUEUES,
    Settings,
    SettingsError,
    get_settings,
    load_settings,
)

__all__ = [
    "PRIORITY_QUEUES",
    "PROJECT_ROOT",
    "REDIS_JOBS",
    "REDIS_LIVE",
    "REDIS_STATE",
    "REVISION_QUEUES",
    "WRITER_QUEUES",
    "EmbeddedServices",
    "Settings",
    "SettingsError",
    "get_settings",
    "load_settings",
]
