"""What an article is written from: the customer's order and the voice of the site, as data.

Everything in a brief came from outside. The model gets it as JSON between ``<brief>`` and ``</brief>`` and is told
that nothing in there is an instruction (spotlighting, Hines et al. 2024, arXiv:2403.14720).
"""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from blog_order.content.cleaning import clean_customer_line, clean_customer_text

MAX_LINE_CHARACTERS = 300
"""Limit of topic, niche, keyword and anchor text."""
MAX_URL_CHARACTERS = 2048
MAX_NOTES_CHARACTERS = 5000
"""Limit of the order's notes and of each revision note."""
MAX_REVISION_NOTES_CHARACTERS = 30_000
"""Limit of all notes of an order together, as they are sent."""

Line = Annotated[str, AfterValidator(clean_customer_line), Field(max_length=MAX_LINE_CHARACTERS)]
Url = Annotated[str, AfterValidator(clean_customer_line), Field(max_length=MAX_URL_CHARACTERS)]
Notes = Annotated[str, AfterValidator(clean_customer_text), Field(max_length=MAX_NOTES_CHARACTERS)]


class Task(StrEnum):
    """What the writer is asked to do; each has a prompt file of this name."""

    ARTICLE = "article"
    ARTICLE_REVISION = "article-revision"
    BACKLINK = "backlink"
    BACKLINK_REVISION = "backlink-revision"


class SiteVoice(BaseModel):
    """How a site speaks, and what it does not speak about."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Line
    slug: Line = ""
    topic: Line = ""
    audience: Line = ""
    tone: Line = ""
    language: str = "en"
    """ISO 639-1 code."""
    banned_topics: tuple[Line, ...] = ()
    reading_grade_min: float = 5
    """Flesch-Kincaid grades that suit the site's readers; used by the quality check."""
    reading_grade_max: float = 12


class InternalLink(BaseModel):
    """A published article of the same site that may be linked to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Line
    url: Url


class Brief(BaseModel):
    """One order as the writer sees it. Text fields are cleaned of invisible characters.

    Raises:
        pydantic.ValidationError: for a text beyond the limits above (the order form has lower ones), or a range of
            words that is empty.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: Task = Task.ARTICLE
    topic: Line
    niche: Line = ""
    keyword: Line = ""
    target_url: Url
    anchor_text: Line
    notes: Notes = ""
    site: SiteVoice
    min_words: int = Field(default=500, gt=0)
    max_words: int = Field(default=1500, gt=0)
    revision_notes: tuple[Notes, ...] = ()
    """The customer's wishes for changes, oldest first."""
    internal_links: tuple[InternalLink, ...] = ()
    previous_passage: Notes = ""
    """For the revision of a backlink: the passage that its last version replaced,"""
    previous_replacement: Notes = ""
    """and what stood there."""

    @model_validator(mode="after")
    def _words_in_order(self) -> Brief:
        if self.min_words > self.max_words:
            raise ValueError("min_words must not be more than max_words")
        return self

    def as_json(self) -> str:
        """The brief as it stands in a prompt: JSON in which no tag can be opened or closed."""
        return tagless_json(self.model_dump(mode="json"))


def tagless_json(value: Any) -> str:
    """JSON with ``<`` and ``>`` as escapes: it reads back the same, and holds no ``</brief>`` or any other tag."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return text.replace("<", "\\u003c").replace(">", "\\u003e")
