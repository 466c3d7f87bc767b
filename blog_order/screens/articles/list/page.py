"""All published articles for the admins: searched, newest first. What is looked for stands in the address."""

from __future__ import annotations

import reflex as rx

from blog_order.catalogue.search_words import MAX_SEARCH
from blog_order.screens.articles.list.state import ArticlesState
from blog_order.screens.articles.list.view.reading import ArticleRow
from blog_order.screens.frame.admin.paths import ARTICLES
from blog_order.screens.frame.admin.shell import admin_page
from blog_order.screens.frame.links import inner_link
from blog_order.screens.frame.times import moment_text


def admin_articles_page() -> rx.Component:
    """Search, the list, and the way to older articles."""
    return admin_page(
        rx.el.div(rx.el.h1("Articles"), _search(), class_name="orders-head"),
        rx.cond(ArticlesState.rows.length() > 0, _table(), _none()),
        rx.el.nav(
            rx.cond(ArticlesState.newest_path != "", _way("Newest", ArticlesState.newest_path, "newest")),
            rx.cond(ArticlesState.older_path != "", _way("Older articles", ArticlesState.older_path, "older")),
            aria_label="Pages of the list",
            class_name="list-ways",
        ),
        class_name="page orders-page",
    )


def _search() -> rx.Component:
    return rx.el.form(
        rx.el.label("Words, a site, or an address on the blog", html_for="search", class_name="visually-hidden"),
        rx.el.input(
            id="search",
            name="q",
            type="search",
            default_value=ArticlesState.search,
            key=ArticlesState.search,
            max_length=MAX_SEARCH,
            placeholder="Words, a site, or an address on the blog",
            auto_complete="off",
            class_name="input",
            custom_attrs={"data-testid": "search"},
        ),
        rx.el.button("Search", type="submit", class_name="button button-quiet"),
        on_submit=ArticlesState.find,
        role="search",
        class_name="search-form",
    )


def _table() -> rx.Component:
    names = ("Article", "On the blog", "Paid links", "Published", "Changed")
    return rx.el.table(
        rx.el.thead(rx.el.tr(*[rx.el.th(name, scope="col") for name in names])),
        rx.el.tbody(rx.foreach(ArticlesState.rows, _row)),
        class_name="orders",
        custom_attrs={"data-testid": "published-articles"},
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


def _way(text: str, path: rx.Var[str], test_id: str) -> rx.Component:
    return inner_link(text, path, class_name="button button-quiet", custom_attrs={"data-testid": test_id})


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
