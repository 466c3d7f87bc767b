"""What the catalogue's answers look like."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import BaseModel, Field

from blog_order.catalogue.search import CatalogueArticle, CatalogueItem
from blog_order.catalogue.sites import SiteOffer
from blog_order.models import Product
from blog_order.orders import products


class Price(BaseModel):
    """Money."""

    amount: int = Field(ge=0, description="In minor units of the currency: 14900 is 149 dollars")
    currency: str = Field(description="ISO 4217, in small letters")


class Site(BaseModel):
    """A site that takes orders."""

    id: str
    name: str
    slug: str = Field(description="Its part of the public address")
    topic: str
    audience: str = Field(description="Whom it is written for")
    language: str = Field(description="Code of its language")
    domainRating: int = Field(description="How well it is linked to, 0 to 100")
    prices: dict[Product, Price] = Field(description="By product")

    @classmethod
    def of(cls, site: SiteOffer) -> Site:
        """The shape of a site."""
        return cls(
            id=site.id,
            name=site.name,
            slug=site.slug,
            topic=site.topic,
            audience=site.audience,
            language=site.language,
            domainRating=site.domain_rating,
            prices={
                each.product: Price(amount=each.price(site), currency=site.currency) for each in products.all_products()
            },
        )


class Sites(BaseModel):
    """All sites."""

    sites: list[Site]


class ArticleSite(BaseModel):
    """The site of an article."""

    id: str
    slug: str
    name: str
    domainRating: int


class ListedArticle(BaseModel):
    """A published article, as the list has it."""

    id: str
    title: str
    description: str
    tags: list[str]
    language: str = Field(description="Code of its language")
    url: str = Field(description="Its public page")
    publishedAt: dt.datetime
    site: ArticleSite
    price: Price = Field(description="Of a link in it")
    available: bool = Field(description="Whether it can take a link now")
    availableLinks: int = Field(ge=0, description="How many links it can take now")

    @classmethod
    def values_of(cls, item: CatalogueItem) -> dict[str, Any]:
        """The fields of this shape."""
        return {
            "id": item.id,
            "title": item.title,
            "description": item.description,
            "tags": list(item.tags),
            "language": item.language,
            "url": item.url,
            "publishedAt": item.published_at,
            "site": ArticleSite(
                id=item.site_id, slug=item.site_slug, name=item.site_name, domainRating=item.domain_rating
            ),
            "price": Price(amount=item.amount, currency=item.currency),
            "available": item.free > 0,
            "availableLinks": item.free,
        }

    @classmethod
    def of(cls, item: CatalogueItem) -> ListedArticle:
        """The shape of an article on the list."""
        return cls(**cls.values_of(item))


class Articles(BaseModel):
    """A page of the list."""

    articles: list[ListedArticle]
    total: int = Field(ge=0, description="How many were found, on all pages")
    nextCursor: str = Field(description="Asks for the page behind this one; empty on the last one")


class WholeArticle(ListedArticle):
    """A published article with its text."""

    content: str = Field(description="Markdown, without the title")
    wordCount: int = Field(ge=0)

    @classmethod
    def of_whole(cls, found: CatalogueArticle, word_count: int) -> WholeArticle:
        """The shape of one article."""
        return cls(**cls.values_of(found.item), content=found.content, wordCount=word_count)


EXAMPLE_SITE = {
    "id": "5f1d7c0c3a1e4b0a9b7f6f0d2f6c8e11",
    "name": "Crumb & Co",
    "slug": "crumb-and-co",
    "topic": "Baking and small food businesses",
    "audience": "Owners and bakers of small bakeries",
    "language": "en",
    "domainRating": 46,
    "prices": {
        "article": {"amount": 14900, "currency": "usd"},
        "backlink": {"amount": 6900, "currency": "usd"},
    },
}
EXAMPLE_ARTICLE = {
    "id": "8a44d3a06f5e4c7d8d0a5b1f9d6e2c77",
    "title": "Keep a starter alive while closed",
    "description": "How to leave a sourdough starter for two weeks and bake with it the day you are back.",
    "tags": ["sourdough", "starters"],
    "language": "en",
    "url": "https://orders.example.com/blog/crumb-and-co/keep-a-starter-alive-while-closed",
    "publishedAt": "2026-10-05T08:00:00Z",
    "site": {"id": EXAMPLE_SITE["id"], "slug": "crumb-and-co", "name": "Crumb & Co", "domainRating": 46},
    "price": {"amount": 6900, "currency": "usd"},
    "available": True,
    "availableLinks": 1,
}
EXAMPLE_CURSOR = "WyJuZXdlc3QiLCAiMjAyNi0xMC0wNVQwODowMDowMCswMDowMCIsICI4YTQ0ZDNhMDZmNWU0YzdkOGQwYTViMWY5ZDZlMmM3NyJd"
