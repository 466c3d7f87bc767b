"""An article's title and description as search engines show them."""

from __future__ import annotations

from typing import Any

import reflex as rx


def search_result(title: rx.Var[str], description: rx.Var[str], *more: rx.Component, **props: Any) -> rx.Component:
    """``props`` are those of the description; ``more`` follows it."""
    return rx.el.aside(
        rx.el.h3("In search results", class_name="label"),
        rx.el.p(title, class_name="result-title"),
        rx.el.p(description, **props),
        *more,
        class_name="search-result",
    )
