"""Reads a list of articles as its page's address asks for it. Everything here blocks: call it in a thread."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from blog_order.catalogue.search import count_free, search_articles
from blog_order.errors import Invalid
from blog_order.screens.frame.view.phases import Phase
from blog_order.screens.shop.view.cards import ArticleCard, article_card
from blog_order.screens.shop.view.wanted import ListWanted, list_path

PAGE_SIZE = 20


class ListPhase(Phase):
    """What a list of articles is able to show."""

    NOTHING_FOUND = "nothing found"
    EMPTY = "empty"
    LOST = "lost"
    """The address leads into the middle of a list that does not exist."""


@dataclass(frozen=True)
class ListView:
    """A page of a list of articles, and the ways on from it (empty when there is none)."""

    phase: str = ListPhase.LOADING
    found: str = ""
    """How many there are, in words."""
    cards: list[ArticleCard] = field(default_factory=list)
    next_path: str = ""
    first_path: str = ""
    all_path: str = ""
    """The list without search and filters."""


def read_list(path: str, wanted: ListWanted, site: str = "") -> ListView:
    """The page of a list that an address asks for; ``site`` narrows it to one (its slug), whatever is asked for.

    Raises:
        Unavailable: the database does not answer.
    """
    chosen = replace(wanted, site=site) if site else wanted
    shown = replace(wanted, site="") if site else wanted
    all_path = list_path(path, ListWanted())
    try:
        page = search_articles(chosen.query(PAGE_SIZE))
    except Invalid:
        return ListView(phase=ListPhase.LOST, first_path=list_path(path, shown))
    if not page.total:
        nothing = ListPhase.NOTHING_FOUND if shown.filtered else ListPhase.EMPTY
        return ListView(phase=nothing, found="No article found" if shown.filtered else "", all_path=all_path)
    return ListView(
        phase=ListPhase.SHOWN,
        found=_found(page.first, len(page.items), page.total),
        cards=[article_card(item) for item in page.items],
        next_path=list_path(path, shown, page.next_cursor) if page.next_cursor else "",
        first_path=list_path(path, shown) if wanted.after else "",
        all_path=all_path if shown.filtered else "",
    )


def read_free_slots(article_ids: Collection[str]) -> dict[str, int]:
    """How many link slots of these articles are free now.

    Raises:
        Unavailable: the database does not answer.
    """
    return count_free(article_ids)


def with_free_slots(cards: list[ArticleCard], free: dict[str, int]) -> list[ArticleCard]:
    """The same list with what is free now; nothing moves, and an article that is gone counts as taken."""
    return [card.with_free_slots(free.get(card.id, 0)) for card in cards]


def _found(first: int, shown: int, total: int) -> str:
    if first == 1 and shown == total:
        return "1 article" if total == 1 else f"{total:,} articles"
    if not shown:
        return f"{total:,} articles, and none after these"
    return f"Articles {first:,}–{first + shown - 1:,} of {total:,}"
