"""What the pages of the catalogue show: small copies with everything in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from babel import Locale, UnknownLocaleError

from blog_order.catalogue.search import CatalogueItem
from blog_order.money import format_money
from blog_order.orders.addresses import backlink_form_path, site_page_path
from blog_order.screens.frame.paths import article_page_path
from blog_order.screens.frame.view.choices import Choice
from blog_order.screens.frame.view.moments import NEVER, Moment


@dataclass(frozen=True)
class ArticleCard:
    """An article on a list. ``places`` says in words what is free."""

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
    free: bool = False
    places: str = ""


@dataclass(frozen=True)
class ArticleView:
    """An article's page: the card's facts and its text, in blocks of safe HTML."""

    card: ArticleCard = ArticleCard()
    url: str = ""
    """Of the public page."""
    tags: list[str] = field(default_factory=list)
    reading: str = ""
    blocks: list[str] = field(default_factory=list)


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
        free=item.free > 0,
        places=places_words(item.free),
    )


def places_words(free: int) -> str:
    """What can be said of an article that can take so many links."""
    if free <= 0:
        return "Taken at the moment"
    return "One place free" if free == 1 else f"{free} places free"


def day(at: dt.datetime) -> Moment:
    """``3 Nov 2025``, in UTC."""
    at = at.astimezone(dt.UTC)
    return Moment(at.date().isoformat(), f"{at.day} {at:%b %Y}")


def language_name(code: str) -> str:
    """``de`` becomes ``German``; a code that nobody knows stays as it is."""
    try:
        return Locale.parse(code, sep="-").get_display_name("en") or code
    except (UnknownLocaleError, ValueError, TypeError):
        return code


def language_choices(codes: tuple[str, ...]) -> list[Choice]:
    """The languages to choose from; none when there is nothing to choose."""
    names = sorted((language_name(code), code) for code in codes)
    return [Choice(code, name) for name, code in names] if len(names) > 1 else []
