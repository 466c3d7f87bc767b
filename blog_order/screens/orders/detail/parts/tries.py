"""The writer's tries at a text, each opened on demand: its report, and the text itself."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.frame.admin.facts import details_row, section
from blog_order.screens.frame.article_blocks import article_blocks
from blog_order.screens.frame.quality_report import report_lines
from blog_order.screens.orders.detail.view.tries import TriedText


def tries_list(texts: rx.Var[list[TriedText]]) -> rx.Component:
    """Nothing while there are none."""
    return rx.cond(
        texts.length() > 0,
        section(
            "The writer's tries at the latest text",
            rx.el.ul(rx.foreach(texts, _tried), class_name="machinery"),
            test_id="tries",
        ),
    )


def _tried(each: rx.Var[TriedText]) -> rx.Component:
    return details_row(
        each.label,
        (each.state, each.tone),
        each.took,
        each.at,
        rx.cond(each.report.summary != "", report_lines(each.report)),
        rx.cond(
            each.title != "",
            rx.el.div(
                rx.el.h3(each.title, class_name="article-title"),
                rx.el.div(article_blocks(each.blocks), class_name="prose"),
                class_name="tried-text",
            ),
        ),
        **{"data-try": each.label},
    )
