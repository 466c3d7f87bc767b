"""The review before the payment: everything that was entered, and the price."""

from __future__ import annotations

import reflex as rx

from blog_order.state.order_form import OrderFormState

LABELS = (
    ("topic", "Topic"),
    ("keyword", "Keyword"),
    ("niche", "Niche"),
    ("targetUrl", "Target address"),
    ("anchorText", "Anchor text"),
    ("notes", "Notes"),
    ("email", "Your e-mail address"),
)


def order_review() -> rx.Component:
    """A list of what was entered, the price, and the two ways on."""
    return rx.el.section(
        rx.el.h2("Is everything as you want it?", id="review-title", tab_index=-1, class_name="section-title"),
        rx.el.dl(
            _line("Site", OrderFormState.site.name),
            *[_line(label, OrderFormState.values[name], name) for name, label in LABELS],
            class_name="entered",
        ),
        rx.el.div(
            rx.el.p("One article on ", OrderFormState.site.name),
            rx.el.p(OrderFormState.site.price, class_name="price", custom_attrs={"data-testid": "price"}),
            class_name="total",
        ),
        rx.el.div(
            rx.cond(
                OrderFormState.message != "",
                rx.el.p(
                    rx.icon("circle-alert", size=18, aria_hidden="true"),
                    OrderFormState.message,
                    class_name="error-summary",
                ),
            ),
            role="alert",
            custom_attrs={"data-testid": "pay-message"},
        ),
        rx.el.div(
            rx.el.button(
                rx.cond(
                    OrderFormState.opening,
                    rx.fragment(rx.el.span(class_name="spinner", aria_hidden="true"), "Opening the payment page …"),
                    rx.fragment("Pay ", OrderFormState.site.price),
                ),
                type="button",
                on_click=OrderFormState.pay,
                disabled=OrderFormState.opening,
                class_name="button button-primary",
                custom_attrs={"data-testid": "pay"},
            ),
            rx.el.button(
                "Change something",
                type="button",
                on_click=OrderFormState.edit,
                disabled=OrderFormState.opening,
                class_name="button button-quiet",
                custom_attrs={"data-testid": "edit"},
            ),
            class_name="form-end",
        ),
        rx.el.p(
            "You pay on Stripe's page; we never see your card. Writing starts as soon as it is paid.",
            class_name="small quiet",
        ),
        class_name="review",
        custom_attrs={"data-testid": "review"},
    )


def _line(label: str, value: rx.Var[str], name: str = "site") -> rx.Component:
    return rx.cond(
        value != "",
        rx.el.div(
            rx.el.dt(label), rx.el.dd(value, custom_attrs={"data-testid": f"entered-{name}"}), class_name="entered-line"
        ),
    )
