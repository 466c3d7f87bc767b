"""Finds the lines that tell products apart: only ``orders/products`` may have any."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from blog_order.models import Product

SPECS = {each.name for each in Product}
"""A product's spec has the name of its member."""
VALUES = {each.value for each in Product}
CLASSES = ("ArticleBody", "BacklinkBody", "ArticleRequest", "BacklinkRequest")


def lines_that_compare(source: str) -> list[int]:
    """Lines that ask which product it is, in any of the ways that there are in Python."""
    return sorted({line for node in ast.walk(ast.parse(source)) for line in _lines(node)})


def _lines(node: ast.AST) -> Iterator[int]:
    match node:
        case ast.Attribute(value=ast.Name(id="Product")):
            yield node.lineno  # a member by its name: nobody but the products needs one
        case ast.Compare():
            sides = [node.left, *node.comparators]
            to_nothing = any(isinstance(each, ast.Constant) and each.value is None for each in sides)
            if any(_is_product(each) or (to_nothing and _is_article_id(each)) for each in sides):
                yield node.lineno
        case ast.Match(subject=subject) if _is_product(subject):
            yield subject.lineno
        case ast.Call(func=ast.Name(id="isinstance"), args=[_, kind]) if _is_product(kind):
            yield node.lineno
    if any(_is_article_id(each) for each in _truth_values(node)):
        yield node.lineno  # type: ignore[attr-defined]


def _truth_values(node: ast.AST) -> list[ast.expr]:
    """The expressions that are asked whether they are empty."""
    match node:
        case ast.If() | ast.IfExp() | ast.While():
            return [node.test]
        case ast.BoolOp():
            return node.values
        case ast.UnaryOp(op=ast.Not()):
            return [node.operand]
    return []


def _is_article_id(node: ast.expr) -> bool:
    """Whether it is the column that some products fill and others do not."""
    return isinstance(node, ast.Attribute) and node.attr == "article_id"


def _is_product(node: ast.expr) -> bool:
    """Whether it is a product, its value, its spec, or a class that only one product has."""
    match node:
        case ast.Attribute(attr=name):
            return name == "product"
        case ast.Name(id=name):
            return name == "product" or name in SPECS or name.endswith(CLASSES)
        case ast.Constant(value=value):
            return value in VALUES
    return False
