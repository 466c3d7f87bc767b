"""The pages of the catalogue, without browser or database: addresses, words, and what is pushed to which page."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from reflex.istate.data import ReflexURL, RouterData

from blog_order.catalogue.search import CatalogueItem, CataloguePage, Sort
from blog_order.errors import NotFound, Unavailable
from blog_order.live import EVERYTHING
from blog_order.screens.frame.view.choices import Choice
from blog_order.screens.frame.view.phases import Phase
from blog_order.screens.live.page import Kind, OpenPage, Topic
from blog_order.screens.live.registry import open_pages
from blog_order.screens.order.state import OrderState
from blog_order.screens.shop.article import state as catalogue_article
from blog_order.screens.shop.article.state import CatalogueArticleState
from blog_order.screens.shop.article.view.reading import ArticlePageView, ArticleShown
from blog_order.screens.shop.site import state as site
from blog_order.screens.shop.site.state import SiteState
from blog_order.screens.shop.site.view.reading import SitePageView
from blog_order.screens.shop.start import state as start
from blog_order.screens.shop.start.state import StartState
from blog_order.screens.shop.start.view.reading import SitesPhase, StartView
from blog_order.screens.shop.view import lists as catalogue_lists
from blog_order.screens.shop.view.cards import ArticleCard, article_card
from blog_order.screens.shop.view.lists import ListPhase, ListView, read_list, with_free_slots
from blog_order.screens.shop.view.sites import SiteCard
from blog_order.screens.shop.view.wanted import ListWanted, list_path, wanted_in
from blog_order.screens.shop.view.words import free_slots_words, language_choices, language_name
from tests.support.handlers import in_background
from tests.support.naming import short_name

ITEM = CatalogueItem(
    id="a" * 32,
    slug="rye-bread",
    title="Rye bread",
    description="About rye.",
    tags=("rye",),
    language="de",
    published_at=dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC),
    site_id="s" * 32,
    site_slug="crumb-and-co",
    site_name="Crumb & Co",
    domain_rating=46,
    paid_link_rel="sponsored",
    amount=6900,
    currency="usd",
    free=1,
)
CARD = article_card(ITEM)


@pytest.fixture(autouse=True)
def refreshed() -> Iterator[list[str]]:
    """The tokens whose page was to be read again."""
    asked: list[str] = []
    open_pages.on_request(asked.append)
    yield asked
    open_pages.on_request(None)
    open_pages._heard.clear()
    for token in open_pages.tokens():
        open_pages.forget(token)


def article_changed(article_id: str) -> None:
    """The listener hears of it."""
    open_pages.changed(Topic(Kind.ARTICLE, article_id))


# --- addresses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wanted",
    [
        ListWanted(),
        ListWanted(search="bread & butter", free_only=True),
        ListWanted(site="crumb-and-co", language="de", sort=Sort.PRICE),
        ListWanted(search='"a #1" +rye ü 🥐 %', sort=Sort.OLDEST, after="abc_-"),
    ],
    ids=short_name,
)
def test_an_address_leads_back_to_what_was_wanted(wanted: ListWanted) -> None:
    address = urlsplit(list_path("/", wanted, wanted.after))

    assert (address.path, address.fragment) == ("/", "articles")
    assert wanted_in(dict(parse_qsl(address.query))) == wanted


@pytest.mark.parametrize(
    "value", ["", "x" * 100_000, "\x00", "\ud800", "🥐", "1", "newest; DROP TABLE", "-1"], ids=short_name
)
@pytest.mark.parametrize("name", ["q", "site", "lang", "free", "sort", "after", "nonsense"])
def test_any_address_asks_for_something(name: str, value: str) -> None:
    wanted = wanted_in({name: value})

    assert wanted.sort in Sort
    assert wanted.query(20).limit == 20
    list_path("/", wanted, wanted.after).encode()


def test_the_order_of_a_list_is_no_filter() -> None:
    assert not ListWanted(sort=Sort.PRICE, after="x").filtered
    assert all(
        each.filtered
        for each in (ListWanted("x"), ListWanted(site="x"), ListWanted(language="x"), ListWanted(free_only=True))
    )


# --- words ------------------------------------------------------------------------------------------------------------


def test_a_card_says_it_in_words() -> None:
    assert (CARD.price, CARD.slots, CARD.takes_link) == ("$69.00", "One place free", True)
    assert (CARD.language, CARD.published.text, CARD.published.iso) == ("German", "1 Mar 2026", "2026-03-01")
    assert (CARD.path, CARD.form_path) == ("/sites/crumb-and-co/rye-bread", "/order/crumb-and-co/rye-bread")
    assert [free_slots_words(free) for free in (-1, 0, 2)] == [
        "Taken at the moment",
        "Taken at the moment",
        "2 places free",
    ]


def test_a_slug_of_any_letters_is_one_part_of_a_path() -> None:
    card = article_card(replace(ITEM, slug="a/b?c#d", site_slug="Größe 1"))

    assert card.path == "/sites/Gr%C3%B6%C3%9Fe%201/a%2Fb%3Fc%23d"


@pytest.mark.parametrize(
    ("code", "name"), [("en", "English"), ("pt-BR", "Portuguese (Brazil)"), ("xx", "xx"), ("", ""), ("§§", "§§")]
)
def test_languages_have_names(code: str, name: str) -> None:
    assert language_name(code) == name


def test_one_language_is_nothing_to_choose() -> None:
    assert language_choices(("en",)) == []
    assert language_choices(("en", "de")) == [Choice("en", "English"), Choice("de", "German")]


# --- lists ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "wanted", "phase", "found"),
    [
        (CataloguePage((ITEM,), 1, ""), ListWanted(), ListPhase.SHOWN, "1 article"),
        (CataloguePage((ITEM, ITEM), 2, ""), ListWanted("x"), ListPhase.SHOWN, "2 articles"),
        (
            CataloguePage((ITEM,) * 20, 10_000, "c", 41),
            ListWanted(after="b"),
            ListPhase.SHOWN,
            "Articles 41–60 of 10,000",
        ),
        (CataloguePage((), 5, "", 6), ListWanted(after="b"), ListPhase.SHOWN, "5 articles, and none after these"),
        (CataloguePage((), 0, ""), ListWanted("x"), ListPhase.NOTHING_FOUND, "No article found"),
        (CataloguePage((), 0, ""), ListWanted(), ListPhase.EMPTY, ""),
    ],
)
def test_a_list_says_how_many_there_are(
    monkeypatch: pytest.MonkeyPatch, page: CataloguePage, wanted: ListWanted, phase: str, found: str
) -> None:
    monkeypatch.setattr(catalogue_lists, "search_articles", lambda _query: page)

    view = read_list("/", wanted)

    assert (view.phase, view.found) == (phase, found)
    assert bool(view.next_path) == bool(page.next_cursor)
    assert bool(view.first_path) == bool(wanted.after)


def test_the_list_of_a_site_is_of_that_site_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(
        catalogue_lists, "search_articles", lambda query: asked.append(query) or CataloguePage((ITEM,), 9, "c")
    )

    view = read_list("/sites/crumb-and-co", ListWanted(site="another", search="rye"), "crumb-and-co")

    assert asked[0].site == "crumb-and-co"
    assert view.next_path == "/sites/crumb-and-co?q=rye&after=c#articles"


def test_what_is_free_changes_in_place() -> None:
    cards = [CARD, replace(CARD, id="b" * 32), replace(CARD, id="c" * 32)]

    after = with_free_slots(cards, {"a" * 32: 0, "b" * 32: 2})

    assert [card.id for card in after] == [card.id for card in cards]
    assert [card.slots for card in after] == ["Taken at the moment", "2 places free", "Taken at the moment"]
    assert [card.takes_link for card in after] == [False, True, False]


# --- states -----------------------------------------------------------------------------------------------------------

LIST = ListView(phase=ListPhase.SHOWN, found="1 article", cards=[CARD])
SITE = SiteCard(id="s", slug="crumb-and-co", name="Crumb & Co", languages=["en", "de"])
OPENED = {
    StartState: ("open_start", start, "read_start", StartView([SITE], LIST)),
    SiteState: ("open_site", site, "read_site_page", SitePageView(SITE, LIST)),
    CatalogueArticleState: (
        "open_article",
        catalogue_article,
        "read_article_page",
        ArticlePageView(ArticleShown(card=CARD), []),
    ),
}


async def opened(monkeypatch: pytest.MonkeyPatch, cls: Any, answer: Any = None, state: Any = None) -> Any:
    """The page's state once it is loaded; ``answer`` is what is read, or raised."""
    handler, module, read, view = OPENED[cls]
    answer = answer or view

    def reading(*_: Any) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(module, read, reading)
    state = state or cls(_reflex_internal_init=True)
    await in_background(state, handler)
    return state


@pytest.mark.parametrize("cls", list(OPENED), ids=lambda cls: cls.__name__)
async def test_a_page_is_filled_and_then_told_of_its_articles_alone(
    monkeypatch: pytest.MonkeyPatch, cls: Any, refreshed: list[str]
) -> None:
    state = await opened(monkeypatch, cls)
    assert state.phase == "shown"
    page = open_pages.find("")
    assert page is not None
    assert page.state is cls

    article_changed("b" * 32)
    assert refreshed == []
    article_changed(CARD.id)
    assert refreshed == [""]


@pytest.mark.parametrize("cls", list(OPENED), ids=lambda cls: cls.__name__)
async def test_without_a_database_a_page_says_so_and_hears_of_nothing(
    monkeypatch: pytest.MonkeyPatch, cls: Any
) -> None:
    state = await opened(monkeypatch, cls)

    await opened(monkeypatch, cls, Unavailable("Away."), state)

    assert state.phase == "unavailable"
    assert open_pages.tokens() == []


@pytest.mark.parametrize("cls", [SiteState, CatalogueArticleState], ids=lambda cls: cls.__name__)
async def test_an_unknown_address_says_so(monkeypatch: pytest.MonkeyPatch, cls: Any) -> None:
    state = await opened(monkeypatch, cls, NotFound("No."))

    assert state.phase == Phase.UNKNOWN


async def test_without_sites_the_start_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    state = await opened(monkeypatch, StartState, StartView([], ListView(phase=ListPhase.EMPTY)))

    assert state.phase == SitesPhase.EMPTY


@pytest.mark.parametrize("cls", list(OPENED), ids=lambda cls: cls.__name__)
async def test_an_answer_to_an_earlier_address_comes_too_late(monkeypatch: pytest.MonkeyPatch, cls: Any) -> None:
    handler, module, read, view = OPENED[cls]
    state = cls(_reflex_internal_init=True)

    def reading(*_: Any) -> Any:
        state._asked = "/another"  # the visitor goes on while we read
        return view

    monkeypatch.setattr(module, read, reading)
    await in_background(state, handler)

    assert state.phase == "loading"
    assert open_pages.tokens() == []


@pytest.mark.parametrize("cls", list(OPENED), ids=lambda cls: cls.__name__)
@pytest.mark.parametrize(("changed", "again"), [(CARD.id, True), ("b" * 32, False), (EVERYTHING, True)])
async def test_what_changes_while_a_page_is_read_is_read_again(
    monkeypatch: pytest.MonkeyPatch, cls: Any, changed: str, again: bool, refreshed: list[str]
) -> None:
    handler, module, read, view = OPENED[cls]

    def reading(*_: Any) -> Any:
        article_changed(changed)  # nobody knows yet that this page shows it
        return view

    monkeypatch.setattr(module, read, reading)
    await in_background(cls(_reflex_internal_init=True), handler)

    assert refreshed == ([""] if again else [])


async def test_what_changed_before_a_page_was_read_is_no_news(
    monkeypatch: pytest.MonkeyPatch, refreshed: list[str]
) -> None:
    article_changed(CARD.id)

    await opened(monkeypatch, CatalogueArticleState)

    assert refreshed == []


@pytest.mark.parametrize("cls", [StartState, SiteState], ids=lambda cls: cls.__name__)
async def test_a_push_changes_what_is_free_and_sends_nothing_else(monkeypatch: pytest.MonkeyPatch, cls: Any) -> None:
    state = await opened(monkeypatch, cls)
    state._clean()

    state._show_now({CARD.id: 1})
    assert state.dirty_vars == set()
    state._show_now({CARD.id: 0})
    assert state.dirty_vars == {"cards"}
    assert state.cards == [replace(CARD, takes_link=False, slots="Taken at the moment")]


async def show(state: Any, view: Any) -> None:
    """Push what was read just now."""
    page = open_pages.find("")
    assert page is not None
    await state._show_live(page, (time.monotonic(), view))


async def test_an_article_that_is_taken_leads_to_similar_ones_that_are_watched_too(
    monkeypatch: pytest.MonkeyPatch, refreshed: list[str]
) -> None:
    state = await opened(monkeypatch, CatalogueArticleState)
    other: ArticleCard = replace(CARD, id="b" * 32)

    await show(state, ArticlePageView(ArticleShown(card=replace(CARD, takes_link=False)), [other]))

    assert state.similar == [other]
    article_changed(other.id)
    assert refreshed == [""]


async def test_what_changes_of_a_similar_article_before_its_page_hears_of_it_is_read_again(
    monkeypatch: pytest.MonkeyPatch, refreshed: list[str]
) -> None:
    state = await opened(monkeypatch, CatalogueArticleState)
    page = open_pages.find("")
    assert page is not None
    other = replace(CARD, id="b" * 32)
    read_at = time.monotonic()

    article_changed(other.id)
    await state._show_live(page, (read_at, ArticlePageView(ArticleShown(card=CARD), [other])))

    assert refreshed == [""]


@pytest.mark.parametrize("cls", list(OPENED), ids=lambda cls: cls.__name__)
async def test_a_visitor_who_left_while_a_page_was_read_keeps_the_page_they_went_to(
    monkeypatch: pytest.MonkeyPatch, cls: Any
) -> None:
    handler, module, read, view = OPENED[cls]
    state = cls(_reflex_internal_init=True)
    elsewhere = OpenPage("", OrderState, "order")

    def reading(*_: Any) -> Any:
        state.router = RouterData(url=ReflexURL("http://localhost/another"))
        open_pages.register(elsewhere)
        return view

    monkeypatch.setattr(module, read, reading)
    await in_background(state, handler)

    assert open_pages.find("") == elsewhere
