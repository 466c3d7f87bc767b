"""The catalogue's read model, asked everything that visitors ask, on a real PostgreSQL."""

from __future__ import annotations

import base64
import datetime as dt
import json
import uuid
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from blog_order.catalogue.editions import add_article
from blog_order.catalogue.search import (
    LARGEST_PAGE,
    CatalogueItem,
    CatalogueQuery,
    Sort,
    count_free,
    find_article,
    read_catalogue_article,
    search_articles,
    similar_articles,
)
from blog_order.catalogue.search_words import tsquery_of
from blog_order.catalogue.sites import list_sites
from blog_order.database import transaction
from blog_order.errors import Invalid, NotFound
from blog_order.models import Article, Product, Site
from blog_order.models.columns import new_id
from blog_order.orders import products
from blog_order.orders.paying.cancellation import withdraw_order
from blog_order.orders.paying.checkout import open_checkout
from blog_order.orders.products.backlink import BACKLINK
from tests.support.naming import short_name
from tests.support.ordering import backlink_fields

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def site() -> Site:
    """A site of the test's own."""
    return add_site()


def add_site(**changes: Any) -> Site:
    slug = f"site-{uuid.uuid4().hex[:12]}"
    values: dict[str, Any] = {"article_price": 10000, "backlink_price": 5000, "domain_rating": 40}
    with transaction() as session:
        made = Site(slug=slug, name=slug, topic="Bread", **(values | changes))
        session.add(made)
    return made


def publish(site: Site, *titles: str, **changes: Any) -> list[Article]:
    """Articles of the site, the first the newest."""
    made = []
    with transaction() as session:
        for number, title in enumerate(titles):
            at = NOON - dt.timedelta(hours=number)
            values = {"slug": f"a-{uuid.uuid4().hex[:12]}", "content": "Text.\n", "published_at": at} | changes
            article = Article(site_id=site.id, title=title, **values)
            add_article(session, article)
            made.append(article)
    return made


def hold(article: Article) -> str:
    """Somebody opens a payment page for a link in it; their order's id."""
    return open_checkout(BACKLINK, BACKLINK.form.validate(backlink_fields(article.id))).order_id


def titles(site: Site, search: str = "", **wanted: Any) -> list[str]:
    """What is found on the site."""
    return [item.title for item in search_articles(CatalogueQuery(search=search, site=site.slug, **wanted)).items]


def walk(query: CatalogueQuery) -> list[CatalogueItem]:
    """All parts of a list."""
    items: list[CatalogueItem] = []
    while True:
        page = search_articles(query)
        assert page.first == len(items) + 1
        items += page.items
        if not page.next_cursor:
            assert len(items) == page.total
            return items
        query = CatalogueQuery(**{**vars(query), "cursor": page.next_cursor})


def test_an_article_with_the_facts_of_its_site(site: Site) -> None:
    (article,) = publish(site, "Bread", description="About bread.", tags=["flour", "oven"], paid_links=2)

    item = read_catalogue_article(article.id).item

    assert (item.title, item.description, item.tags) == ("Bread", "About bread.", ("flour", "oven"))
    assert (item.site_id, item.site_slug, item.domain_rating) == (site.id, site.slug, 40)
    assert (item.amount, item.currency, item.free) == (5000, "usd", 2)
    assert item.url.endswith(f"/blog/{site.slug}/{article.slug}")
    assert find_article(site.slug, article.slug) == read_catalogue_article(article.id)
    assert search_articles(CatalogueQuery(site=site.slug)).items == (item,)
    assert search_articles(CatalogueQuery(site=site.id)).items == (item,)


@pytest.mark.parametrize("given", ["", "x", "0" * 32, "\x00", "\ud800", "🥐", "../..", "'; DROP TABLE article; --"])
def test_what_is_not_there_is_not_found(site: Site, given: str) -> None:
    with pytest.raises(NotFound):
        read_catalogue_article(given)
    with pytest.raises(NotFound):
        find_article(site.slug, given)
    with pytest.raises(NotFound):
        find_article(given, given)
    assert search_articles(CatalogueQuery(site=given or "no-site")).total == 0
    assert search_articles(CatalogueQuery(language=given or "no-language")).total == 0
    assert similar_articles(given) == ()
    assert count_free([given]) == {}


def test_a_site_that_takes_no_orders_is_not_for_sale() -> None:
    closed = add_site(active=False)
    (article,) = publish(closed, "Bread")

    assert search_articles(CatalogueQuery(site=closed.slug)).total == 0
    with pytest.raises(NotFound):
        read_catalogue_article(article.id)
    assert closed.slug not in [site.slug for site in list_sites()]


def test_sites_with_their_articles_counted_by_language(site: Site) -> None:
    publish(site, "Bread", "Rye")
    publish(site, "Brot", language="de")

    (found,) = [each for each in list_sites() if each.id == site.id]

    assert (found.article_count, found.article_languages) == (3, ("de", "en"))
    assert {each.product: each.price(found) for each in products.all_products()} == {
        Product.ARTICLE: 10000,
        Product.BACKLINK: 5000,
    }
    assert found.currency == "usd"


# --- words ------------------------------------------------------------------------------------------------------------

SHELF = (
    "Keeping a starter alive",
    "A node.js server for e-mail",
    "Über Brot und Größe",
    "Don't knead foo_bar",
    "パンの作り方",
    "C++ in 21 days 🥐",
    "Rye bread",
)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("start", ["Keeping a starter alive"]),
        ("STARTER keep", ["Keeping a starter alive"]),
        ("starter nothing", []),
        ("tarter", []),
        ("node.js", ["A node.js server for e-mail"]),
        ("node.j", ["A node.js server for e-mail"]),
        ("node", ["A node.js server for e-mail"]),
        ("node-server", ["A node.js server for e-mail"]),
        ("e-mail", ["A node.js server for e-mail"]),
        ("mail", ["A node.js server for e-mail"]),
        ("über", ["Über Brot und Größe"]),
        ("ÜBER BROT", ["Über Brot und Größe"]),
        ("größe", ["Über Brot und Größe"]),
        ("u\u0308ber", ["Über Brot und Größe"]),
        ("don't", ["Don't knead foo_bar"]),
        ("don’t", ["Don't knead foo_bar"]),
        ("foo_b", ["Don't knead foo_bar"]),
        ("パン", ["パンの作り方"]),
        ("c++", ["C++ in 21 days 🥐"]),
        ("21", ["C++ in 21 days 🥐"]),
        ('"a starter"', ["Keeping a starter alive"]),
        ('"starter a"', []),
        ('"a start', ["Keeping a starter alive"]),
        ('"a start"', []),
        ("bread -rye", []),
        ("-starter -node.js -brot -knead -パンの作り方 -days", ["Rye bread"]),
        ("tag2", list(SHELF)),
        ("described", list(SHELF)),
    ],
    ids=short_name,
)
def test_words_are_found_as_people_type_them(site: Site, search: str, found: list[str]) -> None:
    publish(site, *SHELF, tags=["tag2"], description="Well described.")

    assert titles(site, search) == found


SIGNS = ("%", "'", "''", ":*", "🥐", "\\", "&", "|", "!", "()", "<->", "-", "--", '"', '""', "_", "%_%", "\x00'")


@pytest.mark.parametrize("search", SIGNS)
def test_signs_alone_find_nothing_and_are_no_obstacle(site: Site, search: str) -> None:
    publish(site, *SHELF)

    assert titles(site, search) == []
    assert titles(site, f"rye {search}") == ["Rye bread"]
    assert titles(site, f"{search} rye") == ["Rye bread"]


@pytest.mark.parametrize("search", ["", "   ", "\n", "\x00", "\ud800", "\u200b", "\u00ad"], ids=short_name)
def test_nothing_looked_for_is_everything(site: Site, search: str) -> None:
    publish(site, *SHELF)

    assert titles(site, search) == list(SHELF)


@hypothesis.given(search=st.text(max_size=300) | st.text(alphabet="ab'\\\":*&|!()<->-_. %Ü\x00🥐", max_size=60))
@hypothesis.settings(deadline=None, max_examples=150)
def test_any_text_is_answered(search: str) -> None:
    search_articles(CatalogueQuery(search=search, limit=1))


def test_a_very_long_search_is_cut_and_answered(site: Site) -> None:
    publish(site, "Rye bread")

    for search in ("rye " * 5000, "x" * 100_000, '"' * 5000, "-" * 5000, "rye " + "a" * 5000):
        search_articles(CatalogueQuery(search=search))
    assert len(tsquery_of("a-b_c.d " * 25)) < 20_000


# --- order and parts --------------------------------------------------------------------------------------------------


def test_sorts() -> None:
    cheap = add_site(backlink_price=1000, domain_rating=10)
    dear = add_site(backlink_price=9000, domain_rating=90)
    word = f"w{uuid.uuid4().hex[:10]}"
    publish(cheap, f"beta {word}", f"Delta {word}")
    publish(dear, f"Alpha {word}", f"gamma {word}")

    def found(sort: Sort) -> str:
        return "".join(item.title[0].lower() for item in walk(CatalogueQuery(search=word, sort=sort, limit=1)))

    assert found(Sort.TITLE) == "abdg"
    assert found(Sort.PRICE) == "bdag"
    assert found(Sort.RATING) == "agbd"
    newest = found(Sort.NEWEST)
    assert {newest[:2], newest[2:]} <= {"ab", "ba", "gd", "dg"}
    assert found(Sort.OLDEST) == newest[::-1]


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("limit", [1, 3, 7, 100])
def test_the_parts_of_a_list_are_all_of_it_once(site: Site, sort: Sort, limit: int) -> None:
    # Same title, same moment: only the id tells them apart
    made = publish(site, *["Same"] * 5, published_at=NOON) + publish(site, "b", "A", "c")

    items = walk(CatalogueQuery(site=site.slug, sort=sort, limit=limit))

    assert sorted(item.id for item in items) == sorted(article.id for article in made)
    assert [item.id for item in items] == [
        item.id for item in search_articles(CatalogueQuery(site=site.slug, sort=sort)).items
    ]


@pytest.mark.parametrize("sort", list(Sort))
def test_a_cursor_goes_on_where_it_was_while_articles_come_and_go(site: Site, sort: Sort) -> None:
    made = publish(site, *[f"m{number}" for number in range(6)])
    query = CatalogueQuery(site=site.slug, sort=sort, limit=2)
    first = search_articles(query)
    rest = [item.id for item in walk_from(query, first.next_cursor)]
    shown = {item.id for item in first.items}

    added = publish(site, "a new one", "z new one", published_at=NOON + dt.timedelta(days=1))
    with transaction() as session:  # the very article that the cursor was made at goes
        gone = session.get_one(Article, first.items[-1].id)
        for edition in session.execute(_editions_of(gone.id)).scalars():
            session.delete(edition)
        session.flush()
        session.delete(gone)
    later = [item.id for item in walk_from(query, first.next_cursor)]

    assert [each for each in later if each not in {article.id for article in added}] == rest
    assert not shown & set(later)
    assert len(rest) + len(shown) == len(made)


def walk_from(query: CatalogueQuery, cursor: str) -> list[CatalogueItem]:
    """What comes after a place in the list."""
    items: list[CatalogueItem] = []
    while cursor:
        page = search_articles(CatalogueQuery(**{**vars(query), "cursor": cursor}))
        items, cursor = [*items, *page.items], page.next_cursor
    return items


def _editions_of(article_id: str) -> Any:
    import sqlalchemy as sa

    from blog_order.models import ArticleEdition

    return sa.select(ArticleEdition).where(ArticleEdition.article_id == article_id)  # type: ignore[arg-type]


def _cursor(*values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


ID, AT = "0" * 32, "2026-03-01T12:00:00+00:00"


@pytest.mark.parametrize(
    ("sort", "cursor"),
    [
        (Sort.NEWEST, cursor)
        for cursor in (
            *("x", "=", "🥐", "\ud800", "\x00", "é", "W10", "bnVsbA", "NQ", "a" * 100_000, "W" * 1999),
            *(_cursor(), _cursor("newest"), _cursor("newest", AT), _cursor("newest", ID, AT), _cursor("title", AT, ID)),
            *(_cursor("newest", at, ID) for at in (None, 5, "x", "2026-03-01", "2026-03-01T12:00:00", True, [], {})),
            *(_cursor("newest", AT, bad) for bad in (None, 5, True, "\x00", "\ud800", [], {"a": 1})),
            _cursor("newest", AT, ID, ID),
            _cursor("newest", "0001-01-01T00:00:00+23:59", ID),
        )
    ]
    + [(Sort.PRICE, _cursor("price", bad, AT, ID)) for bad in (True, None, "5", 1.5, 2**31, -(2**40), [])]
    + [(Sort.TITLE, _cursor("title", bad, AT, ID)) for bad in (5, None, "\x00", "\ud800", ["a"])],
    ids=short_name,
)
def test_a_cursor_that_is_none_is_told_in_words(sort: Sort, cursor: str) -> None:
    with pytest.raises(Invalid) as refused:
        search_articles(CatalogueQuery(sort=sort, cursor=cursor))
    assert "start" in refused.value.message
    assert "start" in refused.value.fields["cursor"]


def test_a_cursor_far_off_is_the_end_or_the_beginning(site: Site) -> None:
    publish(site, "Bread")

    for at, total in (("9999-12-31T23:59:59-23:00", None), ("0001-01-02T00:00:00+00:00", 0)):
        try:
            page = search_articles(CatalogueQuery(site=site.slug, cursor=_cursor("newest", at, ID)))
        except Invalid:
            continue
        assert total is None or len(page.items) == total


@pytest.mark.parametrize(("limit", "shown"), [(-5, 1), (0, 1), (2, 2), (10_000, 3)])
def test_the_length_of_a_part_has_limits(site: Site, limit: int, shown: int) -> None:
    publish(site, "a", "b", "c")

    assert len(search_articles(CatalogueQuery(site=site.slug, limit=limit)).items) == min(shown, LARGEST_PAGE)


# --- what is free -----------------------------------------------------------------------------------------------------


def test_held_is_taken_and_released_is_free_again(site: Site) -> None:
    one, two = publish(site, "Rye bread", "Two links", paid_links=1)
    with transaction() as session:
        session.get_one(Article, two.id).paid_links = 2
    assert titles(site, available=True) == ["Rye bread", "Two links"]

    order_id = hold(one)
    hold(two)

    assert titles(site, available=True) == ["Two links"]
    assert titles(site, available=False) == ["Rye bread"]
    assert titles(site) == ["Rye bread", "Two links"]
    assert count_free([one.id, two.id, new_id()]) == {one.id: 0, two.id: 1}
    hold(two)
    assert titles(site, available=True) == []
    withdraw_order(order_id)
    assert titles(site, available=True) == ["Rye bread"]
    assert read_catalogue_article(one.id).item.free == 1


def test_an_article_that_takes_no_link_is_never_free(site: Site) -> None:
    (article,) = publish(site, "None", paid_links=0)

    assert read_catalogue_article(article.id).item.free == 0
    assert titles(site, available=False) == ["None"]


def test_similar_articles_are_free_alike_and_of_the_language(site: Site) -> None:
    tag = uuid.uuid4().hex
    other_site = add_site()
    (article,) = publish(site, "Rye bread", tags=[tag, "oven"])
    publish(site, "Brot", tags=[tag], language="de")
    (taken,) = publish(other_site, "Taken", tags=[tag, "oven"])
    hold(taken)
    publish(other_site, "Alike", tags=[tag, "oven"], published_at=NOON + dt.timedelta(days=4000))
    publish(site, "Half alike, same site", tags=[tag], published_at=NOON + dt.timedelta(days=4000, hours=-1))
    publish(other_site, "Half alike", tags=[tag], published_at=NOON + dt.timedelta(days=4000, hours=-2))

    assert [item.title for item in similar_articles(article.id)] == ["Alike", "Half alike, same site", "Half alike"]
    assert len(similar_articles(article.id, limit=1)) == 1
