"""What is for sale: the publisher's sites and their published articles."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import CheckConstraint, Column, Computed, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field, SQLModel

from blog_order.models.columns import enum_check, enum_field, json_field, new_id, text_field, time_field


class PublishingPlace(enum.StrEnum):
    """Where articles are published; ``publishing/registry.py`` has what each of them does."""

    BUILTIN = "builtin"
    """The blog that this application serves under /blog."""


class Site(SQLModel, table=True):
    """A blog of the publisher. Prices are integer minor units of ``currency``; this row is the only price list."""

    __table_args__ = (
        CheckConstraint("article_price > 0 AND backlink_price > 0", name="prices"),
        CheckConstraint("min_words > 0 AND max_words >= min_words", name="words"),
        CheckConstraint("paid_links_per_article >= 0", name="paid_links"),
        enum_check("publishing_place", PublishingPlace),
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
    paid_links_per_article: int = 1
    """How many paid links an article published from now on may carry."""
    publishing_place: PublishingPlace = enum_field(PublishingPlace, PublishingPlace.BUILTIN)
    """Where articles ordered from now on are published."""
    banned_topics: list[str] = json_field(default=list)
    min_words: int = 500
    max_words: int = 1500
    reading_grade_min: float = 5
    reading_grade_max: float = 12
    active: bool = True
    created_at: dt.datetime = time_field(default_now=True)


class Article(SQLModel, table=True):
    """A published article. Its slug never changes after it was published."""

    __table_args__ = (
        UniqueConstraint("site_id", "slug"),
        CheckConstraint("paid_links >= 0", name="paid_links"),
        CheckConstraint("edition > 0", name="edition"),
        enum_check("publishing_place", PublishingPlace),
        Index("ix_article_site_newest", "site_id", text("published_at DESC"), "id"),
        Index("ix_article_newest", text("published_at DESC"), "id"),
        Index("ix_article_search", "search", postgresql_using="gin"),
    )

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
    paid_links: int = 1
    """How many paid links it may carry, with those it has."""
    edition: int = 1
    """Number of the edition that is on the blog now."""
    publishing_place: PublishingPlace = enum_field(PublishingPlace, PublishingPlace.BUILTIN)
    """Where it was published: its site's choice at that time."""
    public_url: str = text_field()
    """Where its place shows it; empty for the built-in blog, whose URLs follow PUBLIC_URL."""
    place_reference: str = text_field()
    """What its place calls the page, such as the number of a post; empty for the built-in blog."""
    search: str = Field(
        default=None,
        exclude=True,
        sa_column=Column(
            TSVECTOR,
            Computed("to_tsvector('simple', title || ' ' || description || ' ' || tags::text)", persisted=True),
        ),
    )
    """Words that the catalogue's search looks in; PostgreSQL fills it."""
    published_at: dt.datetime = time_field(default_now=True, index=True)
    updated_at: dt.datetime = time_field(default_now=True)


class ArticleSignature(SQLModel, table=True):
    """What an article's text is compared by when a new one might be its copy; belongs to the edition it was made of."""

    __tablename__ = "article_signature"

    article_id: str = Field(sa_column=Column(ForeignKey("article.id", ondelete="CASCADE"), primary_key=True))
    edition: int
    method: str = text_field(None)
    """How it was made; see ``content/signatures.py``."""
    signature: bytes = Field(sa_type=LargeBinary, nullable=False)


class EditionCause(enum.StrEnum):
    """Why an edition of an article was made."""

    PUBLISHED = "published"
    BACKLINK = "backlink"
    RESTORED = "restored"


class ArticleEdition(SQLModel, table=True):
    """One state of a published article, kept for ever; ``Article`` is a copy of the one with its ``edition`` number."""

    __tablename__ = "article_edition"
    __table_args__ = (enum_check("cause", EditionCause), UniqueConstraint("article_id", "num"))

    id: str = Field(default_factory=new_id, primary_key=True)
    article_id: str = Field(sa_column=Column(ForeignKey("article.id", ondelete="CASCADE"), nullable=False))
    num: int
    cause: EditionCause = enum_field(EditionCause)
    title: str = text_field(None)
    description: str = text_field()
    tags: list[str] = json_field(default=list)
    content: str = text_field(None)
    """Markdown."""
    order_id: str | None = Field(default=None, foreign_key="order.id", index=True)
    """The order whose approval made it, if one did."""
    restored_num: int | None = None
    """The edition it brought back."""
    made_by: str = text_field("blog")
    """The admin who approved or restored."""
    created_at: dt.datetime = time_field(default_now=True)
