"""How a screen says where it stands: its page declares a ``ROUTE``, and ``screens/routes.py`` lists it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

NOT_INDEXED = ({"name": "robots", "content": "noindex, nofollow"},)
PRIVATE = (*NOT_INDEXED, {"name": "referrer", "content": "no-referrer"})
"""For pages whose URL is a key."""


@dataclass(frozen=True)
class Route:
    """A page of the app."""

    path: str
    page: Callable[[], rx.Component]
    title: str | rx.Var[str]
    on_load: Any = None
    """The handler that loads it."""
    description: str | None = None
    """For search engines, where they may list the page."""
    meta: Sequence[Mapping[str, Any]] = ()

    def add_to(self, app: rx.App) -> None:
        """Make the page part of the app."""
        app.add_page(
            self.page,
            route=self.path,
            title=self.title,
            description=self.description,
            on_load=self.on_load,
            meta=list(self.meta),
        )
