"""How an article is ordered: on which site, about what, with which link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import ConfigDict, Field, JsonValue

from blog_order.database import Work
from blog_order.errors import Invalid
from blog_order.models import Site
from blog_order.orders import form
from blog_order.orders.addresses import order_form_path
from blog_order.orders.form import LINK_CHECKS, text_check
from blog_order.orders.products.order_form import OrderForm, Quote, refuse_banned_topics
from blog_order.orders.products.request_body import LinkBody, asked

EXAMPLE: dict[str, JsonValue] = {
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


@dataclass(frozen=True)
class ArticleRequest:
    """A valid order for a new article."""

    site_id: str
    topic: str
    niche: str
    keyword: str
    target_url: str
    anchor_text: str
    notes: str
    email: str


class ArticleBody(LinkBody):
    """An order for a new article."""

    model_config = ConfigDict(
        json_schema_extra={
            "required": ["siteId", "topic", "keyword", "targetUrl", "anchorText", "email"],
            "example": EXAMPLE,
        }
    )

    product: Literal["article"] = Field(default="article", description="A new article")
    siteId: str = asked("Id of a site of GET /api/v1/catalogue/sites", minLength=1, maxLength=64)
    topic: str = asked("What it is about", minLength=5, maxLength=form.TOPIC_MAX)
    niche: str = asked("The field it belongs to; may be left out", maxLength=form.NICHE_MAX)


def quote(session: Work, request: ArticleRequest) -> Quote:
    """The site that the request names.

    Raises:
        Invalid: it is not known or not for sale, or excludes the topic.
    """
    site = session.get(Site, request.site_id)
    if site is None or not site.active:
        raise Invalid("Some fields need your attention.", fields={"siteId": "Choose one of the sites we offer."})
    refuse_banned_topics(site, topic=request.topic, keyword=request.keyword, anchorText=request.anchor_text)
    return Quote(site, f"Article on {site.name}")


FORM = OrderForm(
    request=ArticleRequest,
    checks={
        "siteId": text_check("site", 1, 64),
        "topic": text_check("topic", 5, form.TOPIC_MAX),
        "niche": text_check("niche", 0, form.NICHE_MAX),
        **LINK_CHECKS,
    },
    quote=quote,
    path=lambda site_slug, _article_slug: order_form_path(site_slug),
    body=ArticleBody,
    summary="A new article",
    example=EXAMPLE,
)
