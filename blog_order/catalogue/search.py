"""The published articles that can take a link: searched, filtered, sorted and paged by key, with what is free now."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from blog_order.blog.addresses import article_url
from blog_order.catalogue.cursor import Key, read_cursor, write_cursor
from blog_order.catalogue.free_slots import free_slots
from blog_order.catalogue.search_words import MAX_SEARCH as MAX_SEARCH
from blog_order.catalogue.search_words import search_text, tsquery_of
from blog_order.database import transaction
from blog_order.errors import NotFound
from blog_order.models import Article, Site
from blog_order.models.columns import is_id

PAGE_SIZE, LARGEST_PAGE = 20, 100
SIMILAR, SIMILAR_AMONG = 3, 500
_NO_ARTICLE = "We know no article under this address. Look for it in the catalogue."


class Sort(enum.StrEnum):
    """Orders of the list; articles that are equal in it come newest first."""

    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"
    PRICE = "price"
    RATING = "rating"


@dataclass(frozen=True)
class CatalogueQuery:
    """What is looked for. ``available`` None means both; ``cursor`` is ``next_cursor`` of the page before."""

    search: str = ""
    """See ``catalogue_words``."""
    site: str = ""
    """Id or slug of a site."""
    available: bool | None = None
    sort: Sort = Sort.NEWEST
    limit: int = PAGE_SIZE
    cursor: str = ""
    language: str = ""
    """Code of a language, as articles have it."""


@dataclass(frozen=True)
class CatalogueItem:
    """An article on the list. ``amount`` is the price of a link, in minor units; ``free`` how many it can take."""

    id: str
    slug: str
    title: str
    description: str
    tags: tuple[str, ...]
    language: str
    published_at: dt.datetime
    site_id: str
    site_slug: str
    site_name: str
    domain_rating: int
    paid_link_rel: str
    amount: int
    currency: str
    free: int
    public_url: str = ""
    """As the article has it."""

    @property
    def url(self) -> str:
        """The public page."""
        return article_url(self.site_slug, self.slug, self.public_url)


@dataclass(frozen=True)
class CataloguePage:
    """Some of the articles that were found; ``total`` counts all of them."""

    items: tuple[CatalogueItem, ...]
    total: int
    next_cursor: str
    """Empty on the last page."""
    first: int = 1
    """Place of the first of these among all, counted from 1."""


@dataclass(frozen=True)
class CatalogueArticle:
    """One article in full; ``content`` is Markdown."""

    item: CatalogueItem
    content: str


def search_articles(query: CatalogueQuery) -> CataloguePage:
    """A page of the catalogue. Whatever is looked for, however it is written, is answered.

    Raises:
        Invalid: the cursor is not one of this list's.
        Unavailable: the database does not answer.
    """
    limit = min(max(query.limit, 1), LARGEST_PAGE)
    found = _filters(query)
    behind = _behind(query)
    with transaction() as session:
        total = session.execute(_count(found)).scalar_one()
        rows = session.execute(_sorted(_items().where(*found, *behind), query.sort).limit(limit + 1)).all()
        left = session.execute(_count(found + behind)).scalar_one() if behind else total
    items = tuple(_item(row) for row in rows[:limit])
    return CataloguePage(
        items=items,
        total=total,
        next_cursor=_cursor_behind(query.sort, rows[limit - 1]) if len(rows) > limit else "",
        first=total - left + 1,
    )


def read_catalogue_article(article_id: str) -> CatalogueArticle:
    """One article by its id.

    Raises:
        NotFound: there is none, or its site takes no orders.
        Unavailable: the database does not answer.
    """
    return _read(col(Article.id) == (article_id if is_id(article_id) else ""))


def find_article(site_slug: str, article_slug: str) -> CatalogueArticle:
    """One article by the slugs of its address. Raises as :func:`read_catalogue_article` does."""
    return _read(sa.and_(col(Site.slug) == _storable(site_slug), col(Article.slug) == _storable(article_slug)))


def similar_articles(article_id: str, limit: int = SIMILAR) -> tuple[CatalogueItem, ...]:
    """Articles with a free link slot in the same language.

    Those with most tags in common come first (the same site counts as one), then the newest. An archive is not searched
    in full.

    Raises:
        Unavailable: the database does not answer.
    """
    with transaction() as session:
        article = session.find(Article, article_id)
        if article is None:
            return ()
        free = _items().where(
            col(Article.id) != article.id, col(Article.language) == article.language, _free_slots() > 0
        )
        recent = _sorted(free, Sort.NEWEST).limit(SIMILAR_AMONG).subquery()
        tag = sa.func.jsonb_array_elements_text(recent.c.tags).column_valued("tag")
        shared = sa.select(sa.func.count(tag)).where(tag.in_(article.tags)).scalar_subquery()
        likeness = shared + sa.cast(recent.c.site_id == article.site_id, sa.Integer)
        query = sa.select(recent).order_by(likeness.desc(), recent.c.published_at.desc(), recent.c.id)
        return tuple(_item(row) for row in session.execute(query.limit(limit)))


def count_free(article_ids: Collection[str]) -> dict[str, int]:
    """How many links each of these articles can take now; unknown ones are left out.

    Raises:
        Unavailable: the database does not answer.
    """
    ids = [each for each in article_ids if is_id(each)]
    if not ids:
        return {}
    with transaction() as session:
        query = sa.select(col(Article.id), _free_slots()).where(col(Article.id).in_(ids))
        return {row[0]: row[1] for row in session.execute(query)}


def _read(which: sa.ColumnElement[bool]) -> CatalogueArticle:
    with transaction() as session:
        row = session.execute(_items().add_columns(col(Article.content)).where(which)).one_or_none()
    if row is None:
        raise NotFound(_NO_ARTICLE)
    return CatalogueArticle(_item(row), row.content)


def _storable(text: str) -> str:
    """``text``, or what no row has when PostgreSQL could not even compare it."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _free_slots() -> sa.ColumnElement[int]:
    return free_slots(col(Article.id), col(Article.paid_links))


def _items() -> sa.Select[Any]:
    return _catalogue(
        col(Article.id),
        col(Article.slug),
        col(Article.title),
        col(Article.description),
        col(Article.tags),
        col(Article.language),
        col(Article.published_at),
        col(Article.public_url),
        col(Article.site_id),
        col(Site.slug).label("site_slug"),
        col(Site.name).label("site_name"),
        col(Site.domain_rating),
        col(Site.paid_link_rel),
        col(Site.backlink_price).label("amount"),
        col(Site.currency),
        _free_slots().label("free"),
        sa.func.lower(col(Article.title)).label("title_key"),
    )


def _catalogue(*columns: Any) -> sa.Select[Any]:
    joined: sa.Select[Any] = sa.select(*columns).join_from(Article, Site, col(Site.id) == col(Article.site_id))
    return joined.where(col(Site.active))


def _count(filters: list[sa.ColumnElement[bool]]) -> sa.Select[Any]:
    return _catalogue(sa.func.count()).where(*filters)


def _item(row: sa.Row[Any]) -> CatalogueItem:
    values = {name: getattr(row, name) for name in CatalogueItem.__dataclass_fields__}
    return CatalogueItem(**(values | {"tags": tuple(row.tags)}))


def _filters(asked: CatalogueQuery) -> list[sa.ColumnElement[bool]]:
    filters: list[sa.ColumnElement[bool]] = []
    if search := search_text(asked.search):
        words = tsquery_of(search)
        matching = col(Article.search).bool_op("@@")(sa.func.to_tsquery("simple", words))
        filters.append(matching if words else sa.false())
    if asked.site:
        site = _storable(asked.site)
        filters.append(sa.or_(col(Site.id) == site, col(Site.slug) == site))
    if asked.language:
        filters.append(col(Article.language) == _storable(asked.language))
    if asked.available is not None:
        filters.append(_free_slots() > 0 if asked.available else _free_slots() == 0)
    return filters


def _order(sort: Sort) -> list[tuple[Any, bool, type]]:
    """The keys of a sort: column, whether descending, type; no two articles are equal in all of them."""
    newest = (col(Article.published_at), True, dt.datetime)
    first: dict[Sort, list[tuple[Any, bool, type]]] = {
        Sort.NEWEST: [newest],
        Sort.OLDEST: [(col(Article.published_at), False, dt.datetime)],
        Sort.TITLE: [(sa.func.lower(col(Article.title)), False, str), newest],
        Sort.PRICE: [(col(Site.backlink_price), False, int), newest],
        Sort.RATING: [(col(Site.domain_rating), True, int), newest],
    }
    return [*first[sort], (col(Article.id), sort == Sort.OLDEST, str)]


def _sorted(query: sa.Select[Any], sort: Sort) -> sa.Select[Any]:
    return query.order_by(*(key.desc() if descending else key for key, descending, _ in _order(sort)))


def _behind(asked: CatalogueQuery) -> list[sa.ColumnElement[bool]]:
    """What comes after the cursor."""
    if not asked.cursor:
        return []
    order = _order(asked.sort)
    values = read_cursor(asked.sort.value, asked.cursor, [kind for _, _, kind in order])
    later: list[sa.ColumnElement[bool]] = []
    equal: list[sa.ColumnElement[bool]] = []
    for (key, descending, _), value in zip(order, values, strict=True):
        later.append(sa.and_(*equal, key < value if descending else key > value))
        equal.append(key == value)
    # The first condition alone says nothing new; it is the one that an index can begin at.
    key, descending, _ = order[0]
    return [key <= values[0] if descending else key >= values[0], sa.or_(*later)]


def _cursor_behind(sort: Sort, last: sa.Row[Any]) -> str:
    first: dict[Sort, list[Key]] = {
        Sort.TITLE: [last.title_key],
        Sort.PRICE: [last.amount],
        Sort.RATING: [last.domain_rating],
    }
    return write_cursor(sort.value, [*first.get(sort, []), last.published_at, last.id])
