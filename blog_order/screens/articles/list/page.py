"""All published articles for the admins: searched, newest first. What is looked for stands in the address."""

from __future__ import annotations

import reflex as rx

from blog_order.catalogue.search_words import MAX_SEARCH
from blog_order.screens.articles.list.state import ArticlesState
from blog_order.screens.articles.list.view.reading import ArticleRow
from blog_order.screens.frame.admin.lists import list_head, list_search, list_table, list_ways
from blog_order.screens.frame.admin.paths import ARTICLES
from blog_order.screens.frame.admin.shell import admin_page
from blog_order.screens.frame.links import inner_link
from blog_order.screens.frame.route import NOT_INDEXED, Route
from blog_order.screens.frame.times import moment_text


def admin_articles_page() -> rx.Component:
    """Search, the list, and the way to older articles."""
    return admin_page(
        list_head(
            "Articles",
            list_search(
                "Words, a site, or an address on the blog",
                ArticlesState.search,
                ArticlesState.find,
                max_length=MAX_SEARCH,
            ),
        ),
        rx.cond(
            ArticlesState.rows.length() > 0,
            list_table(
                ("Article", "On the blog", "Paid links", "Published", "Changed"),
                rx.foreach(ArticlesState.rows, _row),
                "published-articles",
            ),
            _none(),
        ),
        list_ways(ArticlesState.newest_path, "Older articles", ArticlesState.older_path),
        class_name="page orders-page",
    )


def _row(row: rx.Var[ArticleRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            inner_link(row.title, row.path, class_name="order-link"),
            rx.el.span(row.site, class_name="quiet small"),
            class_name="cell-order",
        ),
        rx.el.td(row.edition),
        rx.el.td(rx.el.span("Paid links: ", class_name="narrow-only"), row.slots),
        rx.el.td(moment_text(row.published), class_name="cell-time"),
        rx.el.td(
            rx.cond(row.changed.iso != "", rx.el.span("changed ", class_name="narrow-only")),
            moment_text(row.changed),
            class_name="cell-time",
        ),
        key=row.path,
    )


def _none() -> rx.Component:
    return rx.el.div(
        rx.cond(
            ArticlesState.lost,
            rx.el.p("We cannot go on from this place in the list: its address may have lost a part on its way here."),
            rx.cond(
                ArticlesState.search != "",
                rx.fragment(
                    rx.el.p("No article fits. Try fewer or shorter words."),
                    inner_link("Show all articles", ARTICLES, class_name="button button-quiet"),
                ),
                rx.el.p("No article has been published yet."),
            ),
        ),
        class_name="empty",
        custom_attrs={"data-testid": "published-empty"},
    )


ROUTE = Route(ARTICLES, admin_articles_page, "Articles · Blog Order", ArticlesState.open_articles, meta=NOT_INDEXED)
