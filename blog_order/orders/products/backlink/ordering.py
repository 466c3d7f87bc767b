"""How a backlink is ordered: in which published article, to which address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import ConfigDict, Field, JsonValue

from blog_order.content.reading import links_to
from blog_order.database import Work
from blog_order.errors import Invalid
from blog_order.models import Article, Site
from blog_order.orders.addresses import backlink_form_path, site_page_path
from blog_order.orders.form import LINK_CHECKS, text_check
from blog_order.orders.products.order_form import OrderForm, Quote, refuse_banned_topics
from blog_order.orders.products.request_body import LinkBody, asked

EXAMPLE: dict[str, JsonValue] = {
    "product": "backlink",
    "articleId": "8a44d3a06f5e4c7d8d0a5b1f9d6e2c77",
    "targetUrl": "https://example.com/starter-kit",
    "anchorText": "starter kit",
    "keyword": "sourdough starter",
    "notes": "",
    "email": "ada@example.com",
}


@dataclass(frozen=True)
class BacklinkRequest:
    """A valid order for a link in a published article."""

    article_id: str
    target_url: str
    anchor_text: str
    keyword: str
    notes: str
    email: str


class BacklinkBody(LinkBody):
    """An order for a link in a published article."""

    model_config = ConfigDict(
        json_schema_extra={
            "required": ["product", "articleId", "keyword", "targetUrl", "anchorText", "email"],
            "example": EXAMPLE,
        }
    )

    product: Literal["backlink"] = Field(description="A link in a published article")
    articleId: str = asked("Id of an article of GET /api/v1/catalogue/articles", minLength=1, maxLength=64)


def quote(session: Work, request: BacklinkRequest) -> Quote:
    """The article that the request names, and its site.

    Raises:
        Invalid: the article is not known or not for sale, it links there already, or its site excludes the topic.
    """
    article = session.get(Article, request.article_id)
    site = session.get(Site, article.site_id) if article else None
    if article is None or site is None or not site.active:
        raise Invalid("Some fields need your attention.", fields={"articleId": "Choose an article we offer."})
    if links_to(article.content, request.target_url):
        raise Invalid(
            "Some fields need your attention.",
            fields={"targetUrl": "This article links to this address already. Choose another article or address."},
        )
    refuse_banned_topics(site, keyword=request.keyword, anchorText=request.anchor_text)
    columns = {"topic": article.title, "niche": ""}
    return Quote(site, f"Link in an article on {site.name}", columns, may_change=frozenset({"topic"}))


def form_path(site_slug: str, article_slug: str) -> str:
    """The form of the same article; the site's other articles when it is not on the blog any more."""
    return backlink_form_path(site_slug, article_slug) if article_slug else site_page_path(site_slug)


FORM = OrderForm(
    request=BacklinkRequest,
    checks={"articleId": text_check("article", 1, 64), **LINK_CHECKS},
    quote=quote,
    path=form_path,
    body=BacklinkBody,
    summary="A link in a published article",
    example=EXAMPLE,
)
