"""How a product is ordered: the fields of its form and of its API body, and what they make of an order."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from pydantic import JsonValue

from blog_order.content.checks.topics import find_topic
from blog_order.database import Work
from blog_order.errors import Invalid
from blog_order.models import Site
from blog_order.orders.form import Check, check_all
from blog_order.orders.products.request_body import LinkBody


class Request(Protocol):
    """A dataclass of cleaned fields. Their names are columns of the order; the API has the same in camelCase."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


R = TypeVar("R", bound=Request)


@dataclass(frozen=True)
class Quote:
    """What a request becomes at this moment: the site that gets the money, and the rest of the order's columns."""

    site: Site
    title: str
    """The line on Stripe's page."""
    columns: Mapping[str, Any] = field(default_factory=dict)
    """Columns that the request does not have itself."""
    may_change: frozenset[str] = frozenset()
    """Columns that may differ when the same request comes again: what was ordered is kept."""


@dataclass(frozen=True)
class OrderForm(Generic[R]):
    """One product's form. The API takes ``body``, the page its own fields; both are checked by ``checks``."""

    request: Callable[..., R]
    """Makes the request of the cleaned fields."""
    checks: Mapping[str, Check]
    """By API name, all fields."""
    quote: Callable[[Work, R], Quote]
    """Looks up what the request names.

    Raises:
        Invalid: it is not for sale, or the site would not publish it.
    """
    path: Callable[[str, str], str]
    """The page to order again on, of a site's slug and a published article's; the second may be empty."""
    body: type[LinkBody]
    summary: str
    """What the body orders, for the API reference."""
    example: Mapping[str, JsonValue]
    """A valid body."""

    def validate(self, fields: Mapping[str, object]) -> R:
        """Check raw fields, by their API names; unknown ones are left out.

        Raises:
            Invalid: with one sentence for each field that is wrong.
        """
        return self.request(**{_snake(name): value for name, value in check_all(fields, self.checks).items()})


def refuse_banned_topics(site: Site, **fields: str) -> None:
    """Refuse before the payment what could never be published: these words have to stand in the text.

    Args:
        site: that would publish it.
        fields: texts by the API name of their field.

    Raises:
        Invalid: with one sentence for each field that has a banned topic.
    """
    problems = {
        name: f"{site.name} does not publish about {topic}. Choose other words, or another site."
        for name, text in fields.items()
        for topic in site.banned_topics
        if find_topic(topic, text) is not None
    }
    if problems:
        raise Invalid("Some fields need your attention.", fields=problems)


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
