"""What a page is able to show."""

from __future__ import annotations


class Phase:
    """Of a page that is read. A page with more to say adds its own."""

    LOADING = "loading"
    SHOWN = "shown"
    UNKNOWN = "unknown"
    """Its address names nothing there is."""
    UNAVAILABLE = "unavailable"
    """The database does not answer."""
