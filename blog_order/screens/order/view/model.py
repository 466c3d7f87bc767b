"""What an order's page shows its customer: small frozen values, exactly what the browser may see."""

from __future__ import annotations

from dataclasses import dataclass, field

from blog_order.screens.frame.view.comparison import ComparedBlock
from blog_order.screens.frame.view.moments import NEVER, Moment
from blog_order.screens.frame.view.report import Report
from blog_order.screens.frame.view.requests import UnmetRequest
from blog_order.screens.frame.view.tones import Tone


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
class WritingProgress:
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
class VersionTab:
    """One version to choose. ``choose`` is its number, or 0 for the one that the page shows by itself."""

    choose: int
    name: str
    at: Moment = NEVER
    quality: str = ""
    """For example: 12 of 12 checks passed."""
    all_passed: bool = True
    mark: str = ""
    """What sets it apart, in a word or two: being written, with the editor."""
    shown: bool = False


@dataclass(frozen=True)
class Origin:
    """How the version on show came about: the notes that led to it, and what was not followed."""

    notes: str = ""
    not_followed: list[UnmetRequest] = field(default_factory=list)
    edited: str = ""
    """That an editor made it, in a sentence."""
    edited_note: str = ""
    """What the editor wrote about it."""


@dataclass(frozen=True)
class Deciding:
    """What the customer can do with the version on show, while it is their turn."""

    open: bool = False
    send_num: int = 0
    """Number of the version that would go to the editor; 0 when there is none."""
    send_name: str = ""
    base_name: str = ""
    """The version that a revision starts from."""
    use_num: int = 0
    """Number of the version on show, where it is not the current one and can be made it; else 0."""
    use_name: str = ""
    estimate: str = ""
    failed_notes: str = ""
    """What was asked for last, when it could not be written: for another try."""
    taken_notes: str = ""
    """The notes of the last request that was taken: a browser that still keeps them may forget them."""


@dataclass(frozen=True)
class Undo:
    """A submission that can still be taken back."""

    version_name: str = ""
    """Empty when there is nothing to take back."""
    left_seconds: float = 0
    """As of the moment of reading; the browser counts on from there, whatever its clock says."""


@dataclass(frozen=True)
class HistoryLine:
    """One event in the reader's words."""

    at: Moment
    title: str
    text: str = ""


@dataclass(frozen=True)
class Comparison:
    """Two versions compared, or one with the published article; ``numbers`` is empty when none is on show."""

    old: str = ""
    new: str = ""
    """Numbers, as the pickers have them; ``old`` may be ``published``."""
    numbers: list[str] = field(default_factory=list)
    with_published: bool = False
    """Whether there is a published article to compare from."""
    summary: str = ""
    verdict: str = ""
    """What our check found of everything outside the passage with the link; empty when that is not on show."""
    note: str = ""
    """What else there is to know about the published article."""
    blocks: list[ComparedBlock] = field(default_factory=list)


@dataclass(frozen=True)
class OrderPage:
    """Everything an order page shows. ``blocks`` never change once they are in the list; ``tail`` grows."""

    phase: str
    header: Header = Header()
    words: Words = Words()
    offers: Offers = Offers()
    steps: list[Step] = field(default_factory=list)
    substeps: list[Step] = field(default_factory=list)
    work: WritingProgress = WritingProgress()
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
