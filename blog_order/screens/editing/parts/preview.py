"""What the edited text would be: what the quality check says, and the text as readers would see it."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.editing.state import AdminEditingState
from blog_order.screens.frame.admin.facts import fact, section
from blog_order.screens.frame.article_blocks import article_blocks
from blog_order.screens.frame.links import outer_link
from blog_order.screens.frame.quality_report import quality_report
from blog_order.screens.frame.view.report import CheckLine


def editing_preview() -> rx.Component:
    """It follows what is typed after a pause."""
    form, preview = AdminEditingState.form, AdminEditingState.preview
    return rx.el.div(
        rx.el.div(
            rx.cond(
                preview.required.length() > 0,
                _checks("To be mended before it can be saved", preview.required, "required"),
                rx.el.p(
                    rx.icon("circle-check", size=18, class_name="good", aria_hidden="true"),
                    "It passes every required check.",
                    class_name="effect-title",
                    custom_attrs={"data-testid": "passes"},
                ),
            ),
            rx.cond(preview.advice.length() > 0, _checks("Advice", preview.advice, "advice")),
            quality_report(preview.report),
            role="status",
            class_name="editing-checks",
        ),
        section(
            "The link",
            rx.el.dl(
                fact("Anchor", form.anchor_text),
                fact("Address", form.target_url, content=outer_link(form.target_url, form.target_url)),
            ),
            test_id="link-facts",
        ),
        rx.el.article(
            rx.el.h2(
                rx.cond(form.passage_only, "The paragraph as readers will see it", "As readers will see it"),
                class_name="label",
            ),
            rx.cond(
                form.passage_only,
                rx.fragment(),
                rx.el.h2(preview.title, class_name="article-title", custom_attrs={"data-testid": "preview-title"}),
            ),
            rx.el.div(
                article_blocks(preview.blocks),
                class_name="prose",
                custom_attrs={"data-testid": "preview"},
            ),
            class_name="article",
        ),
        class_name="editing-preview",
    )


def _checks(title: str, lines: rx.Var[list[CheckLine]], test_id: str) -> rx.Component:
    return rx.el.div(
        rx.el.h2(title, class_name="label"),
        rx.el.ul(
            rx.foreach(
                lines,
                lambda line: rx.el.li(
                    rx.icon("circle-alert", size=16, class_name="so-so", aria_hidden="true"),
                    rx.el.span(rx.el.span(line.title, ": ", class_name="strong"), line.detail),
                ),
            ),
            class_name="to-mend",
        ),
        custom_attrs={"data-testid": test_id},
    )
