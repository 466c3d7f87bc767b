"""What is sent to the purchase API. Lengths and forms are checked by the same rules as the order forms."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import ConfigDict, Discriminator, Tag

from blog_order.orders import products
from blog_order.orders.products.article import ARTICLE
from blog_order.orders.products.request_body import Body, LinkBody, asked
from blog_order.orders.writing import revision

EXAMPLE_ORDER_ID = "c3c1b5a0e7d44f0f9a6f2d1b8e5a7c90"
EXAMPLE_VERSION_ID = "e0b7a9d2c4f84b6f8f2f5d3c1a9b7e55"
UNNAMED = ARTICLE.product.value
"""What is ordered when ``product`` is not given."""


def _product(body: Any) -> str:
    given = body.get("product", UNNAMED) if isinstance(body, dict) else getattr(body, "product", UNNAMED)
    return given if isinstance(given, str) else UNNAMED


if TYPE_CHECKING:

    class CheckoutBody(LinkBody):
        """One of the products' bodies."""

        product: str

else:
    CheckoutBody = Annotated[
        reduce(or_, [Annotated[each.form.body, Tag(each.product.value)] for each in products.all_products()]),
        Discriminator(_product),
    ]
    """The products' bodies, by ``product``; an article when it is not said."""


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
