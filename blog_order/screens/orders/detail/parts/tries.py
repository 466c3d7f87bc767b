"""The writer's tries at a text, each opened on demand: its report, and the text itself."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.frame.admin.facts import section, status_word
from blog_order.screens.frame.article_blocks import article_blocks
from blog_order.screens.frame.quality_report import report_lines
from blog_order.screens.frame.times import moment_text
from blog_order.screens.orders.detail.view.tries import TriedText


def tries(texts: rx.Var[list[TriedText]]) -> rx.Component:
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
    return rx.el.li(
        rx.el.details(
            rx.el.summary(
                rx.el.span(each.label, class_name="strong"),
                status_word(each.state, each.tone),
                rx.el.span(each.took, class_name="quiet small"),
                moment_text(each.at, class_name="quiet small"),
                rx.icon("chevron-down", size=16, class_name="chevron", aria_hidden="true"),
            ),
            rx.cond(each.report.summary != "", report_lines(each.report)),
            rx.cond(
                each.title != "",
                rx.el.div(
                    rx.el.h3(each.title, class_name="article-title"),
                    rx.el.div(article_blocks(each.blocks, rx.Var.create("")), class_name="prose"),
                    class_name="tried-text",
                ),
            ),
        ),
        custom_attrs={"data-try": each.label},
    )
