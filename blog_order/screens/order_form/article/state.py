"""The state of the form that orders an article on a site; ``order_entry`` has what all forms share."""

from __future__ import annotations

import reflex as rx

from blog_order.errors import NotFound, Problem
from blog_order.logs import get_logger
from blog_order.orders.products.article import ARTICLE
from blog_order.orders.products.article.ordering import ArticleRequest
from blog_order.orders.products.spec import ProductSpec
from blog_order.screens.frame.paths import last_part
from blog_order.screens.live.threads import read_in_thread
from blog_order.screens.order_form.state import FormPhase, OrderEntry
from blog_order.screens.shop.catalogue_page import Reading
from blog_order.screens.shop.view.sites import SiteCard, read_site

log = get_logger(__name__)

FIELDS = ("topic", "keyword", "niche", "targetUrl", "anchorText", "notes", "email")
"""API names of the fields, in the order of the form."""


class OrderFormState(OrderEntry, rx.State):
    """What the form's page shows."""

    site: SiteCard = SiteCard()
    values: dict[str, str] = dict.fromkeys(FIELDS, "")
    problems: dict[str, str] = dict.fromkeys(FIELDS, "")

    @staticmethod
    async def _find(path: str) -> tuple[SiteCard, str]:
        return await find_site(last_part(path))

    def _take(self, subject: SiteCard, _reading: Reading) -> bool:
        changed = self.site != subject
        if changed:
            self.site = subject
        return changed

    @staticmethod
    def _product() -> ProductSpec[ArticleRequest]:
        return ARTICLE

    def _named(self) -> dict[str, str]:
        return {"siteId": self.site.id}


async def find_site(slug: str) -> tuple[SiteCard, str]:
    """The site of this slug, and what its form's page can show."""
    try:
        return await read_in_thread(read_site, slug), FormPhase.FORM
    except NotFound:
        return SiteCard(slug=slug), FormPhase.UNKNOWN
    except Problem as error:
        log.warning("order_form.no_site", error=repr(error))
        return SiteCard(slug=slug), FormPhase.UNAVAILABLE


assert set(FIELDS) | {"siteId"} == set(ARTICLE.form.checks), "the form has the fields that the rules know"
