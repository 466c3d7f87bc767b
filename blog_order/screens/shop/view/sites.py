"""The sites for sale, as pages show them. Blocks: call it in a thread."""

from __future__ import annotations

from dataclasses import dataclass, field

from blog_order.blog.addresses import absolute, site_path
from blog_order.catalogue.sites import SiteOffer, list_sites
from blog_order.errors import NotFound
from blog_order.money import format_money
from blog_order.orders.addresses import order_form_path, site_page_path
from blog_order.orders.products.article import ARTICLE
from blog_order.orders.products.backlink import BACKLINK
from blog_order.screens.shop.view.words import language_name


@dataclass(frozen=True)
class SiteCard:
    """A site with its price in words."""

    id: str = ""
    slug: str = ""
    name: str = ""
    tagline: str = ""
    topic: str = ""
    audience: str = ""
    language: str = ""
    languages: list[str] = field(default_factory=list)
    """Codes, of its articles."""
    domain_rating: int = 0
    articles: str = ""
    price: str = ""
    """Of an article."""
    link_price: str = ""
    """Of a link in a published article."""
    path: str = ""
    form_path: str = ""
    blog_url: str = ""


def read_site_cards() -> list[SiteCard]:
    """All sites that take orders.

    Raises:
        Unavailable: the database does not answer.
    """
    return [_card(site) for site in list_sites()]


def read_site_card(slug: str) -> SiteCard:
    """One of them, by the slug in an address.

    Raises:
        NotFound: no site of this name takes orders.
        Unavailable: the database does not answer.
    """
    for site in list_sites():
        if site.slug == slug:
            return _card(site)
    raise NotFound("We do not know this site, or it takes no orders any more.")


def _card(site: SiteOffer) -> SiteCard:
    return SiteCard(
        id=site.id,
        slug=site.slug,
        name=site.name,
        tagline=site.tagline,
        topic=site.topic,
        audience=site.audience,
        language=language_name(site.language),
        languages=list(site.article_languages),
        domain_rating=site.domain_rating,
        articles="1 article" if site.article_count == 1 else f"{site.article_count} articles",
        price=format_money(ARTICLE.price(site), site.currency),
        link_price=format_money(BACKLINK.price(site), site.currency),
        path=site_page_path(site.slug),
        form_path=order_form_path(site.slug),
        blog_url=absolute(site_path(site.slug)),
    )
