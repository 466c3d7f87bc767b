"""Links between our own pages: the page changes without loading everything anew."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink


def inner_link(content: Any, path: str | rx.Var[str], **props) -> rx.Component:
    """A link to a page of this app."""
    children = content if isinstance(content, tuple) else (content,)
    return ReactRouterLink.create(*children, to=path, **props)
