"""The registry of products: complete, and the only place that tells products apart."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from blog_order.mail.render import TEMPLATES
from blog_order.models import Product
from blog_order.orders import products
from blog_order.settings import PROJECT_ROOT
from tests.support.product_rule import lines_that_compare

OWN = Path(products.__file__).parent


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
    shorter = re.sub(r"SOLD = \(.*\)", f"SOLD = ({entries},)", source)
    assert shorter != source

    with pytest.raises(LookupError, match=f"No product for {Product[left_out].value}: add it"):
        exec(compile(shorter, path, "exec"), {"__name__": products.__name__})


def test_only_the_products_tell_products_apart() -> None:
    """Given the source, then outside orders/products nothing compares a product, and no template does."""
    found = [
        f"{path.relative_to(PROJECT_ROOT)}:{line}"
        for folder in ("blog_order", "jobs")
        for path in sorted((PROJECT_ROOT / folder).rglob("*.py"))
        if OWN not in path.parents
        for line in lines_that_compare(path.read_text())
    ]
    for path in TEMPLATES.iterdir():
        found += [f"{path.name}: {word}" for word in re.findall(r"is_article|is_backlink|product", path.read_text())]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "if order.product == Product.BACKLINK: pass",
        "if 'backlink' == order.product: pass",
        "x = order.product != other",
        "if order.product in (Product.ARTICLE,): pass",
        "match order.product:\n    case _: pass",
        "x = 1 if order.article_id is None else 2",
        "x = 1 if order.article_id else 2",
        "if not order.article_id: pass",
        "if spec is BACKLINK: pass",
        "x = {Product.ARTICLE: 1}[order.product]",
        "x = kind == 'article'",
        "if isinstance(body, BacklinkBody): pass",
        "if order.article_id and order.paid_at: pass",
    ],
)
def test_the_rule_sees_a_comparison(source: str) -> None:
    """Given one line that tells products apart, then the rule finds it."""
    assert lines_that_compare(source) == [1]


def test_two_products_cannot_share_a_name() -> None:
    """Given a name that is taken, then a second spec under it is refused and the first one stays."""
    article = products.of(Product.ARTICLE)
    with pytest.raises(ValueError, match="registered twice"):
        products.register(replace(article, first_job="another"))
    assert products.of(Product.ARTICLE) is article
