"""What the desk shows: small frozen values, exactly what the browser may see."""

from __future__ import annotations

from dataclasses import dataclass, field

from blog_order.screens.frame.admin.view.timeline import TimelineLine
from blog_order.screens.frame.admin.view.version_notes import VersionNotes
from blog_order.screens.frame.view.comparison import ComparedBlock
from blog_order.screens.frame.view.moments import NEVER, Moment
from blog_order.screens.frame.view.report import Report


@dataclass(frozen=True)
class DeskWanted:
    """What an editor wants to see; without a number, the order that waits longest."""

    editor: str
    number: int | None = None
    changes: bool = False
    """The comparison with the version before, instead of the text."""


@dataclass(frozen=True)
class ReviewLine:
    """A line of the queue."""

    number: int = 0
    label: str = ""
    site: str = ""
    topic: str = ""
    version: str = ""
    age: str = ""
    since: str = ""
    current: bool = False


@dataclass(frozen=True)
class DecidedLine:
    """A decision that can still be undone."""

    id: str = ""
    number: int = 0
    text: str = ""
    until: str = ""
    """When it takes effect: ISO, for the countdown."""
    mine: bool = False


@dataclass(frozen=True)
class OrderOnDesk:
    """The open order; ``number`` 0 when none is."""

    number: int = 0
    label: str = ""
    version: int = 0
    version_label: str = ""
    title: str = ""
    meta_description: str = ""
    site: str = ""
    topic: str = ""
    keyword: str = ""
    niche: str = ""
    notes: str = ""
    target_url: str = ""
    anchor_text: str = ""
    rel: str = ""
    price: str = ""
    submitted: Moment = NEVER
    status: str = ""
    tone: str = ""
    can_be_decided: bool = False
    verdict: str = ""
    """What somebody decided, while it can still be undone."""
    verdict_until: str = ""
    verdict_id: str = ""
    trouble: str = ""
    passage_before: str = ""
    """Of a backlink: what stood where the link is now, and what stands there, without markup."""
    passage_now: str = ""
    compares_with: str = ""
    """The version that this one changed, when there is one: "version 1"."""
    shows_changes: bool = False
    edit_path: str = ""
    next_number: int = 0
    back_number: int = 0


@dataclass(frozen=True)
class DeskView:
    """Everything the desk shows; ``refresh_in`` seconds from now it changes by itself."""

    queue: list[ReviewLine] = field(default_factory=list)
    summary: str = ""
    decided: list[DecidedLine] = field(default_factory=list)
    order: OrderOnDesk = OrderOnDesk()
    blocks: list[str] = field(default_factory=list)
    changes: list[ComparedBlock] = field(default_factory=list)
    not_compared: str = ""
    """Why there is nothing in ``changes``, when they were asked for."""
    report: Report = field(default_factory=Report)
    versions: list[VersionNotes] = field(default_factory=list)
    timeline: list[TimelineLine] = field(default_factory=list)
    refresh_in: float | None = None
    wanted: DeskWanted | None = None
