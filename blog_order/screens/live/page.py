"""What a page that is kept current declares: who reads it, what for, and which changes concern it.

    open_pages.register(OpenPage(token, OrderState, order_id, topics=frozenset({Topic(Kind.ORDER, order_id)})))

That line, in the handler that loads a page, and a state that offers what :class:`LivePage` asks for make a page live.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from blog_order.errors import Problem
from blog_order.live import EVERYTHING

ANY = ""
"""In place of an id: all of them."""


class Kind(StrEnum):
    """What can change while a page is open."""

    ORDER = "order"
    ARTICLE = "article"
    """A published article, or what is free in it."""


class Topic(NamedTuple):
    """Something that a page shows, or that changed."""

    kind: Kind
    id: str = ANY


class LivePage(Protocol):
    """What the state of a live page offers. Names begin with an underscore: Reflex lets browsers call all others."""

    @classmethod
    def _read_live(cls, subject: Any, choices: Collection[Any]) -> Mapping[Any, Any]:
        """Read a subject once, for all pages of this process that show it. Blocks; runs in a thread.

        Args:
            subject: what the pages show.
            choices: what differs between them, without repeats.

        Returns:
            What to show for each choice, or the ``Problem`` with that one.

        Raises:
            Problem: nothing can be shown for any choice. ``Unavailable`` leads to another try soon.
        """

    async def _show_live(self, page: OpenPage, view: Any) -> None:
        """Copy into the state what changed, or everything if the state was lost. Runs with the state's lock."""

    async def _show_problem(self, page: OpenPage, problem: Problem) -> None:
        """Say why the page can't be read, where that needs saying. Runs with the state's lock."""


@dataclass(frozen=True)
class OpenPage:
    """A page that is open in a browser tab."""

    token: str
    """The tab's client token."""
    state: type[LivePage]
    subject: Any
    """What is read: hashable, of a type the state knows. Pages with equal subjects share each read."""
    choice: Any = None
    """What this page shows of the subject; hashable too."""
    topics: frozenset[Topic] = field(default_factory=frozenset)
    """The changes that concern it."""
    path: str = ""
    """The path it was opened at. A page that is only updated in part, never filled, is dropped if its state has
    another: the visitor left, or the state was lost."""
    pause_seconds: float = 0
    """Changes lead to at most one read in this time. What its visitor does shows at once."""

    def hears(self, change: Topic) -> bool:
        """Whether this change concerns the page."""
        if change.id == EVERYTHING:
            return any(topic.kind == change.kind for topic in self.topics)
        return change in self.topics or Topic(change.kind) in self.topics
