"""What the customer can do: ask for changes, send a version to the editor, take that back.

Beside the article on a desk; on a phone the buttons stay at the bottom edge.
"""

from __future__ import annotations

import reflex as rx

from blog_order.orders.writing.revision import NOTES_MAX
from blog_order.screens.frame.messages import alert_line
from blog_order.screens.order.deciding import ASK_BUTTON, NOTES
from blog_order.screens.order.state import OrderState


def order_decisions() -> rx.Component:
    """Stays on the page in every state of the order, so that the keyboard's place in it is not lost (page.js)."""
    return rx.el.section(
        alert_line(OrderState.message, "decision-message"),
        rx.cond(
            OrderState.deciding.open,
            rx.cond(OrderState.asking, _changes(), _buttons()),
            rx.cond(OrderState.undo.version_name != "", _undo()),
        ),
        aria_label="What you can do",
        tab_index=-1,
        class_name="decisions",
        custom_attrs={"data-keeps-focus": "", "data-testid": "decisions"},
    )


def _buttons() -> rx.Component:
    deciding = OrderState.deciding
    return rx.el.div(
        rx.el.button(
            rx.cond(deciding.failed_notes != "", "Ask again", "Request changes"),
            id=ASK_BUTTON,
            type="button",
            on_click=OrderState.open_changes,
            disabled=OrderState.busy,
            class_name="button button-quiet",
            custom_attrs={"data-testid": ASK_BUTTON},
        ),
        rx.el.button(
            rx.el.span("Send ", deciding.send_name, " to the editor"),
            type="button",
            on_click=OrderState.send_to_editor(deciding.send_num),
            disabled=OrderState.busy,
            class_name="button button-primary",
            custom_attrs={"data-testid": "send-to-editor"},
        ),
        class_name="decision-buttons bottom-edge",
    )


def _changes() -> rx.Component:
    """The entry for notes. It is the browser's own, and the browser keeps what is typed (page.js, ``data-draft``)."""
    deciding, problem = OrderState.deciding, OrderState.notes_problem
    return rx.el.form(
        rx.el.div(
            rx.el.label("What should change?", html_for=NOTES),
            rx.el.span(
                class_name="counter", aria_hidden="true", custom_attrs={"data-count": NOTES, "data-max": str(NOTES_MAX)}
            ),
            class_name="label-line",
        ),
        rx.el.p(
            "In your own words. The writer starts from ",
            deciding.base_name,
            "; a new version usually takes ",
            deciding.estimate,
            ".",
            id=f"{NOTES}-help",
            class_name="help",
            custom_attrs={"data-testid": "changes-estimate"},
        ),
        rx.el.textarea(
            id=NOTES,
            name=NOTES,
            rows="7",
            default_value=deciding.failed_notes,
            required=True,
            aria_invalid=rx.cond(problem != "", "true", "false"),
            aria_describedby=f"{NOTES}-help {NOTES}-problem",
            class_name="input",
            custom_attrs={"data-draft": OrderState.header.number, "data-taken": deciding.taken_notes},
        ),
        rx.el.p(
            rx.cond(problem != "", rx.fragment(rx.icon("circle-alert", size=15, aria_hidden="true"), problem)),
            id=f"{NOTES}-problem",
            class_name="problem",
            aria_live="polite",
            custom_attrs={"data-testid": f"problem-{NOTES}"},
        ),
        rx.el.div(
            rx.el.button(
                rx.cond(
                    OrderState.busy,
                    rx.fragment(rx.el.span(class_name="spinner", aria_hidden="true"), "Sending your notes …"),
                    "Request these changes",
                ),
                type="submit",
                disabled=OrderState.busy,
                class_name="button button-primary",
                custom_attrs={"data-testid": "send-changes"},
            ),
            rx.el.button(
                "Not now",
                type="button",
                on_click=OrderState.close_changes,
                class_name="button button-quiet",
                custom_attrs={"data-testid": "close-changes"},
            ),
            class_name="changes-end",
        ),
        on_submit=OrderState.request_changes,
        no_validate=True,
        class_name="changes field",
        custom_attrs={"data-testid": "changes"},
    )


def _undo() -> rx.Component:
    return rx.el.div(
        rx.el.p("Sent to the editor", class_name="undo-words"),
        rx.el.button(
            "Undo ",
            rx.el.span(aria_hidden="true", custom_attrs={"data-left": OrderState.undo.left_seconds.to_string()}),
            type="button",
            on_click=OrderState.take_back,
            disabled=OrderState.busy,
            class_name="button button-quiet",
            custom_attrs={"data-testid": "undo"},
        ),
        class_name="sent-bar bottom-edge",
        custom_attrs={"data-testid": "sent-bar"},
    )
