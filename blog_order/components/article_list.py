"""The articles that can take a link: a search whose words stand in the address, and a line for each."""

from __future__ import annotations

import reflex as rx

from blog_order.components.links import inner_link
from blog_order.state.articles import LIST_ID, ArticleCard, ArticlesState
from blog_order.state.start import StartState

SORTS = (("newest", "Newest first"), ("rating", "Highest rating first"), ("price", "Lowest price first"),
         ("title", "By title"))  # fmt: skip


def article_list() -> rx.Component:
    """Sending the form leads to the address of the search."""
    return rx.el.section(
        rx.el.h2("A link in an article that is there already", class_name="section-title"),
        rx.el.form(
            rx.el.label("Words", html_for="q", class_name="visually-hidden"),
            rx.el.input(
                id="q",
                name="q",
                type="search",
                key=ArticlesState.search,
                default_value=ArticlesState.search,
                placeholder="Search the articles",
                max_length=200,
                class_name="input",
            ),
            _choice("site", "Site", rx.el.option("All sites", value=""), _sites(), chosen=ArticlesState.site),
            _choice(
                "sort",
                "Order",
                *[rx.el.option(text, value=value) for value, text in SORTS],
                chosen=ArticlesState.sort,
            ),
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    name="free",
                    value="1",
                    key=ArticlesState.free_only.to_string(),
                    default_checked=ArticlesState.free_only,
                ),
                " free places only",
                class_name="check-label",
            ),
            rx.el.button("Search", type="submit", class_name="button button-quiet"),
            on_submit=ArticlesState.look,
            role="search",
            class_name="article-search",
        ),
        rx.el.p(ArticlesState.words, role="status", class_name="small quiet", custom_attrs={"data-testid": "found"}),
        rx.el.ul(rx.foreach(ArticlesState.cards, _card), class_name="sites", custom_attrs={"data-testid": "articles"}),
        rx.cond(
            ArticlesState.next_path != "",
            rx.el.p(
                rx.el.a(
                    "More articles",
                    href=ArticlesState.next_path,
                    class_name="button button-quiet",
                    custom_attrs={"data-testid": "more-articles"},
                )
            ),
        ),
        id=LIST_ID,
        class_name="sites-section",
    )


def _sites() -> rx.Component:
    return rx.foreach(StartState.sites, lambda site: rx.el.option(site.name, value=site.slug))


def _choice(name: str, label: str, *options: rx.Component, chosen: rx.Var[str]) -> rx.Component:
    return rx.el.label(
        rx.el.span(label, class_name="visually-hidden"),
        rx.el.select(
            *options,
            name=name,
            key=chosen + StartState.sites.length().to_string(),
            default_value=chosen,
            class_name="input",
        ),
    )


def _card(card: rx.Var[ArticleCard]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.h3(inner_link(card.title, card.path), class_name="site-name article-name"),
            rx.el.p(card.description, class_name="site-tagline"),
            rx.el.p(
                rx.el.span(card.site),
                rx.el.span("domain rating ", card.rating),
                rx.el.span(rx.cond(card.free, "free for a link", "taken at the moment")),
                class_name="facts small",
            ),
        ),
        rx.el.div(
            rx.el.p(card.price, class_name="price"),
            inner_link(
                (
                    rx.cond(card.free, "Place your link", "Look at it"),
                    rx.el.span(" in ", card.title, class_name="visually-hidden"),
                ),
                card.path,
                class_name="button button-quiet",
            ),
            class_name="site-offer",
        ),
        class_name="site",
    )
