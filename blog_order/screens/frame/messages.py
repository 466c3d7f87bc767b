"""Pages that are a message: what is so, and what to do."""

from __future__ import annotations

from typing import Any

import reflex as rx

from blog_order.screens.frame.links import inner_link


def message_page(title: str, *content: rx.Component, test_id: str) -> rx.Component:
    """A narrow column with a heading."""
    return rx.el.div(rx.el.h1(title), *content, class_name="message-page", custom_attrs={"data-testid": test_id})


def dead_end(title: str, reason: str, way: str, path: str, test_id: str) -> rx.Component:
    """The URL leads to nothing there is: why that may be, and the way (in words) to a page that is there."""
    return message_page(
        title,
        *([rx.el.p(reason)] if reason else []),
        rx.el.p(inner_link(way, path, class_name="button button-quiet")),
        test_id=test_id,
    )


def unavailable_page(what: str, try_again: Any, test_id: str, *, more: str = "") -> rx.Component:
    """The database is away: ``what`` is not to be seen, and a button reads it again. ``more`` is said besides."""
    return message_page(
        f"We cannot show {what} right now",
        rx.el.p(f"Our database does not answer. Please try again in a moment{more}."),
        rx.el.p(_try_again(try_again, "retry")),
        test_id=test_id,
    )


def unavailable_block(what: str, try_again: Any, test_id: str, *, button_id: str) -> rx.Component:
    """The database is away, where only a part of a page is missing: ``what``, and a button that reads it again."""
    return rx.el.div(
        rx.el.p(f"We cannot show {what} right now: our database does not answer."),
        _try_again(try_again, button_id),
        role="alert",
        class_name="empty",
        custom_attrs={"data-testid": test_id},
    )


def _try_again(on_click: Any, test_id: str) -> rx.Component:
    return rx.el.button(
        "Try again",
        type="button",
        on_click=on_click,
        class_name="button button-quiet",
        custom_attrs={"data-testid": test_id},
    )


def alert_line(message: rx.Var[str], test_id: str) -> rx.Component:
    """A line that says why something was refused; read out when it appears."""
    return rx.el.div(
        rx.cond(
            message != "",
            rx.el.p(rx.icon("circle-alert", size=18, aria_hidden="true"), message, class_name="error-summary"),
        ),
        role="alert",
        custom_attrs={"data-testid": test_id},
    )
