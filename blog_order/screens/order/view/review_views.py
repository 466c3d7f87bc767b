"""What an order page shows of the review: versions, what can be done with them, and the order's history."""

from __future__ import annotations

from dataclasses import dataclass, field

from blog_order.screens.frame.view.comparison import ComparedBlock
from blog_order.screens.frame.view.moments import NEVER, Moment


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
class Wish:
    """Something the customer asked for and the writer did not do, and why."""

    note: str
    reason: str


@dataclass(frozen=True)
class Origin:
    """How the version on show came about: the notes that led to it, and what was not followed."""

    notes: str = ""
    not_followed: list[Wish] = field(default_factory=list)
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
