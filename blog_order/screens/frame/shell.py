"""What surrounds every page: the bar at the top, the content, the foot."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.frame.links import inner_link
from blog_order.screens.frame.paths import START
from blog_order.screens.frame.theme import theme_toggle
from blog_order.settings import get_settings

MAIN_ID = "content"


def shell(*content: rx.Component, bar_end: rx.Component | None = None, class_name: str = "page") -> rx.Component:
    """A page. ``bar_end`` stands at the right of the bar, before the theme's button."""
    return rx.el.div(
        rx.el.a("Skip to the content", href=f"#{MAIN_ID}", class_name="skip-link"),
        rx.el.header(
            rx.el.div(
                inner_link("Blog Order", START, class_name="brand", custom_attrs={"data-testid": "brand"}),
                rx.el.div(*([bar_end] if bar_end else []), theme_toggle(), class_name="bar-end"),
                class_name="bar-inner",
            ),
            class_name="bar",
        ),
        rx.el.main(*content, id=MAIN_ID, tab_index=-1, class_name=class_name),
        _foot(),
        class_name="shell",
    )


def _foot() -> rx.Component:
    return rx.el.footer(
        rx.el.div(
            rx.el.p("Blog Order writes and publishes articles with your link, on blogs that people read."),
            _demonstration_line(),
            class_name="foot-inner",
        ),
        class_name="foot",
    )


def _demonstration_line() -> rx.Component:
    settings = get_settings()
    if not settings.stripe_is_stand_in and not settings.openai_is_stand_in:
        return rx.fragment()
    parts = []
    if settings.stripe_is_stand_in:
        parts.append("no money moves")
    if settings.openai_is_stand_in:
        parts.append("a demonstration writer writes the articles")
    return rx.el.p(f"This is a demonstration: {', and '.join(parts)}.", custom_attrs={"data-testid": "demonstration"})
