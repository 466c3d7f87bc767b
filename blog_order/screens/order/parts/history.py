"""What happened to an order, in its reader's words."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.frame.times import moment_text
from blog_order.screens.order.state import OrderState
from blog_order.screens.order.view.model import HistoryLine


def order_history() -> rx.Component:
    """Closed until somebody asks; newest first."""
    return rx.cond(
        OrderState.history.length() > 0,
        rx.el.section(
            rx.el.details(
                rx.el.summary(
                    rx.el.h2("History", class_name="label"),
                    rx.icon("chevron-down", size=16, class_name="chevron", aria_hidden="true"),
                ),
                rx.el.ol(rx.foreach(OrderState.history, _line), class_name="history-lines"),
                rx.el.p("Times are in UTC.", class_name="small quiet"),
                custom_attrs={"data-testid": "history"},
            ),
            class_name="history",
        ),
    )


def _line(line: rx.Var[HistoryLine]) -> rx.Component:
    return rx.el.li(
        rx.el.p(rx.el.span(line.title), moment_text(line.at, class_name="step-time"), class_name="history-line"),
        rx.cond(line.text != "", rx.el.p(line.text, class_name="history-text")),
    )
