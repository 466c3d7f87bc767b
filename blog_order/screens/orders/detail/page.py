"""One order for the admins: what was ordered, its texts, money, history, jobs and mails, and what can be done."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.frame.admin.dialogs import confirm, opener
from blog_order.screens.frame.admin.facts import fact, section, status_word, timeline, version_notes
from blog_order.screens.frame.admin.paths import ORDER_ROUTE, ORDERS
from blog_order.screens.frame.admin.shell import admin_page
from blog_order.screens.frame.article_blocks import article_blocks
from blog_order.screens.frame.links import inner_link, outer_link
from blog_order.screens.frame.messages import message_page
from blog_order.screens.frame.quality_report import quality_report
from blog_order.screens.frame.route import NOT_INDEXED, Route
from blog_order.screens.frame.search_result import search_result
from blog_order.screens.frame.times import moment_text
from blog_order.screens.orders.detail.parts.machinery import jobs, mails
from blog_order.screens.orders.detail.parts.tries import tries
from blog_order.screens.orders.detail.state import AdminOrderState
from blog_order.screens.orders.detail.view.model import RefundLine


def admin_order_page() -> rx.Component:
    """The text in the wide column, the facts beside it, the machinery below."""
    return admin_page(
        _head(),
        _actions(),
        rx.el.div(
            rx.el.div(_text(), _jobs_and_mails(), class_name="admin-order-main"),
            rx.el.aside(_facts(), class_name="admin-order-side"),
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


def _actions() -> rx.Component:
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


def _action(allowed: rx.Var[bool], id: str, button, question, text: str, on_click) -> rx.Component:
    words = button if isinstance(button, tuple) else (button,)
    return rx.cond(
        allowed,
        rx.fragment(
            opener(*words, dialog=id, **{"data-testid": f"open-{id}"}),
            confirm(id, rx.fragment(*question), text, rx.fragment(*words), on_click),
        ),
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
            rx.el.div(article_blocks(AdminOrderState.blocks, rx.Var.create("")), class_name="prose"),
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
        tries(AdminOrderState.tries),
        section(
            "Jobs",
            jobs(AdminOrderState.jobs),
            rx.cond(AdminOrderState.jobs.length() == 0, rx.el.p("None yet.", class_name="quiet")),
            test_id="jobs",
        ),
        section(
            "Mails",
            mails(AdminOrderState.mails),
            rx.cond(AdminOrderState.mails.length() == 0, rx.el.p("None yet.", class_name="quiet")),
            test_id="mail-section",
        ),
    )


def _facts() -> rx.Component:
    facts = AdminOrderState.facts
    return rx.fragment(
        section(
            "Order",
            rx.el.dl(
                fact("Customer", facts.email, test_id="email"),
                fact("Ordered", facts.ordered.iso, content=moment_text(facts.ordered)),
                fact("Keyword", facts.keyword),
                fact("Niche", facts.niche),
                fact("Notes", facts.notes),
                fact("Anchor", facts.anchor_text),
                fact("Address", facts.target_url, content=outer_link(facts.target_url, facts.target_url)),
                fact("rel", facts.rel),
                fact("Published", facts.published_url, content=outer_link(facts.published_url, facts.published_url)),
                fact(
                    "Article",
                    facts.article_path,
                    content=inner_link("Its editions", facts.article_path, custom_attrs={"data-testid": "to-editions"}),
                ),
            ),
            test_id="facts",
        ),
        section(
            "Money",
            rx.el.dl(
                fact("Price", facts.price),
                fact("State", facts.payment),
                fact("Paid", facts.paid.iso, content=moment_text(facts.paid)),
                fact("At Stripe", facts.payment_intent),
            ),
            rx.foreach(AdminOrderState.refunds, _refund),
            test_id="money",
        ),
        quality_report(AdminOrderState.report),
        rx.cond(
            AdminOrderState.versions.length() > 0,
            section("Versions", version_notes(AdminOrderState.versions), test_id="version-notes"),
        ),
        section("History, in UTC", timeline(AdminOrderState.timeline), test_id="timeline"),
    )


def _refund(refund: rx.Var[RefundLine]) -> rx.Component:
    return rx.el.div(
        rx.el.p(refund.text, " ", moment_text(refund.at, class_name="quiet")),
        rx.cond(refund.trouble != "", rx.el.p("Stripe says: ", refund.trouble, class_name="small")),
        class_name=rx.cond(refund.refused, "admin-notice bad", "admin-notice"),
        custom_attrs={"data-testid": "refund"},
    )


def _unknown() -> rx.Component:
    return message_page(
        "There is no order with this number",
        rx.el.p("Check the number in the address, for example /admin/orders/BO-1042."),
        rx.el.p(inner_link("See all orders", ORDERS, class_name="button button-quiet")),
        test_id="admin-order-unknown",
    )


ROUTE = Route(ORDER_ROUTE, admin_order_page, "One order · Blog Order", AdminOrderState.open_order, meta=NOT_INDEXED)
