"""The order page: a parcel tracker beside the article."""

from __future__ import annotations

from typing import Any

import reflex as rx

from blog_order.screens.frame.article_blocks import article_blocks
from blog_order.screens.frame.connection import live_dot
from blog_order.screens.frame.links import inner_link, outer_link
from blog_order.screens.frame.messages import message_page
from blog_order.screens.frame.paths import ORDER_STATUS_ROUTE, START
from blog_order.screens.frame.quality_report import quality_report
from blog_order.screens.frame.route import PRIVATE, Route
from blog_order.screens.frame.search_result import search_result
from blog_order.screens.frame.shell import shell
from blog_order.screens.frame.skeletons import order_skeleton
from blog_order.screens.frame.times import moment_text
from blog_order.screens.frame.view.phases import Phase
from blog_order.screens.order.parts.decisions import order_decisions
from blog_order.screens.order.parts.history import order_history
from blog_order.screens.order.parts.proof import order_proof
from blog_order.screens.order.parts.steps import order_steps, order_steps_line
from blog_order.screens.order.parts.versions import (
    order_versions,
    use_version_line,
    version_comparison,
    version_files,
    version_origin,
)
from blog_order.screens.order.parts.words import order_words
from blog_order.screens.order.state import OrderState


def order_status_page() -> rx.Component:
    """Its address is the customer's key, so it is neither indexed nor named to other sites."""
    return shell(
        rx.match(
            OrderState.phase,
            (Phase.SHOWN, _order()),
            (Phase.UNKNOWN, _unknown()),
            (Phase.UNAVAILABLE, _unavailable()),
            order_skeleton(),
        ),
        bar_end=rx.el.p(
            rx.el.span(OrderState.header.number, class_name="number", custom_attrs={"data-testid": "order-number"}),
            live_dot(),
            class_name="order-bar",
        ),
        class_name="page order-page",
    )


def order_title() -> Any:
    """Of the browser's tab: the number and what is happening, so that one sees from another tab when it is ready."""
    known = OrderState.words.headline != ""
    return rx.cond(known, OrderState.header.number + " · " + OrderState.words.headline, "Your order · Blog Order").to(
        str
    )


def _order() -> rx.Component:
    return rx.fragment(
        _header(),
        rx.el.div(
            rx.el.div(
                rx.el.div(order_steps_line(), order_steps(), class_name="order-steps"),
                order_decisions(),
                quality_report(OrderState.report),
                order_history(),
                class_name="order-side",
            ),
            rx.el.div(
                order_words(),
                order_versions(),
                rx.cond(OrderState.comparison.numbers.length() > 0, version_comparison(), _article()),
                class_name="order-work",
            ),
            class_name="order-grid",
        ),
        rx.el.button(
            rx.icon("arrow-down", size=16, aria_hidden="true"),
            "Newer text below",
            type="button",
            class_name="newer-text",
            custom_attrs={"data-to-end": "", "data-testid": "newer-text"},
        ),
    )


def _header() -> rx.Component:
    header = OrderState.header
    return rx.el.div(
        rx.el.h1(header.topic, custom_attrs={"data-testid": "order-topic"}),
        rx.el.p(
            rx.el.span(header.what, " ", header.site_name),
            rx.el.span("ordered ", moment_text(header.ordered)),
            rx.el.span(header.price),
            rx.el.span(
                "link: ",
                outer_link(header.anchor_text, header.target_url, rel="noopener nofollow"),
            ),
            class_name="facts",
        ),
        class_name="order-header",
    )


def _article() -> rx.Component:
    text = OrderState.text
    return rx.cond(
        text.caption != "",
        rx.el.article(
            rx.el.p(
                text.caption,  # the versions above say it to the eye
                class_name=rx.cond(OrderState.versions.length() > 0, "visually-hidden", "label"),
                custom_attrs={"data-testid": "article-caption"},
            ),
            use_version_line(),
            version_origin(),
            order_proof(),
            rx.el.h2(text.title, class_name="article-title", custom_attrs={"data-testid": "article-title"}),
            rx.cond(
                text.to_come != "",
                rx.el.p(text.to_come, class_name="quiet", custom_attrs={"data-testid": "text-to-come"}),
            ),
            rx.el.div(
                article_blocks(OrderState.blocks, OrderState.tail),
                class_name="prose",
                custom_attrs={"data-testid": "article-body", "data-writing": rx.cond(text.being_written, "yes", "no")},
            ),
            rx.el.div(custom_attrs={"data-live-end": rx.cond(text.being_written, "yes", "no")}),
            rx.cond(
                text.meta_description != "",
                search_result(text.title, text.meta_description, custom_attrs={"data-testid": "meta-description"}),
            ),
            version_files(),
            class_name="article",
            custom_attrs={"data-testid": "article"},
        ),
    )


def _unknown() -> rx.Component:
    return message_page(
        "We do not know this order",
        rx.el.p("The address may have lost a part on its way here. Things to check:"),
        rx.el.ul(
            rx.el.li("Open the link in our mail itself, or copy all of it, to the last character."),
            rx.el.li("Did you just pay? Then our mail with the link is on its way to you."),
        ),
        rx.el.p(inner_link("Go to the start page", START, class_name="button button-quiet")),
        test_id="order-unknown",
    )


def _unavailable() -> rx.Component:
    return message_page(
        "We cannot look up your order right now",
        rx.el.p("Our database does not answer. Your order is safe, and this page goes on by itself in a moment."),
        test_id="order-unavailable",
    )


ROUTE = Route(ORDER_STATUS_ROUTE, order_status_page, order_title(), OrderState.open_order, meta=PRIVATE)
