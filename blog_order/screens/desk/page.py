"""The review desk: the queue, the text as it will be published, and all that helps to decide."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.desk.parts.decisions import decision_buttons, decision_dialogs, undo_bar
from blog_order.screens.desk.state import DeskState
from blog_order.screens.desk.view.model import ReviewLine
from blog_order.screens.frame.admin.facts import fact, section, timeline, version_notes
from blog_order.screens.frame.admin.paths import DESK
from blog_order.screens.frame.admin.shell import admin_page
from blog_order.screens.frame.article_blocks import article_blocks
from blog_order.screens.frame.comparison import compared_text
from blog_order.screens.frame.connection import live_dot
from blog_order.screens.frame.links import outer_link
from blog_order.screens.frame.quality_report import quality_report
from blog_order.screens.frame.route import NOT_INDEXED, Route
from blog_order.screens.frame.search_result import search_result
from blog_order.screens.frame.times import moment_text


def admin_desk_page() -> rx.Component:
    """Three columns on a desk, one at a time on a phone (assets/admin.js keeps which)."""
    return admin_page(
        _head(),
        rx.cond(DeskState.order.number != 0, _desk(), _nothing()),
        undo_bar(),
        class_name="page desk-page",
    )


def _head() -> rx.Component:
    order = DeskState.order
    return rx.el.div(
        rx.el.h1("Review"),
        rx.el.p(
            DeskState.summary, live_dot(), class_name="desk-summary", custom_attrs={"data-testid": "queue-summary"}
        ),
        rx.el.div(
            _step("Next", "j", order.next_number, "next"),
            _step("Back", "k", order.back_number, "back"),
            rx.el.span(rx.el.kbd("A"), " approve", class_name="key-hint"),
            rx.el.span(rx.el.kbd("R"), " return", class_name="key-hint"),
            rx.el.button(
                rx.el.span("Keys on", class_name="keys-on"),
                rx.el.span("Keys off", class_name="keys-off"),
                type="button",
                class_name="desk-key keys-toggle",
                title="Turn the single-key shortcuts on or off",
                custom_attrs={"data-keys-toggle": "", "data-testid": "keys-toggle"},
            ),
            class_name="desk-keys",
        ),
        rx.el.p(
            rx.cond(order.number != 0, rx.fragment(order.label, " is open: ", order.topic)),
            role="status",
            class_name="visually-hidden",
        ),
        class_name="desk-head",
    )


def _step(text: str, key: str, number: rx.Var[int], test_id: str) -> rx.Component:
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


def _desk() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            *[
                rx.el.button(text, type="button", class_name="pane-button", custom_attrs={"data-pane-to": pane})
                for pane, text in (("queue", "Queue"), ("text", "Text"), ("facts", "Facts"))
            ],
            class_name="pane-buttons",
        ),
        rx.el.div(_queue(), _text(), _facts(), class_name="desk"),
        decision_dialogs(),
    )


def _queue() -> rx.Component:
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


def _text() -> rx.Component:
    order = DeskState.order
    return rx.el.article(
        rx.el.div(
            rx.el.p(
                rx.el.span(order.label, class_name="strong"),
                rx.el.span(order.version_label),
                rx.el.span("for ", order.site),
                class_name="facts small",
            ),
            rx.cond(order.compares_with != "", _compare_button()),
            class_name="line-ends text-head",
        ),
        rx.el.h2(order.title, class_name="article-title", custom_attrs={"data-testid": "desk-title"}),
        rx.cond(
            order.shows_changes,
            rx.cond(DeskState.not_compared != "", rx.el.p(DeskState.not_compared), compared_text(DeskState.changes)),
            rx.el.div(
                article_blocks(DeskState.blocks, rx.Var.create("")),
                class_name="prose",
                custom_attrs={"data-testid": "desk-article"},
            ),
        ),
        search_result(order.title, order.meta_description),
        class_name="article pane pane-text",
    )


def _compare_button() -> rx.Component:
    order = DeskState.order
    return rx.el.button(
        rx.cond(order.shows_changes, "Show the text", rx.fragment("Changes since ", order.compares_with)),
        type="button",
        on_click=DeskState.compare(order.number, ~order.shows_changes),
        class_name="desk-key",
        custom_attrs={"data-testid": "compare"},
    )


def _facts() -> rx.Component:
    order = DeskState.order
    return rx.el.aside(
        decision_buttons(),
        section(
            "The link",
            rx.el.dl(
                fact("Anchor", order.anchor_text, test_id="link-anchor"),
                fact(
                    "Address",
                    order.target_url,
                    content=outer_link(order.target_url, order.target_url),
                    test_id="link-address",
                ),
                fact("rel", order.rel),
            ),
            test_id="link-facts",
        ),
        rx.cond(
            order.passage_now != "",
            section(
                "The passage",
                rx.el.dl(
                    fact("Before", order.passage_before, test_id="passage-before"),
                    fact("Now", order.passage_now, test_id="passage-now"),
                ),
                rx.el.p("All else of the published article stays as it is.", class_name="small quiet"),
                test_id="passage-facts",
            ),
        ),
        quality_report(DeskState.report),
        section(
            "Brief",
            rx.el.dl(
                fact("Topic", order.topic),
                fact("Keyword", order.keyword),
                fact("Niche", order.niche),
                fact("Notes", order.notes),
                fact("Price", order.price),
                fact("Submitted", order.submitted.iso, content=moment_text(order.submitted)),
            ),
            test_id="brief",
        ),
        section("Versions", version_notes(DeskState.versions), test_id="version-notes"),
        section("History", timeline(DeskState.timeline), test_id="timeline"),
        class_name="pane pane-facts",
    )


def _nothing() -> rx.Component:
    return rx.el.div(
        rx.icon("inbox", size=28, aria_hidden="true"),
        rx.el.h2("Nothing waits for an editor"),
        rx.el.p(
            "An order appears here by itself when its customer sends it and the time to take it back has passed.",
            class_name="quiet",
        ),
        class_name="desk-empty",
        custom_attrs={"data-testid": "desk-empty"},
    )


ROUTE = Route(DESK, admin_desk_page, "Review · Blog Order", DeskState.open_desk, meta=NOT_INDEXED)
