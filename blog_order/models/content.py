"""What the workers wrote: finished drafts as they come, and the versions customers see."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from blog_order.models.columns import json_field, new_id, text_field, time_field


class Draft(SQLModel, table=True):
    """One try of the writer within a job, kept so that a retry after a crash does not pay for it again.

    Its row is made before the model is asked: without a ``model`` it is being written, or its worker was killed.
    """

    __table_args__ = (UniqueConstraint("job_id", "num"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    job_id: str = Field(foreign_key="job.id")
    num: int
    article: dict[str, Any] = json_field()
    """title, slug, meta_description, tags, body and not_followed, as the model returned them."""
    placement: dict[str, str] = json_field()
    """For a backlink: ``passage`` and ``replacement`` as in the version, and the ``edition`` they belong to."""
    report: dict[str, Any] = json_field()
    model: str = text_field()
    prompt_version: str = text_field()
    input_tokens: int = 0
    output_tokens: int = 0
    cost_micros: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    """What it cost, in millionths of a US dollar; unknown when the settings had no price for its model. Like the tokens
    with the judge's opinion of it, whose own share stands in the report."""
    created_at: dt.datetime = time_field(default_now=True)


class ArticleVersion(SQLModel, table=True):
    """An immutable version of an order's content, numbered from 1; one a job."""

    __tablename__ = "article_version"
    __table_args__ = (UniqueConstraint("order_id", "num"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    order_id: str = Field(foreign_key="order.id", index=True)
    job_id: str | None = Field(default=None, foreign_key="job.id", unique=True)
    num: int
    base_id: str | None = Field(default=None, foreign_key="article_version.id")
    author: str = text_field("model")
    notes: str = text_field()
    """The revision notes that led to this version."""
    title: str = text_field()
    slug: str = text_field()
    meta_description: str = text_field()
    tags: list[str] = json_field(default=list)
    content: str = text_field(None)
    """Markdown, without the title."""
    not_followed: list[dict[str, str]] = json_field(default=list)
    """Wishes of the customer that the writer did not follow: note and reason."""
    qc_status: str = text_field(None)
    qc_report: dict[str, Any] = json_field()
    brief: dict[str, Any] = json_field()
    """What it was written from."""
    edition: int | None = None
    """For a backlink: number of the published edition that the link was worked into."""
    placement: dict[str, str] = json_field()
    """For a backlink: ``passage`` of that edition and the ``replacement`` with the link, as Markdown."""
    model: str = text_field()
    """The model that wrote it,"""
    prompt_version: str = text_field()
    """by this version of the prompts."""
    input_tokens: int = 0
    """Of all drafts of its job, as is the cost: this is what the version took,"""
    output_tokens: int = 0
    cost_micros: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    """in millionths of a US dollar; unknown when the settings had no price for a model."""
    created_at: dt.datetime = time_field(default_now=True)
