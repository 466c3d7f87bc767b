"""A place of publication that does not exist: a slow server elsewhere, which a site can choose while a test runs."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace

import pytest
import sqlalchemy as sa

from blog_order.content.reading import links_to
from blog_order.database import Work, transaction
from blog_order.errors import Failure
from blog_order.models import PublishingPlace
from blog_order.publishing.place import Page, Publication
from blog_order.publishing.registry import PLACES

TABLES = ("site", "article")


@dataclass
class Elsewhere:
    """The server with its posts. ``before`` runs when a call has reached it, ``after`` when it has had its effect."""

    posts: dict[str, Publication] = field(default_factory=dict)
    """By their reference."""
    calls: list[str] = field(default_factory=list)
    seconds: float = 0.05
    before: Callable[[str], None] = lambda _call: None
    after: Callable[[str], None] = lambda _call: None
    shows_record: bool = False

    def publish(self, publication: Publication) -> Page:
        with self._called("publish"):
            reference = self._find(publication.page) or f"post-{len(self.posts) + 1}"
            self.posts[reference] = publication
        return self._page(publication, reference)

    def verify(self, page: Page, links: Collection[str]) -> None:
        with self._called("verify"):
            post = self.posts.get(page.reference)
            if post is None or not all(links_to(post.content, link) for link in links):
                raise Failure("The published page does not carry the customer's link.")

    def restore(self, publication: Publication) -> Page:
        with self._called("restore"):
            reference = self._find(publication.page)
            if reference is None:
                raise Failure("The page is gone.", retryable=False)
            self.posts[reference] = publication
        return self._page(publication, reference)

    def unpublish(self, page: Page) -> None:
        with self._called("unpublish"):
            if (reference := self._find(page)) is not None:
                del self.posts[reference]

    def posts_of(self, article_id: str) -> list[Publication]:
        """What readers can see of an article."""
        return [post for post in self.posts.values() if post.page.article_id == article_id]

    def _find(self, page: Page) -> str | None:
        found = [key for key, post in self.posts.items() if post.page.article_id == page.article_id]
        assert len(found) < 2, "an article has two pages"
        return found[0] if found else None

    def _page(self, publication: Publication, reference: str) -> Page:
        return replace(publication.page, url=f"https://elsewhere.example/{publication.slug}", reference=reference)

    @contextlib.contextmanager
    def _called(self, call: str) -> Iterator[None]:
        assert not open_transactions(), f"{call} is called inside a transaction"
        self.calls.append(call)
        self.before(call)
        time.sleep(self.seconds)
        yield
        self.after(call)


_open: dict[int, int] = {}
"""Transactions open in each thread."""


def open_transactions() -> int:
    """How many this thread has open now."""
    return _open.get(threading.get_ident(), 0)


def _began(_session: object, started: sa.orm.SessionTransaction) -> None:
    if started.parent is None:
        _open[threading.get_ident()] = open_transactions() + 1


def _ended(_session: object, ended: sa.orm.SessionTransaction) -> None:
    if ended.parent is None:
        _open[threading.get_ident()] = open_transactions() - 1


@contextlib.contextmanager
def add_elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[PublishingPlace, Elsewhere]]:
    """Add the place as its recipe says: a member of the enum, wider CHECKs, an entry in the registry; then undo it."""
    member = str.__new__(PublishingPlace, "elsewhere")
    member._name_, member._value_ = "ELSEWHERE", "elsewhere"
    monkeypatch.setitem(PublishingPlace._member_map_, "ELSEWHERE", member)
    monkeypatch.setitem(PublishingPlace._value2member_map_, "elsewhere", member)
    monkeypatch.setattr(PublishingPlace, "_member_names_", [*PublishingPlace._member_names_, "ELSEWHERE"])
    place = Elsewhere()
    monkeypatch.setitem(PLACES, member, place)
    sa.event.listen(Work, "after_transaction_create", _began)
    sa.event.listen(Work, "after_transaction_end", _ended)
    _allow("'builtin', 'elsewhere'")
    try:
        yield member, place
    finally:
        sa.event.remove(Work, "after_transaction_create", _began)
        sa.event.remove(Work, "after_transaction_end", _ended)
        with transaction() as session:
            session.execute(sa.text("UPDATE site SET publishing_place = 'builtin'"))
            # The text goes too: the next article that a test orders would be its near copy.
            session.execute(
                sa.text(
                    "UPDATE article SET publishing_place = 'builtin', public_url = '', place_reference = '',"
                    " content = id WHERE publishing_place = 'elsewhere'"
                )
            )
        _allow("'builtin'")


def _allow(places: str) -> None:
    with transaction() as session:
        for table in TABLES:
            check = f"ck_{table}_publishing_place"
            session.execute(sa.text(f"ALTER TABLE {table} DROP CONSTRAINT {check}"))
            session.execute(
                sa.text(f"ALTER TABLE {table} ADD CONSTRAINT {check} CHECK (publishing_place IN ({places}))")
            )
