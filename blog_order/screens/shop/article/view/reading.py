"""Reads an article's page in the catalogue. Blocks."""

from __future__ import annotations

from dataclasses import dataclass, field

from blog_order.catalogue.search import find_article
from blog_order.content.words import count_words
from blog_order.screens.frame.view.blocks import version_blocks
from blog_order.screens.shop.view.cards import ArticleCard, article_card, similar_cards

WORDS_PER_MINUTE = 220


@dataclass(frozen=True)
class ArticleShown:
    """The article: its card's facts and its text, in blocks of safe HTML."""

    card: ArticleCard = field(default_factory=ArticleCard)
    url: str = ""
    """Of the public page."""
    tags: list[str] = field(default_factory=list)
    reading: str = ""
    blocks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ArticlePageView:
    """Everything the page shows; ``similar`` articles where this one cannot take a link."""

    article: ArticleShown
    similar: list[ArticleCard]


def read_article_page(site_slug: str, article_slug: str) -> ArticlePageView:
    """Read the page. Blocks: call it in a thread.

    Raises:
        NotFound: there is no article at this address.
        Unavailable: the database does not answer.
    """
    found = find_article(site_slug, article_slug)
    card = article_card(found.item)
    article = ArticleShown(
        card=card,
        url=found.item.url,
        tags=list(found.item.tags),
        reading=f"{max(1, round(count_words(found.content) / WORDS_PER_MINUTE))} min read",
        blocks=list(version_blocks(found.content, "", "")),
    )
    return ArticlePageView(article, similar_cards(card))
