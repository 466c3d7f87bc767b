"""The page that orders an article on one site: the form, then the review."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.frame.links import inner_link
from blog_order.screens.frame.messages import dead_end
from blog_order.screens.frame.paths import ORDER_FORM_ROUTE, START
from blog_order.screens.frame.route import Route
from blog_order.screens.order_form.article.parts.entry import article_entry
from blog_order.screens.order_form.article.state import FIELDS, OrderFormState
from blog_order.screens.order_form.parts.form_pages import form_page
from blog_order.screens.order_form.parts.review import order_review


def order_form_page() -> rx.Component:
    """Which site is in the address."""
    site = OrderFormState.site
    review = order_review(
        OrderFormState,
        FIELDS,
        subject=[("Site", site.name)],
        total=rx.el.p("One article on ", site.name),
        price=site.price,
        promise="Writing starts as soon as it is paid.",
    )
    unknown = dead_end(
        "We do not sell articles on this site",
        "The address may have a typing mistake, or the site does not take orders any more.",
        "See the sites that do",
        START,
        "site-unknown",
    )
    return form_page(OrderFormState, _header(), article_entry(), review, unknown)


def _header() -> rx.Component:
    site = OrderFormState.site
    return rx.el.div(
        rx.el.p(inner_link(site.name, site.path), class_name="small"),
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


ROUTE = Route(ORDER_FORM_ROUTE, order_form_page, "Order an article · Blog Order", OrderFormState.load_form)
