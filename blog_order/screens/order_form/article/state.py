"""The state of the form that orders an article on a site; ``OrderEntry`` has what all forms share."""

from __future__ import annotations

import reflex as rx

from blog_order.orders.products.article import ARTICLE
from blog_order.orders.products.article.ordering import ArticleRequest
from blog_order.orders.products.spec import ProductSpec
from blog_order.screens.frame.paths import last_part
from blog_order.screens.order_form.state import OrderEntry
from blog_order.screens.shop.state import PageRead
from blog_order.screens.shop.view.sites import SiteCard, read_site_card

FIELDS = ("topic", "keyword", "niche", "targetUrl", "anchorText", "notes", "email")
"""API names of the fields, in the order of the form."""


class OrderFormState(OrderEntry, rx.State):
    """What the form's page shows."""

    site: SiteCard = SiteCard()
    values: dict[str, str] = dict.fromkeys(FIELDS, "")
    problems: dict[str, str] = dict.fromkeys(FIELDS, "")

    @staticmethod
    def _nothing(path: str) -> SiteCard:
        return SiteCard(slug=last_part(path))

    @staticmethod
    def _read_subject(path: str) -> SiteCard:
        return read_site_card(last_part(path))

    def _take(self, subject: SiteCard, _reading: PageRead) -> bool:
        changed = self.site != subject
        if changed:
            self.site = subject
        return changed

    @staticmethod
    def _product() -> ProductSpec[ArticleRequest]:
        return ARTICLE

    def _named(self) -> dict[str, str]:
        return {"siteId": self.site.id}


assert set(FIELDS) | {"siteId"} == set(ARTICLE.form.checks), "the form has the fields that the rules know"
