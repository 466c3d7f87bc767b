"""What is for sale: the publisher's sites and their published articles."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Column, ForeignKey, UniqueConstraint
from sqlmodel import Field, SQLModel

from blog_order.models.columns import json_field, new_id, text_field, time_field


class Site(SQLModel, table=True):
    """A blog of the publisher. Prices are integer minor units of ``currency``; this row is the only price list."""

    __table_args__ = (
        CheckConstraint("article_price > 0 AND backlink_price > 0", name="prices"),
        CheckConstraint("min_words > 0 AND max_words >= min_words", name="words"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    slug: str = Field(unique=True)
    name: str = text_field(None)
    tagline: str = text_field()
    topic: str = text_field(None)
    audience: str = text_field()
    tone: str = text_field()
    language: str = text_field("en")
    author: str = text_field()
    domain_rating: int = 0
    article_price: int
    backlink_price: int
    currency: str = text_field("usd")
    paid_link_rel: str = text_field("sponsored")
    banned_topics: list[str] = json_field(default=list)
    min_words: int = 500
    max_words: int = 1500
    reading_grade_min: float = 5
    reading_grade_max: float = 12
    active: bool = True
    created_at: dt.datetime = time_field(default_now=True)


class Article(SQLModel, table=True):
    """A published article. Its slug never changes after it was published."""

    __table_args__ = (UniqueConstraint("site_id", "slug"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    site_id: str = Field(foreign_key="site.id", index=True)
    slug: str = text_field(None)
    title: str = text_field(None)
    description: str = text_field()
    tags: list[str] = json_field(default=list)
    author: str = text_field()
    language: str = text_field("en")
    content: str = text_field(None)
    """Markdown."""
    order_id: str | None = Field(
        default=None,
        sa_column=Column(ForeignKey("order.id", use_alter=True, name="fk_article_order_id_order"), unique=True),
    )
    """The order that bought this article, if one did."""
    published_at: dt.datetime = time_field(default_now=True, index=True)
    updated_at: dt.datetime = time_field(default_now=True)
