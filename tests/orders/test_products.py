"""The registry of products: complete, and the only place that tells products apart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from blog_order.models import Product
from blog_order.orders import products


def test_every_product_has_a_spec_of_its_own() -> None:
    """Given the enum, then each member is found under its own name, with kinds of job that no other product uses."""
    assert [products.of(each).product for each in Product] == list(Product)
    kinds = products.content_kinds()
    assert len(kinds) == len(set(kinds)) == 2 * len(Product)


@pytest.mark.parametrize("left_out", [each.name for each in Product])
def test_a_product_without_an_entry_stops_the_import(left_out: str) -> None:
    """Given a registry that lacks one product, then importing it fails and names the product."""
    path = Path(products.__file__)
    source = path.read_text()
    entries = ", ".join(each.name for each in Product if each.name != left_out)
    shorter = source.replace("SOLD = (ARTICLE, BACKLINK)", f"SOLD = ({entries},)")
    assert shorter != source

    with pytest.raises(ImportError, match=f"No spec in orders/products for: {Product[left_out].value}"):
        exec(compile(shorter, path, "exec"), {})


def test_two_products_cannot_share_a_name() -> None:
    """Given a name that is taken, then a second spec under it is refused and the first one stays."""
    article = products.of(Product.ARTICLE)
    with pytest.raises(ValueError, match="registered twice"):
        products.register(replace(article, first_job="another"))
    assert products.of(Product.ARTICLE) is article
