"""An article's page in the catalogue: the article as the blog shows it, and whether a link can be placed in it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from blog_order.screens.frame.article_blocks import article_blocks
from blog_order.screens.frame.connection import live_dot
from blog_order.screens.frame.links import inner_link, outer_link
from blog_order.screens.frame.messages import dead_end, unavailable_page
from blog_order.screens.frame.paths import ARTICLE_ROUTE, START
from blog_order.screens.frame.route import Route
from blog_order.screens.frame.shell import shell
from blog_order.screens.frame.skeletons import article_skeleton
from blog_order.screens.frame.times import moment_text
from blog_order.screens.frame.view.phases import Phase
from blog_order.screens.shop.article.state import CatalogueArticleState
from blog_order.screens.shop.parts.article_list import slot_state
from blog_order.screens.shop.parts.similar_list import similar_list


def catalogue_article_page() -> rx.Component:
    """The article is what is looked at; beside it (below the title, on a phone) what a link in it costs."""
    return shell(
        rx.match(
            CatalogueArticleState.phase,
            (Phase.LOADING, article_skeleton()),
            (Phase.UNKNOWN, _unknown()),
            (
                Phase.UNAVAILABLE,
                unavailable_page("this article", CatalogueArticleState.open_article, "article-unavailable"),
            ),
            _article(),
        ),
        bar_end=live_dot(),
        class_name="page catalogue-article-page",
    )


def article_page_title() -> Any:
    """Of the browser's tab."""
    title = CatalogueArticleState.article.card.title
    return rx.cond(title != "", title + " · Blog Order", "An article · Blog Order").to(str)


def _article() -> rx.Component:
    article = CatalogueArticleState.article
    card = article.card
    return rx.fragment(
        rx.el.p(
            inner_link("All articles", START),
            " · ",
            inner_link(card.site_name, card.site_path),
            class_name="small",
        ),
        rx.el.div(
            rx.el.header(
                rx.el.h1(
                    card.title,
                    id="article-title",
                    class_name="article-title",
                    custom_attrs={"data-testid": "article-title"},
                ),
                rx.el.p(
                    rx.el.span(moment_text(card.published)),
                    rx.el.span(card.language),
                    rx.el.span(article.reading),
                    rx.foreach(article.tags, lambda tag: rx.el.span(tag)),
                    class_name="facts small article-facts",
                ),
                class_name="offer-title",
            ),
            _offer(),
            rx.el.article(
                rx.el.div(
                    article_blocks(article.blocks),
                    class_name="prose",
                    custom_attrs={"data-testid": "catalogue-article"},
                ),
                aria_labelledby="article-title",
                class_name="article offer-body",
            ),
            class_name="offer-grid",
        ),
    )


def _offer() -> rx.Component:
    article = CatalogueArticleState.article
    card = article.card
    return rx.el.aside(
        rx.el.h2("A link in this article", class_name="label"),
        rx.el.p(card.price, class_name="price", custom_attrs={"data-testid": "link-price"}),
        rx.el.div(slot_state(card), role="status", aria_live="polite"),
        rx.el.p(card.site_name, ", domain rating ", card.domain_rating, class_name="small quiet"),
        rx.cond(
            card.takes_link,
            rx.fragment(
                inner_link(
                    "Place your link here",
                    card.form_path,
                    class_name="button button-primary",
                    custom_attrs={"data-testid": "place-link"},
                ),
                rx.el.p(
                    "One passage is rewritten to carry your link; everything else stays as it is. You read it before "
                    "it goes online.",
                    class_name="small quiet",
                ),
            ),
            rx.el.div(
                rx.el.p(
                    "Somebody else has the place for a link in this article. It may come free again if they do not "
                    "pay: this page says so by itself.",
                    custom_attrs={"data-testid": "taken"},
                ),
                similar_list(CatalogueArticleState.similar),
                class_name="taken",
            ),
        ),
        rx.el.p(
            outer_link(
                "See it on the blog",
                article.url,
                rel=None,
                class_name="out-link",
                custom_attrs={"data-testid": "public-page"},
            ),
            class_name="small",
        ),
        aria_label="Your link",
        class_name="offer",
        custom_attrs={"data-testid": "offer", "data-keeps-focus": ""},
        tab_index=-1,
    )


def _unknown() -> rx.Component:
    return dead_end(
        "We do not know this article",
        "The address may have a typing mistake, or the article's site takes no orders any more.",
        "See the articles that take links",
        START,
        "article-unknown",
    )


ROUTE = Route(ARTICLE_ROUTE, catalogue_article_page, article_page_title(), CatalogueArticleState.open_article)
