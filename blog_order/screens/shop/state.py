"""What the states of pages with articles of the catalogue share: what changes about the articles elsewhere (a link slot
is taken or freed) shows.

A handler reads its page when it loads. After that, only facts about the articles on it are read again. Which ones they
are doesn't change, so nothing moves under a reader.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import reflex as rx

from blog_order.errors import Problem
from blog_order.screens.live.page import Kind, OpenPage, Topic
from blog_order.screens.live.registry import open_pages
from blog_order.screens.shop.view.cards import ArticleCard
from blog_order.screens.shop.view.lists import ListPhase, ListView, read_free_slots, with_free_slots


@dataclass(frozen=True)
class PageRead:
    """What a handler is about to read: the page at ``path``, ``since`` a moment of ``time.monotonic()``."""

    path: str
    since: float

    @classmethod
    def begin(cls, state: rx.State) -> PageRead:
        """A reading that begins now, for the path its visitor is at."""
        return cls(str(state.router.url.path), time.monotonic())


class LiveArticles(rx.State, mixin=True):
    """Part of the state of such a page. Its own state says how what changed is read (``_read_now``) and shown
    (``_show_now``), and which articles are on it.
    """

    @staticmethod
    def _read_now(wanted: Any) -> Any:
        """What is so now. Blocks."""
        raise NotImplementedError

    def _show_now(self, view: Any) -> None:
        """Show it, without moving anything."""
        raise NotImplementedError

    def _article_ids(self) -> Iterable[str]:
        """The articles on the page."""
        raise NotImplementedError

    def _keep_current(self, reading: PageRead, wanted: Hashable) -> None:
        """From now on the page hears of its articles; ``wanted`` is read again when one changes.

        What changed during ``reading`` is caught up with: nobody knew yet what the page would show.
        """
        if self.router.url.path != reading.path:
            return  # the visitor left while we read
        # Within a background handler the state is a proxy: its type is the proxy's, its __class__ the state's own.
        page = OpenPage(self.router.session.client_token, self.__class__, wanted, path=reading.path)
        open_pages.register(replace(page, topics=self._topics()), reading.since)

    def _topics(self) -> frozenset[Topic]:
        return frozenset(Topic(Kind.ARTICLE, article_id) for article_id in self._article_ids())

    @classmethod
    def _read_live(cls, wanted: Any, _choices: Collection[None]) -> dict[None, tuple[float, Any]]:
        read_at = time.monotonic()
        return {None: (read_at, cls._read_now(wanted))}

    async def _show_live(self, page: OpenPage, view: tuple[float, Any]) -> None:
        read_at, now = view
        self._show_now(now)
        if (topics := self._topics()) != page.topics:
            open_pages.register(replace(page, topics=topics), read_at)

    async def _show_problem(self, _page: OpenPage, _problem: Problem) -> None:
        """The article is gone, or the database away: the page says so when it is loaded again."""


class ArticleLists(LiveArticles, mixin=True):
    """Part of the state of a page with such a list."""

    list_phase: str = ListPhase.LOADING
    cards: list[ArticleCard] = []
    found: str = ""
    next_path: str = ""
    first_path: str = ""
    all_path: str = ""

    _asked: str = ""
    """The address that was asked for last: an answer to an earlier one comes too late."""

    def _show_list(self, view: ListView, reading: PageRead) -> None:
        """Show a page of the list, and have it kept up to date."""
        self.list_phase, self.cards, self.found = view.phase, view.cards, view.found
        self.next_path, self.first_path, self.all_path = view.next_path, view.first_path, view.all_path
        self._keep_current(reading, frozenset(self._article_ids()))

    def _article_ids(self) -> Iterable[str]:
        return (card.id for card in self.cards)

    @staticmethod
    def _read_now(article_ids: Collection[str]) -> dict[str, int]:
        return read_free_slots(article_ids)

    def _show_now(self, free: dict[str, int]) -> None:
        """What is free changed; the articles stay where they are."""
        fresh = with_free_slots(self.cards, free)
        if fresh != self.cards:
            self.cards = fresh
