"""The page that places a link in a published article: the form, then the review."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.frame.links import inner_link
from blog_order.screens.frame.messages import dead_end
from blog_order.screens.frame.paths import BACKLINK_FORM_ROUTE, START
from blog_order.screens.frame.route import Route
from blog_order.screens.order_form.backlink.parts.entry import backlink_entry
from blog_order.screens.order_form.backlink.state import BACKLINK_FIELDS, BacklinkFormState
from blog_order.screens.order_form.parts.form_pages import form_page
from blog_order.screens.order_form.parts.review import order_review
from blog_order.screens.shop.parts.similar_list import similar_list


def backlink_form_page() -> rx.Component:
    """Which article is in the address."""
    article = BacklinkFormState.article
    review = order_review(
        BacklinkFormState,
        BACKLINK_FIELDS,
        subject=[("Article", article.title), ("Site", article.site_name)],
        total=rx.el.p("One link in this article"),
        price=article.price,
        promise="The place is yours while that page is open, for half an hour.",
    )
    unknown = dead_end(
        "We sell no link in this article",
        "The address may have a typing mistake, or the article's site takes no orders any more.",
        "See the articles that take links",
        START,
        "article-unknown",
    )
    return form_page(BacklinkFormState, _header(), backlink_entry(), review, unknown)


def _header() -> rx.Component:
    article = BacklinkFormState.article
    return rx.el.div(
        rx.el.p(
            inner_link("The article", article.path, custom_attrs={"data-testid": "to-article"}), class_name="small"
        ),
        rx.el.h1("Place your link"),
        rx.el.p("in ", rx.el.cite(article.title), class_name="form-subject", custom_attrs={"data-testid": "subject"}),
        rx.el.p(
            rx.el.span(article.price, class_name="strong", custom_attrs={"data-testid": "form-price"}),
            rx.el.span(inner_link(article.site_name, article.site_path)),
            rx.el.span("domain rating ", article.domain_rating),
            rx.el.span(article.language),
            class_name="facts",
        ),
        rx.el.p(
            "One passage is rewritten to carry your link; everything else stays as it is. You read it before it goes "
            "online.",
            class_name="small quiet",
        ),
        rx.el.div(rx.cond(~article.takes_link, _taken()), role="status", aria_live="polite"),
        class_name="form-header form-column",
    )


def _taken() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            rx.icon("lock", size=16, aria_hidden="true"),
            rx.el.span(
                "The place in this article is taken at the moment. It may come free again if nobody pays for it. What "
                "you type is kept, and comes along to another article.",
            ),
            class_name="taken-line",
        ),
        similar_list(BacklinkFormState.similar),
        class_name="taken-box",
        custom_attrs={"data-testid": "taken"},
    )


ROUTE = Route(BACKLINK_FORM_ROUTE, backlink_form_page, "Place your link · Blog Order", BacklinkFormState.load_form)
