"""Settings of one installation: the only reader of the environment.

Every process (web, worker, scheduler, supervisor, command line) calls :func:`get_settings`. All values are typed and
checked together once; :class:`SettingsError` lists every problem, each with what to do about it.

- ``variables``: every environment variable, with its type and default;
- ``services``: where each service is reached, whether configured or embedded;
- ``embedded``: the file in which the supervisor writes down where the embedded services listen;
- ``prices``: the price list of language models;
- ``problems``: what forbids starting;
- ``loading``: reads the environment, once.
"""

from blog_order.settings.embedded import EmbeddedServices
from blog_order.settings.loading import get_settings, load_settings
from blog_order.settings.problems import SettingsError
from blog_order.settings.services import REDIS_JOBS, REDIS_LIVE, REDIS_STATE, Settings
from blog_order.settings.variables import PROJECT_ROOT

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
