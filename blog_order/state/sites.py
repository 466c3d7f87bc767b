"""The sites for sale, as pages show them. Blocks: call it in a thread."""

from __future__ import annotations

from dataclasses import dataclass

from blog_order.models import Product
from blog_order.money import format_money
from blog_order.orders.catalogue import SiteView, list_sites
from blog_order.state.paths import order_form_path


@dataclass(frozen=True)
class SiteCard:
    """A site with its price in words."""

    id: str = ""
    slug: str = ""
    name: str = ""
    tagline: str = ""
    topic: str = ""
    audience: str = ""
    domain_rating: int = 0
    articles: str = ""
    price: str = ""
    form_path: str = ""


def read_sites() -> list[SiteCard]:
    """All sites that take orders.

    Raises:
        Unavailable: the database does not answer.
    """
    return [_card(site) for site in list_sites()]


def _card(site: SiteView) -> SiteCard:
    return SiteCard(
        id=site.id,
        slug=site.slug,
        name=site.name,
        tagline=site.tagline,
        topic=site.topic,
        audience=site.audience,
        domain_rating=site.domain_rating,
        articles="1 article" if site.article_count == 1 else f"{site.article_count} articles",
        price=format_money(*site.prices[Product.ARTICLE]),
        form_path=order_form_path(site.slug),
    )
