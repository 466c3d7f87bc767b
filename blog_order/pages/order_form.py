"""The page that orders an article on one site: the form, then the review."""

from __future__ import annotations

import reflex as rx

from blog_order.components.links import inner_link
from blog_order.components.messages import message_page
from blog_order.components.order_entry import order_entry
from blog_order.components.order_review import order_review
from blog_order.components.shell import shell
from blog_order.components.skeletons import form_skeleton
from blog_order.state.order_form import FormPhase, OrderFormState
from blog_order.state.paths import START


def order_form_page() -> rx.Component:
    """Form and review are on one page: the form stays behind the review, with all that was typed."""
    return shell(
        rx.match(
            OrderFormState.phase,
            (FormPhase.LOADING, form_skeleton()),
            (FormPhase.UNKNOWN, _unknown()),
            (FormPhase.UNAVAILABLE, _unavailable()),
            _header(),
        ),
        # Always there, if hidden: what was typed lives in the browser and outlasts a lost page state.
        rx.el.div(order_entry(), hidden=OrderFormState.phase != FormPhase.FORM, class_name="form-column"),
        rx.cond(OrderFormState.phase == FormPhase.REVIEW, rx.el.div(order_review(), class_name="form-column")),
        class_name="page form-page",
    )


def _header() -> rx.Component:
    site = OrderFormState.site
    return rx.el.div(
        rx.el.p(inner_link("All sites", START), class_name="small"),
        rx.el.h1("Order an article on ", site.name),
        rx.el.p(
            rx.el.span(site.price, class_name="strong", custom_attrs={"data-testid": "form-price"}),
            rx.el.span(site.topic),
            rx.el.span("domain rating ", site.domain_rating),
            class_name="facts",
        ),
        rx.el.p("Readers: ", site.audience, class_name="small quiet"),
        class_name="form-header form-column",
    )


def _unknown() -> rx.Component:
    return message_page(
        "We do not sell articles on this site",
        rx.el.p("The address may have a typing mistake, or the site does not take orders any more."),
        rx.el.p(inner_link("See the sites that do", START, class_name="button button-quiet")),
        test_id="site-unknown",
    )


def _unavailable() -> rx.Component:
    return message_page(
        "We cannot show the order form right now",
        rx.el.p("Our database does not answer. Please try again in a moment; what you have typed is kept."),
        rx.el.p(
            rx.el.button(
                "Try again",
                type="button",
                on_click=OrderFormState.load_form,
                class_name="button button-quiet",
                custom_attrs={"data-testid": "retry"},
            )
        ),
        test_id="form-unavailable",
    )
