"""What was ordered, its money, and how it went."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.frame.admin.facts import fact, section, timeline, version_notes
from blog_order.screens.frame.links import inner_link, outer_link
from blog_order.screens.frame.quality_report import quality_report
from blog_order.screens.frame.times import moment_text
from blog_order.screens.orders.detail.state import AdminOrderState
from blog_order.screens.orders.detail.view.model import RefundLine


def order_facts() -> rx.Component:
    """The side column of the page."""
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
