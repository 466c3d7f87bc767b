"""What the editing page shows: small frozen values, exactly what the browser may see."""

from __future__ import annotations

from dataclasses import dataclass, field

from blog_order.screens.frame.view.report import CheckLine, Report


@dataclass(frozen=True)
class EditWanted:
    """Whose text is edited."""

    number: int


@dataclass(frozen=True)
class EditForm:
    """The text as it was when the page was opened, and what it belongs to. ``number`` 0 until it was read."""

    number: int = 0
    label: str = ""
    base_num: int = 0
    base: str = ""
    passage_only: bool = False
    """A passage of a published article is edited instead of a whole text."""
    topic: str = ""
    site: str = ""
    rel: str = ""
    target_url: str = ""
    anchor_text: str = ""
    title: str = ""
    meta_description: str = ""
    tags: str = ""
    body: str = ""
    passage: str = ""
    back_path: str = ""
    back: str = ""
    saved_to: str = ""
    """What becomes of it once it is saved, in a sentence."""


@dataclass(frozen=True)
class EditPreview:
    """What the typed text would be: its title, its blocks as HTML, and what the quality check says."""

    title: str = ""
    meta_description: str = ""
    blocks: list[str] = field(default_factory=list)
    report: Report = field(default_factory=Report)
    required: list[CheckLine] = field(default_factory=list)
    """What stands in the way of saving it."""
    advice: list[CheckLine] = field(default_factory=list)


@dataclass(frozen=True)
class EditView:
    """Everything that is read for the page."""

    form: EditForm
    refusal: str = ""
    preview: EditPreview = field(default_factory=EditPreview)
