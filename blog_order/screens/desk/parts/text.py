"""The text that would be published, or what changed in it."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.desk.state import DeskState
from blog_order.screens.frame.article_blocks import article_blocks
from blog_order.screens.frame.comparison import compare_button, compared_text
from blog_order.screens.frame.search_result import search_result


def desk_text() -> rx.Component:
    """The column in the middle."""
    order = DeskState.order
    return rx.el.article(
        rx.el.div(
            rx.el.p(
                rx.el.span(order.label, class_name="strong"),
                rx.el.span(order.version_label),
                rx.el.span("for ", order.site),
                class_name="facts small",
            ),
            rx.cond(
                order.compares_with != "",
                compare_button(
                    order.shows_changes,
                    rx.fragment("Changes since ", order.compares_with),
                    DeskState.compare(order.number, ~order.shows_changes),
                ),
            ),
            class_name="line-ends text-head",
        ),
        rx.el.h2(order.title, class_name="article-title", custom_attrs={"data-testid": "desk-title"}),
        rx.cond(
            order.shows_changes,
            rx.cond(DeskState.not_compared != "", rx.el.p(DeskState.not_compared), compared_text(DeskState.changes)),
            rx.el.div(
                article_blocks(DeskState.blocks),
                class_name="prose",
                custom_attrs={"data-testid": "desk-article"},
            ),
        ),
        search_result(order.title, order.meta_description),
        class_name="article pane pane-text",
    )
