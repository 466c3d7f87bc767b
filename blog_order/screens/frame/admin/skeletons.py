"""What stands on an admin page until its content is there."""

from __future__ import annotations

import reflex as rx


def admin_skeleton() -> rx.Component:
    """A heading and some lines to come."""
    return rx.el.div(
        *[rx.el.div(class_name="skeleton", style={"width": width, "height": "1.2em"}) for width in WIDTHS],
        rx.el.p("Loading …", role="status", class_name="visually-hidden"),
        class_name="skeleton-rows admin-loading",
        custom_attrs={"data-testid": "admin-loading"},
    )


WIDTHS = ("30%", "85%", "70%", "80%", "60%")
