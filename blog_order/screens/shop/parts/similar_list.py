"""Where else a link could go, when the place in an article is taken."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.frame.links import inner_link
from blog_order.screens.frame.paths import START
from blog_order.screens.shop.view.cards import ArticleCard


def similar_list(cards: rx.Var[list[ArticleCard]]) -> rx.Component:
    """Some with a place free, and the way to all of them."""
    return rx.el.div(
        rx.cond(
            cards.length() > 0,
            rx.fragment(
                rx.el.h3("Similar articles with a place free", class_name="label"),
                rx.el.ul(rx.foreach(cards, _similar), class_name="similar", custom_attrs={"data-testid": "similar"}),
            ),
        ),
        rx.el.p(inner_link("All articles with a place free", f"{START}?free=1#articles"), class_name="small"),
        class_name="similar-articles",
    )


def _similar(card: rx.Var[ArticleCard]) -> rx.Component:
    return rx.el.li(
        inner_link(card.title, card.path, class_name="similar-title"),
        rx.el.span(
            rx.el.span(card.site_name),
            rx.el.span("domain rating ", card.domain_rating),
            rx.el.span(card.price),
            class_name="facts small",
        ),
        key=card.id,
    )
