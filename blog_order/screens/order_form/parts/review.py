"""The review before the payment: everything that was entered, and the price."""

from __future__ import annotations

from typing import Any

import reflex as rx

from blog_order.screens.frame.messages import alert_line
from blog_order.screens.order_form.state import Form

LABELS = {
    "topic": "Topic",
    "keyword": "Keyword",
    "niche": "Niche",
    "targetUrl": "Target address",
    "anchorText": "Anchor text",
    "notes": "Notes",
    "email": "Your e-mail address",
}


def order_review(
    form: Form,
    fields: tuple[str, ...],
    subject: list[tuple[str, Any]],
    total: rx.Component,
    price: rx.Var[str],
    promise: str,
) -> rx.Component:
    """A list of what was entered, the price, and the two ways on.

    Args:
        form: the state of the page.
        fields: names of the entries, in their order.
        subject: what is ordered where, before the entries.
        total: what the price is for.
        price: in words.
        promise: what happens once it is paid.
    """
    return rx.el.section(
        rx.el.h2("Is everything as you want it?", id="review-title", tab_index=-1, class_name="section-title"),
        rx.el.dl(
            *[_line(label, value, label.lower()) for label, value in subject],
            *[_line(LABELS[name], form.values[name], name) for name in fields],
            class_name="entered",
        ),
        rx.el.div(
            total,
            rx.el.p(price, class_name="price", custom_attrs={"data-testid": "price"}),
            class_name="total",
        ),
        alert_line(form.message, "pay-message"),
        rx.el.div(
            rx.el.button(
                rx.cond(
                    form.opening,
                    rx.fragment(rx.el.span(class_name="spinner", aria_hidden="true"), "Opening the payment page …"),
                    rx.fragment("Pay ", price),
                ),
                type="button",
                on_click=form.pay,
                disabled=form.opening,
                class_name="button button-primary",
                custom_attrs={"data-testid": "pay"},
            ),
            rx.el.button(
                "Change something",
                type="button",
                on_click=form.edit,
                disabled=form.opening,
                class_name="button button-quiet",
                custom_attrs={"data-testid": "edit"},
            ),
            class_name="form-end",
        ),
        rx.el.p(f"You pay on Stripe's page; we never see your card. {promise}", class_name="small quiet"),
        class_name="review",
        custom_attrs={"data-testid": "review"},
    )


def _line(label: str, value: rx.Var[str], name: str) -> rx.Component:
    return rx.cond(
        value != "",
        rx.el.div(
            rx.el.dt(label), rx.el.dd(value, custom_attrs={"data-testid": f"entered-{name}"}), class_name="entered-line"
        ),
    )
