"""The state of a published article's page: its editions, one of them to read or compare, and bringing it back."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from blog_order.accounts.sessions import SignedIn
from blog_order.publishing.restoring import restore_article
from blog_order.screens.articles.detail.view.model import (
    ArticleFacts,
    ArticleWanted,
    EditionRow,
    EditionShown,
    EditionsView,
    HeadChange,
    LinkLine,
    RestoringView,
)
from blog_order.screens.articles.detail.view.reading import read_editions
from blog_order.screens.frame.admin.access import AdminState
from blog_order.screens.frame.arguments import entries_in, whole_number
from blog_order.screens.frame.paths import last_parts
from blog_order.screens.frame.view.comparison import ComparedBlock
from blog_order.screens.live.page import Kind, Topic
from blog_order.screens.live.registry import open_pages


class AdminArticleState(AdminState):
    """What one open article page of an admin shows."""

    facts: ArticleFacts = ArticleFacts()
    editions: list[EditionRow] = []
    edition: EditionShown = EditionShown()
    blocks: list[str] = []
    changes: list[ComparedBlock] = []
    heads: list[HeadChange] = []
    links: list[LinkLine] = []
    restoring: RestoringView = RestoringView()

    _topics: ClassVar[frozenset[Topic]] = frozenset({Topic(Kind.ORDER), Topic(Kind.ARTICLE)})
    _restored: int = 0
    """The edition that this page's admin made last."""

    async def open_article(self, admin: SignedIn) -> None:
        """The page loads: the article's slugs are in its address."""
        site_slug, slug = last_parts(self.router.url.path)
        wanted = ArticleWanted(site_slug, slug)
        edition = self.edition
        kept = ArticleWanted(site_slug, slug, edition.num, edition.shows_changes) if edition.num else None
        await self._open(wanted, kept if not edition.current else None)

    async def read(self, admin: SignedIn, edition: Any = 0, changes: Any = False) -> None:
        """Show an edition: its text, or what bringing it back would change."""
        await self._say("")
        site_slug, slug = last_parts(self.router.url.path)
        self._want(ArticleWanted(site_slug, slug, whole_number(edition) or None, changes is True))

    async def restore(self, admin: SignedIn, form_data: Any = None) -> None:
        """Bring the edition back that was confirmed, in place of the one that was shown as the one on the blog."""
        given = entries_in(form_data)
        made: list[int] = []
        num = whole_number(given.get("edition"))
        act = partial(
            restore_article,
            str(given.get("article_id", "")),
            num,
            instead_of=whole_number(given.get("instead_of")),
            editor=admin.name,
            aware_of=tuple(str(given.get("aware_of", "")).split(", ")),
        )
        if await self._try(lambda: made.append(act()), f"Edition {num} is back on the blog."):
            async with self:
                self._restored = made[0]
            site_slug, slug = last_parts(self.router.url.path)
            self._want(ArticleWanted(site_slug, slug))
        else:
            open_pages.refresh(self.router.session.client_token)

    @staticmethod
    def _read(wanted: ArticleWanted) -> EditionsView:
        return read_editions(wanted)

    def _show(self, token: str, view: EditionsView) -> None:
        """Copy what changed, and say so when somebody else changed the article meanwhile."""
        before, now = self.facts, view.facts
        if self._filled and before.id == now.id and before.current != now.current and now.current != self._restored:
            self.notice = f"The article has changed meanwhile: edition {now.current} is on the blog now."
            self.notice_bad = False
        self._copy(view)
