"""Above the article: the versions to choose from, two of them compared, and what led to the one on show."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.frame.comparison import compared_text
from blog_order.screens.frame.times import moment_text
from blog_order.screens.frame.view.requests import UnmetRequest
from blog_order.screens.order.parts.proof import proof_verdict
from blog_order.screens.order.state import OrderState
from blog_order.screens.order.view.looks import PUBLISHED_CHOICE
from blog_order.screens.order.view.model import VersionTab


def order_versions() -> rx.Component:
    """Nothing while there is nothing to choose from or to compare."""
    comparing = OrderState.comparison.numbers.length() > 0
    return rx.cond(
        OrderState.versions.length() > 0,
        rx.el.nav(
            rx.foreach(OrderState.versions, _tab),
            rx.cond(
                OrderState.comparable,
                rx.el.button(
                    rx.icon("git-compare-arrows", size=16, aria_hidden="true"),
                    "Compare",
                    type="button",
                    on_click=OrderState.compare,
                    aria_pressed=rx.cond(comparing, "true", "false"),
                    class_name="version-tab compare-tab",
                    custom_attrs={"data-testid": "compare"},
                ),
            ),
            aria_label="Versions",
            class_name="version-tabs",
            custom_attrs={"data-testid": "versions"},
        ),
    )


def _tab(tab: rx.Var[VersionTab]) -> rx.Component:
    return rx.el.button(
        rx.el.span(tab.name, class_name="version-name"),
        rx.el.span(
            moment_text(tab.at),
            rx.cond(tab.quality != "", _quality(tab)),
            rx.cond(tab.mark != "", rx.el.span(tab.mark, class_name="version-mark")),
            class_name="version-facts",
        ),
        type="button",
        on_click=OrderState.show_version(tab.choose),
        aria_pressed=rx.cond(tab.shown, "true", "false"),
        title=tab.quality,
        class_name="version-tab",
        custom_attrs={"data-testid": "version-tab", "data-version": tab.name},
    )


def _quality(tab: rx.Var[VersionTab]) -> rx.Component:
    return rx.fragment(
        rx.cond(
            tab.all_passed,
            rx.icon("circle-check", size=14, class_name="good", aria_hidden="true"),
            rx.icon("circle-alert", size=14, class_name="so-so", aria_hidden="true"),
        ),
        rx.el.span(tab.quality, class_name="visually-hidden"),
    )


def use_version_line() -> rx.Component:
    """An earlier version is on show: the way to make it the current one again."""
    deciding = OrderState.deciding
    return rx.cond(
        deciding.use_num > 0,
        rx.el.div(
            rx.el.button(
                rx.icon("history", size=16, aria_hidden="true"),
                rx.el.span("Use ", deciding.use_name),
                type="button",
                on_click=OrderState.use_version(deciding.use_num),
                disabled=OrderState.busy,
                aria_describedby="use-version-help",
                class_name="button button-quiet",
                custom_attrs={"data-testid": "use-version"},
            ),
            rx.el.p("Changes that you request start from it then. No version is lost.", id="use-version-help"),
            class_name="use-version small quiet",
        ),
    )


def version_files() -> rx.Component:
    """The version on show, to keep."""
    text = OrderState.text
    return rx.cond(
        text.markdown_path != "",
        rx.el.p(
            "Download it as ",
            _file("Markdown", text.markdown_path, "download-markdown"),
            " or ",
            _file("HTML", text.html_path, "download-html"),
            class_name="version-files small quiet",
        ),
    )


def _file(words: str, path: rx.Var[str], test_id: str) -> rx.Component:
    return rx.el.a(words, href=path, download=True, reload_document=True, custom_attrs={"data-testid": test_id})


def version_origin() -> rx.Component:
    """The notes that led to this version, and the wishes that were not followed."""
    origin = OrderState.origin
    return rx.fragment(
        rx.cond(
            origin.edited != "",
            rx.el.section(
                rx.el.p(origin.edited, custom_attrs={"data-testid": "edited"}),
                rx.cond(origin.edited_note != "", rx.el.p(origin.edited_note, tab_index=0, class_name="quoted")),
                class_name="origin",
            ),
        ),
        rx.cond(
            origin.notes != "",
            rx.el.section(
                rx.el.h3("You asked for", class_name="label"),
                rx.el.p(origin.notes, tab_index=0, class_name="quoted", custom_attrs={"data-testid": "version-notes"}),
                class_name="origin",
            ),
        ),
        rx.cond(
            origin.not_followed.length() > 0,
            rx.el.section(
                rx.el.h3("Not followed, and why", class_name="label"),
                rx.el.ul(rx.foreach(origin.not_followed, _unmet)),
                class_name="origin",
                custom_attrs={"data-testid": "not-followed"},
            ),
        ),
    )


def _unmet(request: rx.Var[UnmetRequest]) -> rx.Component:
    return rx.el.li(
        rx.icon("message-circle-warning", size=18, class_name="so-so", aria_hidden="true"),
        rx.el.p(rx.el.span(request.note, class_name="strong"), " ", request.reason),
        class_name="wish",
    )


def version_comparison() -> rx.Component:
    """Two pickers, the sum of the changes, what our check says, and the text with its changes."""
    comparison = OrderState.comparison
    return rx.el.section(
        rx.el.div(
            _picker("compare-old", "From", comparison.old, OrderState.compare_old, with_published=True),
            _picker("compare-new", "to", comparison.new, OrderState.compare_new),
            rx.el.p(
                comparison.summary,
                role="status",
                class_name="quiet small",
                custom_attrs={"data-testid": "comparison-summary"},
            ),
            rx.cond(
                comparison.blocks.length() > 0,
                rx.el.button(
                    rx.icon("arrow-down", size=16, aria_hidden="true"),
                    "Go to the first change",
                    type="button",
                    class_name="button button-quiet",
                    custom_attrs={"data-to-change": "", "data-testid": "to-change"},
                ),
            ),
            class_name="comparison-head",
        ),
        proof_verdict(comparison.verdict, "comparison-verdict"),
        rx.cond(
            comparison.note != "",
            rx.el.p(comparison.note, class_name="small quiet", custom_attrs={"data-testid": "comparison-note"}),
        ),
        compared_text(comparison.blocks),
        aria_label="Comparison",
        class_name="article",
    )


def _picker(
    name: str, label: str, value: rx.Var[str], on_change: rx.EventHandler, *, with_published: bool = False
) -> rx.Component:
    return rx.el.label(
        rx.el.span(label),
        rx.el.select(
            rx.cond(OrderState.comparison.with_published, rx.el.option("The published article", value=PUBLISHED_CHOICE))
            if with_published
            else rx.fragment(),
            rx.foreach(OrderState.comparison.numbers, lambda num: rx.el.option("Version " + num, value=num)),
            value=value,
            on_change=on_change,
            class_name="input picker",
            custom_attrs={"data-testid": name},
        ),
        class_name="picker-label",
    )
