"""What Blog Order sells: one folder per product, and the registry that finds it by an order's ``product``.

    products.of(order.product).first_job

Code outside this package never compares a product: it asks the spec. A product that is in the ``Product`` enum and
has no folder here stops the import, so that nothing treats it as another product in silence.
"""

from __future__ import annotations

from typing import Any

from blog_order.models import Product
from blog_order.orders.products.article import ARTICLE
from blog_order.orders.products.backlink import BACKLINK
from blog_order.orders.products.spec import ProductSpec

SOLD = (ARTICLE, BACKLINK)

_registry: dict[Product, ProductSpec[Any]] = {}


def register(spec: ProductSpec[Any]) -> None:
    """Make a product known.

    Raises:
        ValueError: another one has its name.
    """
    if _registry.setdefault(spec.product, spec) is not spec:
        raise ValueError(f"The product {spec.product.value} is registered twice.")


def of(product: Product) -> ProductSpec[Any]:
    """The spec of a product."""
    return _registry[product]


def all_products() -> tuple[ProductSpec[Any], ...]:
    """Every product, in the order in which they were registered."""
    return tuple(_registry.values())


def content_kinds() -> tuple[str, ...]:
    """The kinds of job that write text: what a customer sees as the work on the order."""
    return tuple(kind for spec in all_products() for kind in (spec.first_job, spec.revision_job))


for _spec in SOLD:
    register(_spec)
if _missing := [product.value for product in Product if product not in _registry]:
    raise LookupError(f"No product for {', '.join(_missing)}: add it to SOLD in {__name__}.")
