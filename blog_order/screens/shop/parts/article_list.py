"""A list of articles that can take a link, a line each, with what stands there when there is none."""

from __future__ import annotations

from typing import Any

import reflex as rx

from blog_order.screens.frame.links import inner_link
from blog_order.screens.frame.messages import unavailable_block
from blog_order.screens.frame.skeletons import articles_skeleton
from blog_order.screens.frame.times import moment_text
from blog_order.screens.frame.view.choices import Choice
from blog_order.screens.shop.parts.article_filters import article_filters
from blog_order.screens.shop.state import ArticleLists
from blog_order.screens.shop.view.cards import ArticleCard
from blog_order.screens.shop.view.lists import ListPhase
from blog_order.screens.shop.view.wanted import LIST_ID


def article_list(
    state: type[ArticleLists],
    title: str,
    retry: Any,
    languages: rx.Var[list[Choice]],
    sites: rx.Var[list[Choice]] | None = None,
) -> rx.Component:
    """Filters, how many were found, the articles, and the way on. With ``sites`` to choose from, lines name theirs."""
    return rx.el.section(
        rx.el.h2(title, class_name="section-title"),
        article_filters(languages, sites),
        rx.el.p(
            state.found, role="status", aria_live="polite", class_name="found", custom_attrs={"data-testid": "found"}
        ),
        rx.match(
            state.list_phase,
            (
                ListPhase.SHOWN,
                rx.el.ul(
                    rx.foreach(state.cards, lambda card: article_line(card, with_site=sites is not None)),
                    class_name="articles",
                    custom_attrs={"data-testid": "articles"},
                ),
            ),
            (ListPhase.NOTHING_FOUND, _nothing_found(state)),
            (ListPhase.EMPTY, _empty()),
            (ListPhase.LOST, _lost(state)),
            (
                ListPhase.UNAVAILABLE,
                unavailable_block("the articles", retry, "articles-unavailable", button_id="retry-articles"),
            ),
            articles_skeleton(),
        ),
        rx.cond(state.list_phase == ListPhase.SHOWN, _ways(state)),
        id=LIST_ID,
        tab_index=-1,
        aria_label=title,
        class_name="article-list",
    )


def article_line(card: rx.Var[ArticleCard], *, with_site: bool = True) -> rx.Component:
    """One article: what it is, what a link in it costs, whether there is a place."""
    return rx.el.li(
        rx.el.div(
            rx.el.h3(inner_link(card.title, card.path), class_name="article-name"),
            rx.el.p(card.description, class_name="article-description"),
            rx.el.p(
                rx.el.span(inner_link(card.site_name, card.site_path)) if with_site else rx.fragment(),
                rx.el.span("domain rating ", card.domain_rating) if with_site else rx.fragment(),
                rx.el.span(card.language),
                rx.el.span(moment_text(card.published)),
                class_name="facts small",
            ),
        ),
        rx.el.div(
            rx.el.p(card.price, class_name="price"),
            slot_state(card),
            rx.cond(
                card.takes_link,
                inner_link(
                    ("Place your link", rx.el.span(" in ", card.title, class_name="visually-hidden")),
                    card.path,
                    class_name="button button-quiet",
                    custom_attrs={"data-testid": "place-link"},
                ),
            ),
            class_name="article-offer",
        ),
        key=card.id,
        class_name="article-line",
        custom_attrs={"data-article": card.id, "data-free": rx.cond(card.takes_link, "yes", "no")},
    )


def slot_state(card: rx.Var[ArticleCard]) -> rx.Component:
    """What is free, in words and with a mark; it changes by itself."""
    return rx.el.p(
        rx.cond(
            card.takes_link,
            rx.icon("circle-dashed", size=16, aria_hidden="true"),
            rx.icon("lock", size=16, aria_hidden="true"),
        ),
        card.slots,
        class_name="places",
        custom_attrs={"data-testid": "places", "data-free": rx.cond(card.takes_link, "yes", "no")},
    )


def _ways(state: type[ArticleLists]) -> rx.Component:
    return rx.el.nav(
        rx.cond(state.first_path != "", _way("Back to the first", state.first_path, "first-articles")),
        rx.cond(state.next_path != "", _way("Next articles", state.next_path, "next-articles")),
        aria_label="Parts of the list",
        class_name="list-ways",
    )


def _way(text: str, path: rx.Var[str], test_id: str) -> rx.Component:
    return inner_link(
        text, path, class_name="button button-quiet", custom_attrs={"data-testid": test_id, "data-to-list": ""}
    )


def _nothing_found(state: type[ArticleLists]) -> rx.Component:
    return rx.el.div(
        rx.el.p("No article fits. Try fewer or shorter words, or leave a filter out."),
        inner_link("Show all articles", state.all_path, class_name="button button-quiet"),
        class_name="empty",
        custom_attrs={"data-testid": "nothing-found"},
    )


def _empty() -> rx.Component:
    return rx.el.p(
        "No article has been published here yet. You can order the first one.",
        class_name="empty",
        custom_attrs={"data-testid": "articles-empty"},
    )


def _lost(state: type[ArticleLists]) -> rx.Component:
    return rx.el.div(
        rx.el.p("We cannot go on from this place in the list: its address may have lost a part on its way here."),
        inner_link("Begin at the first article", state.first_path, class_name="button button-quiet"),
        class_name="empty",
        custom_attrs={"data-testid": "list-lost"},
    )
