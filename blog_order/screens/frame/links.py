"""Links between our own pages, where the page changes without loading everything anew, and to pages elsewhere."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

NEVER_TELL = "noopener noreferrer nofollow"
"""The ``rel`` of links on pages that only we and the customer know: nobody hears where a visitor came from."""


def inner_link(content: Any, path: str | rx.Var[str], **props: Any) -> rx.Component:
    """A link to a page of this app."""
    children = content if isinstance(content, tuple) else (content,)
    return ReactRouterLink.create(*children, to=path, **props)


def outer_link(
    text: str | rx.Var[str], url: rx.Var[str], *, rel: str | None = NEVER_TELL, **props: Any
) -> rx.Component:
    """A link that leaves our pages, in a tab of its own."""
    return rx.el.a(
        text,
        rx.icon("arrow-up-right", size=14, aria_hidden="true"),
        href=url,
        target="_blank",
        rel=rel,
        **props,
    )
