"""What the visitor of an order page looks at: a version, or two compared. It never changes the order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import reflex as rx

from blog_order.screens.frame.arguments import whole_number
from blog_order.screens.frame.paths import last_part
from blog_order.screens.live.page import Kind, OpenPage, Topic
from blog_order.screens.live.registry import open_pages
from blog_order.screens.order.view.looks import PUBLISHED, PUBLISHED_CHOICE, Look, Visit


class Looking(rx.State, mixin=True):
    """Part of the order page's state. Numbers that are no versions of this order lead back to what the page shows."""

    _look: Look = Look()

    @rx.event
    def show_version(self, num: Any = 0) -> None:
        """Read one version; 0 is the one that the page shows by itself."""
        self._look_at(Look(version=whole_number(num)))

    @rx.event
    def compare(self) -> None:
        """Compare the version on show with the one before it."""
        self._look_at(replace(self._look, comparing=True))

    @rx.event
    def compare_old(self, num: Any = 0) -> None:
        """Choose the version to compare from, or ``published`` for the article that a backlink goes into."""
        old = PUBLISHED if num == PUBLISHED_CHOICE else whole_number(num)
        self._look_at(replace(self._look, comparing=True, old=old))

    @rx.event
    def compare_new(self, num: Any = 0) -> None:
        """Choose the version to compare to."""
        self._look_at(replace(self._look, comparing=True, new=whole_number(num)))

    def _look_at(self, look: Look) -> None:
        """Have the page read again with this choice."""
        self._look = look
        page = self._open_page() or self._page(last_part(self.router.url.path), Visit())
        open_pages.turn(replace(page, choice=replace(page.choice, look=look)))

    def _open_page(self) -> OpenPage | None:
        """The order page this tab has open, if its visitor didn't leave."""
        return open_pages.find(self.router.session.client_token, self.__class__)

    def _page(self, order_id: str, visit: Visit) -> OpenPage:
        state: Any = self.__class__  # of the state that this is a part of
        topics = frozenset({Topic(Kind.ORDER, order_id)})
        return OpenPage(self.router.session.client_token, state, order_id, visit, topics)
