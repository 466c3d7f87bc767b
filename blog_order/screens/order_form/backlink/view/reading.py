"""Reads what the form for a link sells. Blocks."""

from __future__ import annotations

from blog_order.catalogue.search import find_article
from blog_order.screens.shop.view.cards import ArticleCard, article_card, similar_cards

LinkOffer = tuple[ArticleCard, list[ArticleCard]]
"""The article, and similar ones when it cannot take a link."""


def read_offer(slugs: tuple[str, str]) -> LinkOffer:
    """The article of this address (slugs of site and article). Blocks: call it in a thread.

    Raises:
        NotFound: there is none.
        Unavailable: the database does not answer.
    """
    card = article_card(find_article(*slugs).item)
    return card, similar_cards(card)
