"""Catalogue: what is for sale."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from blog_order.api.answers import Granted, granted, refused
from blog_order.api.catalogue_shapes import (
    EXAMPLE_ARTICLE,
    EXAMPLE_CURSOR,
    EXAMPLE_SITE,
    Articles,
    ListedArticle,
    Site,
    Sites,
    WholeArticle,
)
from blog_order.catalogue.search import (
    LARGEST_PAGE,
    MAX_SEARCH,
    PAGE_SIZE,
    CatalogueQuery,
    Sort,
    read_catalogue_article,
    search_articles,
)
from blog_order.catalogue.sites import list_sites
from blog_order.content.words import count_words

router = APIRouter(prefix="/api/v1/catalogue", tags=["catalogue"])


@router.get("/sites", responses=granted({"sites": [EXAMPLE_SITE]}) | refused("unavailable"))
def sites() -> Granted[Sites]:
    """The sites that take orders, and their prices in minor units of the currency."""
    return Granted(data=Sites(sites=[Site.of(site) for site in list_sites()]))


@router.get(
    "/articles",
    responses=granted({"articles": [EXAMPLE_ARTICLE], "total": 27, "nextCursor": EXAMPLE_CURSOR})
    | refused("invalid", "unavailable", invalid="We cannot go on from this place in the list: begin at its start."),
)
def articles(
    search: Annotated[
        str,
        Query(max_length=MAX_SEARCH, description="Words of title, description or tags", examples=["sourdough starter"]),
    ] = "",
    siteId: Annotated[
        str, Query(max_length=64, description="Only of this site: its id or slug", examples=["crumb-and-co"])
    ] = "",
    available: Annotated[
        bool | None, Query(description="Only articles that can (or can not) take a link now", examples=[True])
    ] = None,
    sort: Annotated[Sort, Query(description="Order; equal ones come newest first", examples=["newest"])] = Sort.NEWEST,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="Articles a page", examples=[20])] = PAGE_SIZE,
    cursor: Annotated[
        str, Query(max_length=2000, description="nextCursor of the page before, with the same sort", examples=[""])
    ] = "",
) -> Granted[Articles]:
    """Published articles that take links, a page at a time; ``nextCursor`` is empty on the last one."""
    page = search_articles(CatalogueQuery(search, siteId, available, sort, limit, cursor))
    listed = [ListedArticle.of(item) for item in page.items]
    return Granted(data=Articles(articles=listed, total=page.total, nextCursor=page.next_cursor))


@router.get(
    "/articles/{article_id}",
    responses=granted(EXAMPLE_ARTICLE | {"content": "A starter is a small household …", "wordCount": 967})
    | refused("not_found", "unavailable", not_found="We know no article under this address."),
)
def article(
    article_id: Annotated[str, Path(description="Its id on the list", examples=[EXAMPLE_ARTICLE["id"]])],
) -> Granted[WholeArticle]:
    """One published article with its text, as Markdown."""
    found = read_catalogue_article(article_id)
    return Granted(data=WholeArticle.of_whole(found, count_words(found.content)))
