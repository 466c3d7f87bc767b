"""The orders that wait for an editor, and the ways from one to the next."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.desk.state import DeskState
from blog_order.screens.desk.view.model import ReviewLine


def step_button(text: str, key: str, number: rx.Var[int], test_id: str) -> rx.Component:
    """Opens the next order, or the one before; ``key`` does the same."""
    return rx.el.button(
        rx.el.kbd(key.upper()),
        text,
        type="button",
        on_click=DeskState.select(number),
        disabled=number == 0,
        class_name="desk-key",
        aria_keyshortcuts=key.upper(),
        custom_attrs={"data-key": key, "data-testid": test_id},
    )


def waiting_orders() -> rx.Component:
    """The column on the left."""
    return rx.el.nav(
        rx.el.ol(rx.foreach(DeskState.queue, _line)),
        rx.cond(DeskState.queue.length() == 0, rx.el.p("Nothing else waits.", class_name="quiet small")),
        aria_label="Orders that wait",
        class_name="pane pane-queue",
        custom_attrs={"data-testid": "queue"},
    )


def _line(line: rx.Var[ReviewLine]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(
                rx.el.span(line.label, class_name="strong"),
                rx.el.span(line.age, class_name="quiet", title=line.since),
                class_name="line-ends",
            ),
            rx.el.span(line.topic, class_name="queue-topic"),
            rx.el.span(
                rx.el.span(line.site), rx.cond(line.version != "", rx.el.span(line.version)), class_name="facts small"
            ),
            type="button",
            on_click=DeskState.select(line.number),
            class_name="queue-line",
            aria_current=rx.cond(line.current, "true", "false"),
            custom_attrs={"data-pane-to": "text", "data-number": line.label},
        ),
        key=line.label,
    )
