"""An article as lists of the catalogue show it: a small copy with everything in words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from blog_order.catalogue.search import CatalogueItem, similar_articles
from blog_order.money import format_money
from blog_order.orders.addresses import backlink_form_path, site_page_path
from blog_order.screens.frame.paths import article_page_path
from blog_order.screens.frame.view.moments import NEVER, Moment
from blog_order.screens.shop.view.words import day, free_slots_words, language_name


@dataclass(frozen=True)
class ArticleCard:
    """An article on a list. ``slots`` says in words how many link slots are free."""

    id: str = ""
    title: str = ""
    description: str = ""
    path: str = ""
    form_path: str = ""
    site_name: str = ""
    site_path: str = ""
    domain_rating: int = 0
    language: str = ""
    published: Moment = NEVER
    price: str = ""
    takes_link: bool = False
    """Whether a link slot is free."""
    slots: str = ""

    def with_free_slots(self, free: int) -> ArticleCard:
        """Return the same card with this many link slots free."""
        return replace(self, takes_link=free > 0, slots=free_slots_words(free))


def article_card(item: CatalogueItem) -> ArticleCard:
    """What a list shows of an article."""
    return ArticleCard(
        id=item.id,
        title=item.title,
        description=item.description,
        path=article_page_path(item.site_slug, item.slug),
        form_path=backlink_form_path(item.site_slug, item.slug),
        site_name=item.site_name,
        site_path=site_page_path(item.site_slug),
        domain_rating=item.domain_rating,
        language=language_name(item.language),
        published=day(item.published_at),
        price=format_money(item.amount, item.currency),
    ).with_free_slots(item.free)


def similar_cards(card: ArticleCard) -> list[ArticleCard]:
    """Where else a link could go, when this article can't take one. Blocks.

    Raises:
        Unavailable: the database does not answer.
    """
    return [] if card.takes_link else [article_card(item) for item in similar_articles(card.id)]
