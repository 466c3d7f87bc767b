"""What an admin can do about an order, each after a question."""

from __future__ import annotations

from typing import Any

import reflex as rx

from blog_order.screens.frame.admin.dialogs import confirm, opener
from blog_order.screens.frame.links import inner_link
from blog_order.screens.orders.detail.state import AdminOrderState


def order_actions() -> rx.Component:
    """Only those that the order allows now."""
    facts = AdminOrderState.facts
    number = facts.number
    return rx.el.div(
        rx.cond(
            facts.desk_path != "",
            inner_link("Open on the desk", facts.desk_path, class_name="button button-primary"),
        ),
        rx.cond(
            facts.edit_path != "",
            inner_link(
                "Edit the text",
                facts.edit_path,
                class_name="button button-quiet",
                custom_attrs={"data-testid": "edit-text"},
            ),
        ),
        _action(
            facts.can_be_retried,
            "retry",
            "Write it again",
            ("Write ", facts.label, " again?"),
            "A new job starts at once. The customer sees that the article is being written.",
            AdminOrderState.retry(number),
        ),
        _action(
            facts.can_be_stopped,
            "stop",
            "Stop the writing",
            ("Stop writing ", facts.label, "?"),
            "A revision goes back to its customer with the versions there are; a first article fails, and can be "
            "written again or refunded. The customer gets a mail.",
            AdminOrderState.stop(number),
        ),
        _action(
            facts.can_be_refunded,
            "refund",
            ("Refund ", facts.price),
            ("Give back ", facts.price, "?"),
            "The customer gets the whole amount back and a mail. An order that is not published yet is cancelled; "
            "a published article stays online.",
            AdminOrderState.refund(number),
        ),
        _action(
            facts.can_be_cancelled,
            "cancel",
            "Cancel this order",
            ("Cancel ", facts.label, "?"),
            "Nobody has paid it. Its payment page no longer leads to an article.",
            AdminOrderState.cancel(number),
        ),
        class_name="order-actions",
        custom_attrs={"data-testid": "actions"},
    )


def _action(allowed: rx.Var[bool], id: str, button: Any, question: Any, text: str, on_click: Any) -> rx.Component:
    words = button if isinstance(button, tuple) else (button,)
    return rx.cond(
        allowed,
        rx.fragment(
            opener(*words, dialog=id, **{"data-testid": f"open-{id}"}),
            confirm(id, rx.fragment(*question), text, rx.fragment(*words), on_click),
        ),
    )
