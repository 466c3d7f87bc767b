"""One order for the admins: what was ordered, its texts, money, history, jobs and mails, and what can be done."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.frame.admin.facts import section, status_word
from blog_order.screens.frame.admin.paths import ORDER_ROUTE, ORDERS
from blog_order.screens.frame.admin.shell import admin_page
from blog_order.screens.frame.article_blocks import article_blocks
from blog_order.screens.frame.links import inner_link
from blog_order.screens.frame.messages import dead_end
from blog_order.screens.frame.route import NOT_INDEXED, Route
from blog_order.screens.frame.search_result import search_result
from blog_order.screens.orders.detail.parts.actions import order_actions
from blog_order.screens.orders.detail.parts.facts import order_facts
from blog_order.screens.orders.detail.parts.machinery import job_list, mail_list
from blog_order.screens.orders.detail.parts.tries import tries_list
from blog_order.screens.orders.detail.state import AdminOrderState


def admin_order_page() -> rx.Component:
    """The text in the wide column, the facts beside it, the machinery below."""
    return admin_page(
        _head(),
        order_actions(),
        rx.el.div(
            rx.el.div(_text(), _jobs_and_mails(), class_name="admin-order-main"),
            rx.el.aside(order_facts(), class_name="admin-order-side"),
            class_name="admin-order",
        ),
        unknown=_unknown(),
        class_name="page admin-order-page",
    )


def _head() -> rx.Component:
    facts = AdminOrderState.facts
    return rx.el.div(
        rx.el.p(inner_link("All orders", ORDERS), class_name="small"),
        rx.el.h1(facts.label, " ", rx.el.span(facts.topic, class_name="quiet"), custom_attrs={"data-testid": "order"}),
        rx.el.p(
            status_word(facts.status, facts.tone, **{"data-testid": "status"}),
            rx.el.span(facts.payment, custom_attrs={"data-testid": "payment"}),
            rx.el.span(facts.price),
            rx.el.span("for ", facts.site),
            class_name="facts",
        ),
        rx.cond(facts.failure != "", rx.el.p("The customer was told: ", facts.failure, class_name="admin-notice bad")),
        class_name="order-header",
    )


def _text() -> rx.Component:
    text = AdminOrderState.text
    return rx.cond(
        text.num != 0,
        rx.el.article(
            rx.el.div(
                rx.foreach(
                    AdminOrderState.versions,
                    lambda version: rx.el.button(
                        version.label,
                        type="button",
                        on_click=AdminOrderState.read(AdminOrderState.facts.number, version.num),
                        class_name="desk-key",
                        aria_pressed=rx.cond(version.num == text.num, "true", "false"),
                    ),
                ),
                class_name="version-buttons",
                custom_attrs={"data-testid": "versions"},
            ),
            rx.el.h2(text.title, class_name="article-title", custom_attrs={"data-testid": "version-title"}),
            rx.el.div(article_blocks(AdminOrderState.blocks), class_name="prose"),
            search_result(text.title, text.meta_description),
            class_name="article",
            custom_attrs={"data-testid": "version"},
        ),
        rx.el.p(
            rx.cond(
                AdminOrderState.tries.length() > 0,
                "There is no version: the tries at it did not pass.",
                "No text has been written yet.",
            ),
            class_name="quiet empty",
            custom_attrs={"data-testid": "no-text"},
        ),
    )


def _jobs_and_mails() -> rx.Component:
    return rx.fragment(
        tries_list(AdminOrderState.tries),
        section(
            "Jobs",
            job_list(AdminOrderState.jobs),
            rx.cond(AdminOrderState.jobs.length() == 0, rx.el.p("None yet.", class_name="quiet")),
            test_id="jobs",
        ),
        section(
            "Mails",
            mail_list(AdminOrderState.mails),
            rx.cond(AdminOrderState.mails.length() == 0, rx.el.p("None yet.", class_name="quiet")),
            test_id="mail-section",
        ),
    )


def _unknown() -> rx.Component:
    return dead_end(
        "There is no order with this number",
        "Check the number in the address, for example /admin/orders/BO-1042.",
        "See all orders",
        ORDERS,
        "admin-order-unknown",
    )


ROUTE = Route(ORDER_ROUTE, admin_order_page, "One order · Blog Order", AdminOrderState.open_order, meta=NOT_INDEXED)
