"""What an order page shows, as small frozen values of plain fields: exactly what the browser may see."""

from __future__ import annotations

from dataclasses import dataclass, field

from blog_order.screens.frame.view.moments import NEVER, Moment
from blog_order.screens.frame.view.report import Report
from blog_order.screens.frame.view.tones import Tone
from blog_order.screens.order.view.review_views import Comparison, Deciding, HistoryLine, Origin, Undo, VersionTab


class StepState:
    """How far a step is."""

    DONE = "done"
    NOW = "now"
    TO_COME = "to-come"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Header:
    """What was ordered."""

    number: str = ""
    what: str = "Article for"
    topic: str = ""
    site_name: str = ""
    site_slug: str = ""
    anchor_text: str = ""
    target_url: str = ""
    price: str = ""
    ordered: Moment = NEVER


@dataclass(frozen=True)
class Words:
    """What is happening right now, for the reader."""

    tone: str = Tone.WAITING
    headline: str = ""
    text: str = ""
    next_text: str = ""
    """What happens next, where that needs saying."""


@dataclass(frozen=True)
class Offers:
    """Where the customer can go from here; empty when there is nothing to do there."""

    payment_url: str = ""
    can_give_up: bool = False
    order_again_path: str = ""
    other_articles_path: str = ""
    published_url: str = ""


@dataclass(frozen=True)
class Step:
    """One of the five steps of an order, or a sub-step of the writing (which has no time)."""

    title: str
    state: str
    at: Moment = NEVER


@dataclass(frozen=True)
class Work:
    """How far the writing is."""

    active: bool = False
    progress: int = 0
    """In percent."""
    estimate: str = ""
    line: str = ""
    """The step in a few words, for a narrow screen: "Step 2 of 5 · Writing"."""


@dataclass(frozen=True)
class Text:
    """The article on the page, being written or finished."""

    title: str = ""
    meta_description: str = ""
    being_written: bool = False
    caption: str = ""
    """What this text is: "Draft 1, being written", "Version 2"."""
    to_come: str = ""
    """What stands here until the first words of a new version."""
    markdown_path: str = ""
    """Of the file of a finished version; so is ``html_path``."""
    html_path: str = ""


@dataclass(frozen=True)
class Proof:
    """What a backlink changed, as safe HTML; ``after`` is empty when there is nothing to prove."""

    before: str = ""
    after: str = ""
    anchor_text: str = ""
    target_url: str = ""
    verdict: str = ""


@dataclass(frozen=True)
class OrderPage:
    """Everything an order page shows. ``blocks`` never change once they are in the list; ``tail`` grows."""

    phase: str
    header: Header = Header()
    words: Words = Words()
    offers: Offers = Offers()
    steps: list[Step] = field(default_factory=list)
    substeps: list[Step] = field(default_factory=list)
    work: Work = Work()
    text: Text = Text()
    blocks: list[str] = field(default_factory=list)
    tail: str = ""
    report: Report = field(default_factory=Report)
    proof: Proof = Proof()
    versions: list[VersionTab] = field(default_factory=list)
    comparable: bool = False
    """Whether there are two texts to compare."""
    origin: Origin = field(default_factory=Origin)
    editor_note: str = ""
    deciding: Deciding = field(default_factory=Deciding)
    undo: Undo = field(default_factory=Undo)
    comparison: Comparison = field(default_factory=Comparison)
    history: list[HistoryLine] = field(default_factory=list)
