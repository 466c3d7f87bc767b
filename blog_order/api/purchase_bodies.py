"""What is sent to the purchase API. Lengths and forms are checked by the same rules as the order forms."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, JsonValue, Tag

from blog_order.orders import form
from blog_order.orders.writing import revision

EXAMPLE_ORDER_ID = "c3c1b5a0e7d44f0f9a6f2d1b8e5a7c90"
EXAMPLE_VERSION_ID = "e0b7a9d2c4f84b6f8f2f5d3c1a9b7e55"
ARTICLE_ORDER: dict[str, JsonValue] = {
    "product": "article",
    "siteId": "5f1d7c0c3a1e4b0a9b7f6f0d2f6c8e11",
    "topic": "How small bakeries keep sourdough starters alive",
    "niche": "small bakeries",
    "keyword": "sourdough starter",
    "targetUrl": "https://example.com/starter-kit",
    "anchorText": "starter kit",
    "notes": "Please mention rye flour.",
    "email": "ada@example.com",
}
BACKLINK_ORDER: dict[str, JsonValue] = {
    "product": "backlink",
    "articleId": "8a44d3a06f5e4c7d8d0a5b1f9d6e2c77",
    "targetUrl": "https://example.com/starter-kit",
    "anchorText": "starter kit",
    "keyword": "sourdough starter",
    "notes": "",
    "email": "ada@example.com",
}


def asked(description: str, **facts: Any) -> Any:
    """A field that must be given. What is wrong with it is said by the domain, in the same words as on the forms:
    so it may be missing here, and ``facts`` (JSON Schema) describe it without being checked."""

    def describe(schema: dict[str, Any]) -> None:
        schema.pop("default", None)
        schema.update(facts)

    return Field(default="", description=description, json_schema_extra=describe)


class Body(BaseModel):
    """A body whose unknown fields are refused: a misspelt ``notes`` would else be lost without a word."""

    model_config = ConfigDict(extra="forbid")


class LinkBody(Body):
    """What both products ask for."""

    targetUrl: str = asked(
        "Where the link leads: a public http or https address", format="uri", minLength=1, maxLength=form.URL_MAX
    )
    anchorText: str = asked("Plain text, without markup", minLength=1, maxLength=form.ANCHOR_MAX)
    keyword: str = asked("What readers search for", minLength=2, maxLength=form.KEYWORD_MAX)
    notes: str = asked("For the writer; may be left out", maxLength=form.NOTES_MAX)
    email: str = asked("Where the order's link is sent", format="email", minLength=1)


class ArticleBody(LinkBody):
    """An order for a new article."""

    model_config = ConfigDict(
        json_schema_extra={
            "required": ["siteId", "topic", "keyword", "targetUrl", "anchorText", "email"],
            "example": ARTICLE_ORDER,
        }
    )

    product: Literal["article"] = Field(default="article", description="A new article")
    siteId: str = asked("Id of a site of GET /api/v1/catalogue/sites", minLength=1, maxLength=64)
    topic: str = asked("What it is about", minLength=5, maxLength=form.TOPIC_MAX)
    niche: str = asked("The field it belongs to; may be left out", maxLength=form.NICHE_MAX)


class BacklinkBody(LinkBody):
    """An order for a link in a published article."""

    model_config = ConfigDict(
        json_schema_extra={
            "required": ["product", "articleId", "keyword", "targetUrl", "anchorText", "email"],
            "example": BACKLINK_ORDER,
        }
    )

    product: Literal["backlink"] = Field(description="A link in a published article")
    articleId: str = asked("Id of an article of GET /api/v1/catalogue/articles", minLength=1, maxLength=64)


def _product(body: Any) -> str:
    given = body.get("product", "article") if isinstance(body, dict) else getattr(body, "product", "article")
    return given if isinstance(given, str) else "article"


CheckoutBody = Annotated[
    Annotated[ArticleBody, Tag("article")] | Annotated[BacklinkBody, Tag("backlink")], Discriminator(_product)
]
"""By ``product``; an article when it is not said."""


class CancelBody(Body):
    """The order that is given up."""

    model_config = ConfigDict(json_schema_extra={"required": ["orderId"], "example": {"orderId": EXAMPLE_ORDER_ID}})

    orderId: str = asked("The order's id", minLength=1)


class RevisionBody(Body):
    """A wish for changes."""

    model_config = ConfigDict(
        json_schema_extra={
            "required": ["orderId", "revisionNotes"],
            "example": {"orderId": EXAMPLE_ORDER_ID, "revisionNotes": "Please add a paragraph on rye flour."},
        }
    )

    orderId: str = asked("The order's id", minLength=1)
    revisionNotes: str = asked("What to change", minLength=revision.NOTES_MIN, maxLength=revision.NOTES_MAX)


class SubmitBody(Body):
    """The version that goes to the editor."""

    model_config = ConfigDict(
        json_schema_extra={
            "required": ["orderId", "versionId"],
            "example": {"orderId": EXAMPLE_ORDER_ID, "versionId": EXAMPLE_VERSION_ID},
        }
    )

    orderId: str = asked("The order's id", minLength=1)
    versionId: str = asked("One of the order's versions", minLength=1)
