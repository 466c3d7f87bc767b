"""What a product must say of itself; each is a folder beside this file, and the package itself is the registry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol

from blog_order.database import Work
from blog_order.models import Decision, Order, Product, Revision
from blog_order.orders.products.assignment import Assignment
from blog_order.orders.products.drafting import WriteDraft
from blog_order.orders.products.editing import Editing
from blog_order.orders.products.order_form import OrderForm, R
from blog_order.orders.products.stock import Stock
from blog_order.orders.products.words import ProductWords
from blog_order.publishing.place import Page


class PriceList(Protocol):
    """A site's prices, in minor units of ``currency``: the site's own row, or a view of it."""

    @property
    def article_price(self) -> int:
        """Of a new article."""

    @property
    def backlink_price(self) -> int:
        """Of a link in a published article."""

    @property
    def currency(self) -> str:
        """Lower-case ISO 4217 code."""


@dataclass(frozen=True)
class ProductSpec(Generic[R]):
    """One product: everything that the rest of the code asks instead of comparing ``order.product``."""

    product: Product
    """Its name in the database and in the API."""
    first_job: str
    """The kind of job that makes an order's first version; the kind has its queue."""
    revision_job: str
    """The kind of job that makes a version from the customer's notes."""
    form: OrderForm[R]
    """How it is ordered, on the page and by the API."""
    price: Callable[[PriceList], int]
    """Minor units of the site's currency."""
    stock: Stock
    """What an order takes from the time its checkout opens."""
    assign: Callable[[Work, Order, Revision | None], Assignment]
    """What the writer has to do for an order, or for a revision of it. Raises Failure when it can no longer be done."""
    write_draft: WriteDraft
    """Writes a draft, and checks it."""
    expected_words: Callable[[Assignment], int]
    """About how long the written text will be, for the progress that customers see."""
    editing: Editing
    """What editors can change."""
    starts_from_published: bool
    """Every version starts from an article on the blog, so that is what customers compare it with."""
    put_in_record: Callable[[Work, Order, Decision], str]
    """Makes an approved version an edition of an article, once, and returns the article's id; its place then shows it.

    Raises Unplaceable when the published article has changed so much that the version must be written again.
    """
    take_from_record: Callable[[Work, Order], Page | None]
    """Undoes ``put_in_record`` for an order that is not published after all, and returns the page that it was for.

    None when there is nothing to undo, or what others have done with the article since must stay.
    """
    words: ProductWords
