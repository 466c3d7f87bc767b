"""Says whether the page hears from us: a dot on the order page, and after some seconds a quiet banner on all pages."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors


def live_dot() -> rx.Component:
    """``live`` while changes arrive by themselves, else what is being done about it."""
    return rx.cond(
        has_connection_errors,
        _dot("reconnecting", "reconnecting"),
        rx.cond(rx.State.is_hydrated, _dot("live", "live"), _dot("connecting", "reconnecting")),
    )


def _dot(word: str, state: str) -> rx.Component:
    return rx.el.span(
        word,
        rx.el.span(class_name="dot", aria_hidden="true"),
        class_name="live",
        custom_attrs={"data-state": state, "data-testid": "live-dot"},
    )


def connection_banner() -> rx.Component:
    """Appears (in CSS) only when the connection has been away for some seconds: a blip is nobody's business."""
    return rx.cond(
        has_connection_errors,
        rx.el.div(
            rx.el.span(class_name="dot", aria_hidden="true"),
            "The connection is interrupted. We are reconnecting; nothing is lost.",
            role="status",
            class_name="connection-banner",
            custom_attrs={"data-testid": "connection-banner"},
        ),
    )
