"""The state of the form that places a link in a published article; ``OrderEntry`` has what all forms share."""

from __future__ import annotations

from collections.abc import Iterable

import reflex as rx

from blog_order.orders.products.backlink import BACKLINK
from blog_order.orders.products.backlink.ordering import BacklinkRequest
from blog_order.orders.products.spec import ProductSpec
from blog_order.screens.frame.paths import last_parts
from blog_order.screens.order_form.backlink.view.reading import LinkOffer, read_offer
from blog_order.screens.order_form.state import OrderEntry
from blog_order.screens.shop.state import LiveArticles, PageRead
from blog_order.screens.shop.view.cards import ArticleCard

BACKLINK_FIELDS = ("targetUrl", "anchorText", "keyword", "notes", "email")
"""API names of the fields, in the order of the form."""


class BacklinkFormState(LiveArticles, OrderEntry, rx.State):
    """What the form's page shows. Whether a place is free is said, but decided when the payment page is opened: the one
    who has it may be this very customer, back from Stripe.
    """

    article: ArticleCard = ArticleCard()
    similar: list[ArticleCard] = []
    values: dict[str, str] = dict.fromkeys(BACKLINK_FIELDS, "")
    problems: dict[str, str] = dict.fromkeys(BACKLINK_FIELDS, "")

    @staticmethod
    def _nothing(path: str) -> LinkOffer:
        return ArticleCard(), []

    @staticmethod
    def _read_subject(path: str) -> LinkOffer:
        return read_offer(last_parts(path))

    def _take(self, subject: LinkOffer, reading: PageRead) -> bool:
        before = (self.article.id, self.article.price)
        self._show_now(subject)
        if self.article.id:
            self._keep_current(reading, last_parts(reading.path))
        return before != (self.article.id, self.article.price)

    @staticmethod
    def _product() -> ProductSpec[BacklinkRequest]:
        return BACKLINK

    def _named(self) -> dict[str, str]:
        return {"articleId": self.article.id}

    @staticmethod
    def _read_now(slugs: tuple[str, str]) -> LinkOffer:
        return read_offer(slugs)

    def _show_now(self, found: LinkOffer) -> None:
        article, similar = found
        if self.article != article:
            self.article = article
        if self.similar != similar:
            self.similar = similar

    def _article_ids(self) -> Iterable[str]:
        return (card.id for card in (self.article, *self.similar))


assert {*BACKLINK_FIELDS, "articleId"} == set(BACKLINK.form.checks), "the form has the fields that the rules know"
