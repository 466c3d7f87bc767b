"""The OpenAPI description: of every route, in words, with examples that are what they say."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from fastapi.routing import APIRoute

import blog_order.api
from blog_order.api.app import make_api

APP = make_api()
DESCRIPTION: dict[str, Any] = APP.openapi()
OPERATIONS: dict[str, dict[str, Any]] = {
    f"{method.upper()} {path}": operation
    for path, operations in DESCRIPTION["paths"].items()
    for method, operation in operations.items()
}


def routes() -> Iterator[APIRoute]:
    """Those of every module of the API that has a router, but for what it keeps out of the description as a whole."""
    for found in pkgutil.iter_modules(blog_order.api.__path__, "blog_order.api."):
        router = getattr(importlib.import_module(found.name), "router", None)
        for route in router.routes if router else ():
            if isinstance(route, APIRoute) and router.include_in_schema:
                yield route


def examples(content: dict[str, Any]) -> list[Any]:
    """Those of one media type."""
    named = [each["value"] for each in content.get("examples", {}).values()]
    return named + ([content["example"]] if "example" in content else [])


def check(schema: dict[str, Any], value: object) -> None:
    """Fails unless the value is of the schema."""
    whole = schema | {"components": DESCRIPTION["components"]}
    assert [error.message for error in jsonschema_rs.Draft202012Validator(whole).iter_errors(value)] == []


def test_every_route_is_described() -> None:
    described = {f"{method} {route.path}" for route in routes() for method in route.methods or ()}
    assert described == set(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_says_what_it_does_takes_and_answers(name: str) -> None:
    operation = OPERATIONS[name]
    assert operation["description"]
    assert operation["tags"][0] in {tag["name"] for tag in DESCRIPTION["tags"]}
    for parameter in operation.get("parameters", []):
        assert parameter.get("description"), parameter["name"]
        assert parameter["schema"].get("examples"), parameter["name"]
        for example in parameter["schema"]["examples"]:
            check(parameter["schema"], example)
    for content in operation.get("requestBody", {}).get("content", {}).values():
        found = examples(content) or examples(DESCRIPTION["components"]["schemas"][content["schema"]["$ref"][21:]])
        assert found
        for example in found:
            check(content["schema"], example)
    for status, answer in operation["responses"].items():
        assert answer["description"] not in ("", "Successful Response"), status
        for media_type, content in answer.get("content", {}).items():
            assert examples(content), (status, media_type)
            for example in examples(content):
                check(content["schema"], example)
