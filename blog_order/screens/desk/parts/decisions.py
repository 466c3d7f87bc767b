"""What an editor can do with the open order, and what has been decided and can still be undone."""

from __future__ import annotations

from typing import Any

import reflex as rx

from blog_order.orders.deciding.decision import NOTE_MAX, NOTE_MIN
from blog_order.screens.desk.state import DeskState
from blog_order.screens.desk.view.model import DecidedLine
from blog_order.screens.frame.admin.dialogs import close_button, dialog, opener, problem
from blog_order.screens.frame.links import inner_link


def decision_buttons() -> rx.Component:
    """The three decisions, or what somebody has decided."""
    order = DeskState.order
    return rx.el.div(
        rx.cond(order.can_be_decided, _buttons(), _verdict()),
        class_name="decision",
        custom_attrs={"data-testid": "decision"},
    )


def _buttons() -> rx.Component:
    order = DeskState.order
    return rx.fragment(
        rx.cond(
            order.trouble != "",
            rx.el.p("The last decision could not take effect: ", order.trouble, class_name="admin-notice bad"),
        ),
        rx.el.button(
            "Approve and publish",
            type="button",
            on_click=DeskState.approve(order.number, order.version),
            class_name="button button-primary",
            aria_keyshortcuts="A",
            custom_attrs={"data-key": "a", "data-decides": "", "data-pane-to": "text", "data-testid": "approve"},
        ),
        inner_link(
            "Edit the text",
            order.edit_path,
            class_name="button button-quiet",
            custom_attrs={"data-testid": "edit-text"},
        ),
        opener(
            "Return with a note",
            dialog="send-back",
            **{"data-key": "r", "aria-keyshortcuts": "R", "data-testid": "open-send-back"},
        ),
        opener(
            "Reject and refund",
            dialog="reject",
            class_name="button button-quiet button-danger",
            **{"data-testid": "open-reject"},
        ),
    )


def _verdict() -> rx.Component:
    order = DeskState.order
    return rx.cond(
        order.verdict != "",
        rx.el.div(
            rx.el.p(
                rx.el.span(order.verdict, " this", class_name="strong"),
                " · takes effect in ",
                _seconds(order.verdict_until),
            ),
            rx.el.button(
                "Undo",
                type="button",
                on_click=DeskState.undo(order.verdict_id),
                class_name="button button-quiet",
                custom_attrs={"data-testid": "undo-here"},
            ),
            class_name="verdict",
            custom_attrs={"data-testid": "verdict"},
        ),
        rx.el.p("Not on the desk any more: ", rx.el.span(order.status, class_name="strong"), class_name="quiet"),
    )


def decision_dialogs() -> rx.Component:
    """The two decisions that need a note. They stay open with what was typed when the note will not do."""
    order = DeskState.order
    return rx.cond(
        order.can_be_decided,
        rx.fragment(
            _note_dialog(
                "send-back",
                ("Return ", order.label, " to its customer"),
                "The customer gets your note by mail and on the order's page, and can change the text.",
                "Return with this note",
                DeskState.send_back,
            ),
            _note_dialog(
                "reject",
                ("Reject ", order.label, " and give back ", order.price),
                "The order ends, nothing is published, and the customer gets the whole amount back with your note.",
                ("Reject and refund ", order.price),
                DeskState.reject,
            ),
        ),
    )


def _note_dialog(id: str, title: Any, text: str, button: Any, on_submit: Any) -> rx.Component:
    order = DeskState.order
    many = title if isinstance(title, tuple) else (title,)
    return dialog(
        id,
        rx.fragment(*many),
        rx.el.form(
            rx.el.p(text, class_name="quiet"),
            problem(),
            rx.el.input(type="hidden", name="number", value=order.number.to_string(), read_only=True),
            rx.el.input(type="hidden", name="version", value=order.version.to_string(), read_only=True),
            rx.el.label("Your note to the customer", html_for=f"{id}-note", class_name="strong"),
            rx.el.textarea(
                id=f"{id}-note",
                name="note",
                rows="6",
                required=True,
                min_length=NOTE_MIN,
                max_length=NOTE_MAX,
                auto_focus=True,
                class_name="input",
            ),
            rx.el.div(
                rx.el.button(
                    rx.fragment(*(button if isinstance(button, tuple) else (button,))),
                    type="submit",
                    class_name="button button-primary",
                    custom_attrs={"data-decides": "", "data-testid": f"{id}-submit"},
                ),
                close_button(),
                class_name="dialog-end",
            ),
            on_submit=on_submit,
            class_name="dialog-form",
        ),
        key=f"{id}-{order.number}",
    )


def undo_bar() -> rx.Component:
    """Every decision that has not taken effect, by whomever; at the bottom edge."""
    return rx.el.div(
        rx.foreach(DeskState.decided, _undo_line),
        role="status",
        class_name="undo-bar",
        custom_attrs={"data-testid": "undo-bar"},
    )


def _undo_line(line: rx.Var[DecidedLine]) -> rx.Component:
    return rx.el.div(
        rx.el.span(line.text, class_name="strong"),
        rx.el.span("takes effect in ", _seconds(line.until), class_name="quiet"),
        rx.el.button(
            "Undo",
            rx.el.span(" ", line.text, class_name="visually-hidden"),
            type="button",
            on_click=DeskState.undo(line.id),
            class_name="undo-button",
            custom_attrs={"data-testid": "undo"},
        ),
        class_name="undo-line",
        custom_attrs={"data-mine": rx.cond(line.mine, "yes", "no")},
    )


def _seconds(until: rx.Var[str]) -> rx.Component:
    """Written each second by assets/admin.js; not read out, or a screen reader would never stop."""
    return rx.el.span(class_name="countdown", aria_hidden="true", custom_attrs={"data-until": until})
