"""The published articles that can take a link: searched, filtered, sorted and paged by key, with what is free now."""

from __future__ import annotations

import base64
import datetime as dt
import enum
import json
import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from blog_order.blog.addresses import absolute, article_path
from blog_order.database import Work, transaction
from blog_order.errors import Invalid, NotFound
from blog_order.models import Article, Site
from blog_order.models.columns import is_id
from blog_order.orders.requests import clean_text
from blog_order.orders.slots import free_places

PAGE_SIZE, LARGEST_PAGE = 20, 100
MAX_WORDS, MAX_SEARCH = 12, 200


class Sort(enum.StrEnum):
    """Orders of the list; articles that are equal in it come newest first."""

    NEWEST = "newest"
    TITLE = "title"
    PRICE = "price"
    RATING = "rating"


@dataclass(frozen=True)
class CatalogueQuery:
    """What is looked for. ``available`` None means both; ``cursor`` is ``next_cursor`` of the page before."""

    search: str = ""
    site: str = ""
    """Id or slug of a site."""
    available: bool | None = None
    sort: Sort = Sort.NEWEST
    limit: int = PAGE_SIZE
    cursor: str = ""


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

    @property
    def url(self) -> str:
        """The public page."""
        return absolute(article_path(self.site_slug, self.slug))


@dataclass(frozen=True)
class CataloguePage:
    """Some of the articles that were found; ``total`` counts all of them."""

    items: tuple[CatalogueItem, ...]
    total: int
    next_cursor: str


@dataclass(frozen=True)
class CatalogueArticle:
    """One article in full."""

    item: CatalogueItem
    content: str


def search_articles(query: CatalogueQuery) -> CataloguePage:
    """A page of the catalogue.

    Raises:
        Invalid: the cursor is not one of this list's.
        Unavailable: the database does not answer.
    """
    limit = min(max(query.limit, 1), LARGEST_PAGE)
    with transaction() as session:
        found = _filtered(_items(), query)
        total = session.execute(sa.select(sa.func.count()).select_from(found.order_by(None).subquery())).scalar_one()
        rows = session.execute(_after(found, query).limit(limit + 1)).all()
    items = tuple(_item(row) for row in rows[:limit])
    cursor = _write_cursor(query.sort, rows[limit - 1]) if len(rows) > limit else ""
    return CataloguePage(items, total, cursor)


def read_article(article_id: str) -> CatalogueArticle:
    """One article by its id.

    Raises:
        NotFound: there is none, or its site takes no orders.
    """
    return _read(col(Article.id) == (article_id if is_id(article_id) else ""))


def find_article(site_slug: str, article_slug: str) -> CatalogueArticle:
    """One article by the slugs of its address. Raises NotFound as above."""
    if "\0" in site_slug + article_slug:
        raise NotFound("We know no article under this address.")
    return _read(sa.and_(col(Site.slug) == site_slug, col(Article.slug) == article_slug))


def similar_articles(session: Work, article_id: str, limit: int = 3) -> tuple[CatalogueItem, ...]:
    """Articles of the same site with a place free, the newest first."""
    site = sa.select(col(Article.site_id)).where(col(Article.id) == article_id).scalar_subquery()
    query = _items().where(col(Article.site_id) == site, col(Article.id) != article_id, _free() > 0)
    newest = query.order_by(col(Article.published_at).desc(), col(Article.id)).limit(limit)
    return tuple(_item(row) for row in session.execute(newest))


def _read(which: sa.ColumnElement[bool]) -> CatalogueArticle:
    with transaction() as session:
        row = session.execute(_items().add_columns(col(Article.content)).where(which)).one_or_none()
    if row is None:
        raise NotFound("We know no article under this address.")
    return CatalogueArticle(_item(row), row.content)


def _free() -> sa.ColumnElement[int]:
    return free_places(col(Article.id), col(Article.paid_links))


def _items() -> sa.Select[Any]:
    columns: list[Any] = [
        col(Article.id),
        col(Article.slug),
        col(Article.title),
        col(Article.description),
        col(Article.tags),
        col(Article.language),
        col(Article.published_at),
        col(Article.site_id),
        col(Site.slug).label("site_slug"),
        col(Site.name).label("site_name"),
        col(Site.domain_rating),
        col(Site.paid_link_rel),
        col(Site.backlink_price).label("amount"),
        col(Site.currency),
        _free().label("free"),
        sa.func.lower(col(Article.title)).label("title_key"),
    ]
    return sa.select(*columns).join(Site, col(Site.id) == col(Article.site_id)).where(col(Site.active))


def _item(row: sa.Row[Any]) -> CatalogueItem:
    values = {name: getattr(row, name) for name in CatalogueItem.__dataclass_fields__}
    return CatalogueItem(**(values | {"tags": tuple(row.tags)}))


def _filtered(query: sa.Select[Any], asked: CatalogueQuery) -> sa.Select[Any]:
    words = re.findall(r"\w+", clean_text(asked.search[:MAX_SEARCH]).lower())[:MAX_WORDS]
    if words:
        # Quoted, each word is one lexeme to PostgreSQL whatever it is made of; the last may be half typed.
        lexemes = " & ".join(f"'{word}':*" for word in words)
        query = query.where(col(Article.search).bool_op("@@")(sa.func.to_tsquery("simple", lexemes)))
    if site := asked.site.replace("\0", ""):
        query = query.where(sa.or_(col(Site.id) == site, col(Site.slug) == site))
    if asked.available is not None:
        query = query.where(_free() > 0 if asked.available else _free() == 0)
    return query


def _after(query: sa.Select[Any], asked: CatalogueQuery) -> sa.Select[Any]:
    """In the order that was asked for, from behind the cursor."""
    newest = (col(Article.published_at), True)
    keys: dict[Sort, list[tuple[Any, bool]]] = {
        Sort.NEWEST: [newest],
        Sort.TITLE: [(sa.func.lower(col(Article.title)), False), newest],
        Sort.PRICE: [(col(Site.backlink_price), False), newest],
        Sort.RATING: [(col(Site.domain_rating), True), newest],
    }
    chosen = [*keys[asked.sort], (col(Article.id), False)]
    if asked.cursor:
        values = _read_cursor(asked.sort, asked.cursor, len(chosen))
        behind = []
        for number, (key, descending) in enumerate(chosen):
            same = [before == value for (before, _), value in zip(chosen[:number], values[:number], strict=True)]
            value = values[number]
            behind.append(sa.and_(*same, key < value if descending else key > value))
        query = query.where(sa.or_(*behind))
    return query.order_by(*(key.desc() if descending else key for key, descending in chosen))


def _write_cursor(sort: Sort, last: sa.Row[Any]) -> str:
    first: dict[Sort, list[Any]] = {
        Sort.NEWEST: [],
        Sort.TITLE: [last.title_key],
        Sort.PRICE: [last.amount],
        Sort.RATING: [last.domain_rating],
    }
    values = [sort.value, *first[sort], last.published_at.isoformat(), last.id]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _read_cursor(sort: Sort, cursor: str, length: int) -> list[Any]:
    values: list[Any]
    try:
        name, *values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if name != sort.value or len(values) != length:
            raise ValueError("of another list")
        values[-2] = dt.datetime.fromisoformat(values[-2])
        if values[-2].tzinfo is None or not is_id(values[-1]):
            raise ValueError("no place on a list")
        wanted: type = {Sort.TITLE: str, Sort.PRICE: int, Sort.RATING: int}.get(sort, str)
        if not isinstance(values[0], wanted if sort != Sort.NEWEST else dt.datetime):
            raise ValueError("no place on this list")
        if (isinstance(values[0], str) and "\0" in values[0]) or (
            isinstance(values[0], int) and abs(values[0]) > 2**31 - 1
        ):
            raise ValueError("no place on this list")
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Invalid(
            "Some fields need your attention.",
            fields={"cursor": "This is no cursor of this list: leave it out to begin at the start."},
        ) from error
    return values
