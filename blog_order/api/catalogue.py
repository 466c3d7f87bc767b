"""Catalogue: what is for sale."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from blog_order.api.responses import success
from blog_order.content.words import count_words
from blog_order.orders.catalogue import list_sites
from blog_order.orders.catalogue_search import (
    LARGEST_PAGE,
    MAX_SEARCH,
    PAGE_SIZE,
    CatalogueItem,
    CatalogueQuery,
    Sort,
    read_article,
    search_articles,
)

router = APIRouter(prefix="/api/v1/catalogue", tags=["catalogue"])


@router.get("/sites")
def sites() -> dict[str, Any]:
    """The sites and their prices, in minor units of the currency."""
    return success(
        {
            "sites": [
                {
                    "id": site.id,
                    "name": site.name,
                    "slug": site.slug,
                    "topic": site.topic,
                    "prices": {
                        product.value: {"amount": amount, "currency": currency}
                        for product, (amount, currency) in site.prices.items()
                    },
                }
                for site in list_sites()
            ]
        }
    )


@router.get("/articles")
def articles(
    search: Annotated[str, Query(max_length=MAX_SEARCH, description="Words of title, description or tags")] = "",
    siteId: Annotated[str, Query(max_length=64, description="Only of this site: its id or slug")] = "",
    available: Annotated[bool | None, Query(description="Only articles that can (or can not) take a link now")] = None,
    sort: Sort = Sort.NEWEST,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE_SIZE,
    cursor: Annotated[str, Query(max_length=2000, description="nextCursor of the page before")] = "",
) -> dict[str, Any]:
    """Published articles that take links, a page at a time; ``nextCursor`` is empty on the last one."""
    page = search_articles(CatalogueQuery(search, siteId, available, sort, limit, cursor))
    return success(
        {
            "articles": [article_json(item) for item in page.items],
            "total": page.total,
            "nextCursor": page.next_cursor,
        }
    )


@router.get("/articles/{article_id}")
def article(article_id: str) -> dict[str, Any]:
    """One published article with its text, as Markdown."""
    found = read_article(article_id)
    return success(article_json(found.item) | {"content": found.content, "wordCount": count_words(found.content)})


def article_json(item: CatalogueItem) -> dict[str, Any]:
    """The API's shape of an article on the list."""
    return {
        "id": item.id,
        "title": item.title,
        "description": item.description,
        "tags": list(item.tags),
        "language": item.language,
        "url": item.url,
        "publishedAt": item.published_at,
        "site": {
            "id": item.site_id,
            "slug": item.site_slug,
            "name": item.site_name,
            "domainRating": item.domain_rating,
        },
        "price": {"amount": item.amount, "currency": item.currency},
        "available": item.free > 0,
        "availableLinks": item.free,
    }
