"""What a published article's page shows admins: small frozen values, exactly what the browser may see."""

from __future__ import annotations

from dataclasses import dataclass, field

from blog_order.screens.frame.view.comparison import ComparedBlock
from blog_order.screens.frame.view.moments import NEVER, Moment


@dataclass(frozen=True)
class ArticleWanted:
    """Which article, and which of its editions is to be read; the one on the blog without a number."""

    site_slug: str
    slug: str
    edition: int | None = None
    changes: bool = False
    """The comparison with the edition on the blog, instead of the text."""


@dataclass(frozen=True)
class OrderLink:
    """An order by its public number, with the way to its page; empty when there is none."""

    number: str = ""
    path: str = ""


@dataclass(frozen=True)
class ArticleFacts:
    """The article itself. ``current`` is the number of the edition on the blog, ``state`` that and what it leads to."""

    id: str = ""
    path: str = ""
    title: str = ""
    site: str = ""
    public_url: str = ""
    catalogue_path: str = ""
    published: Moment = NEVER
    current: int = 0
    current_label: str = ""
    under_way: list[OrderLink] = field(default_factory=list)


@dataclass(frozen=True)
class EditionRow:
    """One edition of the list: ``text`` says why it was made, ``who`` by whom."""

    num: int = 0
    label: str = ""
    text: str = ""
    order: OrderLink = OrderLink()
    who: str = ""
    at: Moment = NEVER
    current: bool = False
    chosen: bool = False


@dataclass(frozen=True)
class EditionShown:
    """The edition that is being read."""

    num: int = 0
    label: str = ""
    name: str = ""
    """The label within a sentence."""
    title: str = ""
    description: str = ""
    tags: str = ""
    current: bool = False
    shows_changes: bool = False
    not_compared: str = ""


@dataclass(frozen=True)
class LinkLine:
    """A paid link, and in words where its money is."""

    order: OrderLink = OrderLink()
    anchor_text: str = ""
    target_url: str = ""
    paid: bool = False
    money: str = ""


@dataclass(frozen=True)
class HeadChange:
    """What would change beside the text: the title, the description, the tags."""

    name: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class RestoringView:
    """What bringing the edition back would do to paid links; ``numbers`` are the paid ones that would go."""

    removed: list[LinkLine] = field(default_factory=list)
    added: list[LinkLine] = field(default_factory=list)
    numbers: str = ""
    warning: str = ""


@dataclass(frozen=True)
class EditionsView:
    """Everything the page shows."""

    facts: ArticleFacts = field(default_factory=ArticleFacts)
    editions: list[EditionRow] = field(default_factory=list)
    edition: EditionShown = field(default_factory=EditionShown)
    blocks: list[str] = field(default_factory=list)
    changes: list[ComparedBlock] = field(default_factory=list)
    heads: list[HeadChange] = field(default_factory=list)
    links: list[LinkLine] = field(default_factory=list)
    restoring: RestoringView = field(default_factory=RestoringView)
