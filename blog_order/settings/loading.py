"""Reads and checks the environment, once per process."""

from __future__ import annotations

import functools

from pydantic import ValidationError

from blog_order.settings.problems import SettingsError, find_problems
from blog_order.settings.services import Settings


def load_settings() -> Settings:
    """Read and check the environment afresh.

    Raises:
        SettingsError: with every problem found, when the environment is not usable.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        raise SettingsError([_sentence(detail) for detail in error.errors()]) from None
    if problems := find_problems(settings):
        raise SettingsError(problems)
    return settings


def _sentence(detail: object) -> str:
    assert isinstance(detail, dict)
    name = ".".join(str(part) for part in detail["loc"]).upper()
    return f"{name}: {str(detail['msg']).removeprefix('Value error, ')}"


@functools.cache
def get_settings() -> Settings:
    """The settings of this process, read once."""
    return load_settings()
