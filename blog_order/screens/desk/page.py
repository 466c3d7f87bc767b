"""The review desk: the queue, the text as it will be published, and all that helps to decide."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.desk.parts.decisions import decision_dialogs, undo_bar
from blog_order.screens.desk.parts.facts import desk_facts
from blog_order.screens.desk.parts.queue import step_button, waiting_orders
from blog_order.screens.desk.parts.text import desk_text
from blog_order.screens.desk.state import DeskState
from blog_order.screens.frame.admin.paths import DESK
from blog_order.screens.frame.admin.shell import admin_page
from blog_order.screens.frame.connection import live_dot
from blog_order.screens.frame.route import NOT_INDEXED, Route


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
            step_button("Next", "j", order.next_number, "next"),
            step_button("Back", "k", order.back_number, "back"),
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


def _desk() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            *[
                rx.el.button(text, type="button", class_name="pane-button", custom_attrs={"data-pane-to": pane})
                for pane, text in (("queue", "Queue"), ("text", "Text"), ("facts", "Facts"))
            ],
            class_name="pane-buttons",
        ),
        rx.el.div(waiting_orders(), desk_text(), desk_facts(), class_name="desk"),
        decision_dialogs(),
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
