"""The look: Radix tokens in a warm neutral gray with one quiet accent, light and dark as the system says."""

from __future__ import annotations

import reflex as rx

STYLESHEETS = [
    "/styles/fonts.css",
    "/styles/base.css",
    "/styles/shell.css",
    "/styles/article.css",
    "/styles/order.css",
    "/styles/review.css",
    "/styles/comparison.css",
    "/styles/form.css",
    "/styles/start.css",
    "/styles/catalogue.css",
]


def theme() -> rx.Component:
    """Wraps every page. Status colours are set in base.css, by tone."""
    return rx.theme(accent_color="bronze", gray_color="sand", radius="medium", has_background=True)


def theme_toggle() -> rx.Component:
    """Changes between light and dark; until it is pressed the system decides."""
    return rx.el.button(
        rx.icon("sun", size=18, class_name="only-dark", aria_hidden="true"),
        rx.icon("moon", size=18, class_name="only-light", aria_hidden="true"),
        type="button",
        class_name="icon-button",
        aria_label="Change between light and dark",
        title="Change between light and dark",
        on_click=rx.toggle_color_mode,
        custom_attrs={"data-testid": "theme-toggle"},
    )
