"""A published article for the admins: its editions, one of them to read or compare, and the way back to it."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.articles.detail.parts.edition import shown_edition
from blog_order.screens.articles.detail.parts.restoring import order_link
from blog_order.screens.articles.detail.state import AdminArticleState
from blog_order.screens.articles.detail.view.model import EditionRow
from blog_order.screens.frame.admin.paths import ARTICLE_ROUTE, ARTICLES
from blog_order.screens.frame.admin.shell import admin_page
from blog_order.screens.frame.links import inner_link, outer_link
from blog_order.screens.frame.messages import dead_end
from blog_order.screens.frame.route import NOT_INDEXED, Route
from blog_order.screens.frame.skeletons import admin_skeleton
from blog_order.screens.frame.times import moment_text


def admin_article_page() -> rx.Component:
    """The editions beside the one that is being read."""
    return admin_page(
        rx.cond(
            AdminArticleState.facts.id != "",
            rx.fragment(_head(), rx.el.div(_editions(), shown_edition(), class_name="article-editions")),
            admin_skeleton(),
        ),
        unknown=_unknown(),
        class_name="page admin-order-page",
    )


def _head() -> rx.Component:
    facts = AdminArticleState.facts
    return rx.el.div(
        rx.el.p(inner_link("All articles", ARTICLES), class_name="small"),
        rx.el.h1(facts.title, custom_attrs={"data-testid": "article"}),
        rx.el.p(
            rx.el.span(facts.site),
            rx.el.span("published ", moment_text(facts.published)),
            rx.el.span(outer_link("On the blog", facts.public_url, custom_attrs={"data-testid": "public"})),
            rx.cond(facts.catalogue_path != "", rx.el.span(inner_link("In the catalogue", facts.catalogue_path))),
            class_name="facts",
        ),
        rx.cond(
            facts.under_way.length() > 0,
            rx.el.p(
                "Under way: ",
                rx.foreach(facts.under_way, lambda order: rx.el.span(order_link(order), " ")),
                "When it is approved, the link is worked into the text that is on the blog then.",
                class_name="small quiet",
                custom_attrs={"data-testid": "under-way"},
            ),
        ),
        class_name="order-header",
    )


def _editions() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Editions", class_name="label"),
        rx.el.ol(rx.foreach(AdminArticleState.editions, _edition), class_name="editions"),
        custom_attrs={"data-testid": "editions"},
    )


def _edition(row: rx.Var[EditionRow]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(
                rx.el.span(row.label, class_name="strong"),
                rx.cond(row.current, rx.el.span("on the blog", class_name="tag")),
                class_name="line-ends",
            ),
            type="button",
            on_click=AdminArticleState.read(row.num, False),
            class_name="edition-button",
            aria_pressed=rx.cond(row.chosen, "true", "false"),
        ),
        rx.el.p(
            rx.el.span(row.text),
            rx.cond(row.order.number != "", rx.el.span(order_link(row.order))),
            rx.cond(row.who != "", rx.el.span(row.who)),
            rx.el.span(moment_text(row.at)),
            class_name="facts small",
        ),
        key=row.label,
        class_name="edition",
        custom_attrs={"data-edition": row.num.to_string(), "data-current": rx.cond(row.current, "yes", "no")},
    )


def _unknown() -> rx.Component:
    return dead_end(
        "There is no article under this address",
        "Check the address, or look for the article among all of them.",
        "See all articles",
        ARTICLES,
        "admin-article-unknown",
    )


ROUTE = Route(
    ARTICLE_ROUTE,
    admin_article_page,
    "Editions of an article · Blog Order",
    AdminArticleState.open_article,
    meta=NOT_INDEXED,
)
