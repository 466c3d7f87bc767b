"""The edition that is read: its text, or what restoring it would change."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.articles.detail.parts.restoring import link_lines, restoring
from blog_order.screens.articles.detail.state import AdminArticleState
from blog_order.screens.frame.admin.facts import section
from blog_order.screens.frame.article_blocks import article_blocks
from blog_order.screens.frame.comparison import compare_button, compared_text
from blog_order.screens.frame.search_result import search_result


def shown_edition() -> rx.Component:
    """With what restoring it would do above, and the paid links it carries below."""
    edition = AdminArticleState.edition
    return rx.el.div(
        restoring(),
        rx.el.article(
            rx.el.div(
                rx.el.p(
                    rx.el.span(edition.label, class_name="strong"),
                    rx.el.span(rx.cond(edition.current, "on the blog now", "as it was on the blog")),
                    class_name="facts small",
                ),
                rx.cond(
                    edition.current,
                    rx.fragment(),
                    compare_button(
                        edition.shows_changes,
                        "What restoring would change",
                        AdminArticleState.read(edition.num, ~edition.shows_changes),
                    ),
                ),
                class_name="line-ends text-head",
            ),
            rx.cond(edition.shows_changes, _changes(), _reading()),
            class_name="article",
            custom_attrs={"data-testid": "edition"},
        ),
        section(
            "Paid links in this edition",
            rx.cond(
                AdminArticleState.links.length() > 0,
                link_lines(AdminArticleState.links),
                rx.el.p("None.", class_name="quiet"),
            ),
            test_id="carried",
        ),
        class_name="admin-order-main",
    )


def _reading() -> rx.Component:
    edition = AdminArticleState.edition
    return rx.fragment(
        rx.el.h2(edition.title, class_name="article-title", custom_attrs={"data-testid": "edition-title"}),
        rx.el.div(
            article_blocks(AdminArticleState.blocks),
            class_name="prose",
            custom_attrs={"data-testid": "edition-text"},
        ),
        search_result(edition.title, edition.description, rx.cond(edition.tags != "", rx.el.p("Tags: ", edition.tags))),
    )


def _changes() -> rx.Component:
    edition = AdminArticleState.edition
    return rx.fragment(
        rx.el.p(
            "From ",
            AdminArticleState.facts.current_label,
            ", which is on the blog, to this one.",
            class_name="small quiet comparison-caption",
        ),
        rx.foreach(
            AdminArticleState.heads,
            lambda head: rx.el.p(
                rx.el.span(head.name, ": ", class_name="strong"),
                rx.el.del_(head.before),
                " ",
                rx.el.ins(head.after),
                class_name="comparison",
            ),
        ),
        rx.cond(edition.not_compared != "", rx.el.p(edition.not_compared), compared_text(AdminArticleState.changes)),
    )
