"""What the pages of the catalogue say of link slots, days and languages."""

from __future__ import annotations

import datetime as dt

from babel import Locale, UnknownLocaleError

from blog_order.screens.frame.view.choices import Choice
from blog_order.screens.frame.view.moments import Moment


def free_slots_words(free: int) -> str:
    """Say how many link slots of an article are free."""
    if free <= 0:
        return "Taken at the moment"
    return "One place free" if free == 1 else f"{free} places free"


def day(at: dt.datetime) -> Moment:
    """``3 Nov 2025``, in UTC."""
    at = at.astimezone(dt.UTC)
    return Moment(at.date().isoformat(), f"{at.day} {at:%b %Y}")


def language_name(code: str) -> str:
    """``de`` becomes ``German``; a code that nobody knows stays as it is."""
    try:
        return Locale.parse(code, sep="-").get_display_name("en") or code
    except (UnknownLocaleError, ValueError, TypeError):
        return code


def language_choices(codes: tuple[str, ...]) -> list[Choice]:
    """The languages to choose from; none when there is nothing to choose."""
    names = sorted((language_name(code), code) for code in codes)
    return [Choice(code, name) for name, code in names] if len(names) > 1 else []
