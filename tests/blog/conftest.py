"""The public blog in this process, behind the real guard, on the seeded database."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.support.html import Page, parse
from tests.support.publisher import Publisher


@pytest.fixture(scope="session")
def blog(services: None) -> Iterator[TestClient]:
    """A client that follows no redirects."""
    from blog_order.api.blog import router
    from blog_order.api.responses import install_error_handlers
    from blog_order.api.security import GuardMiddleware
    from blog_order.settings import get_settings

    app = FastAPI()
    install_error_handlers(app)
    app.include_router(router)
    app.add_middleware(GuardMiddleware)
    with TestClient(app, base_url=get_settings().origin, follow_redirects=False) as client:
        yield client


@pytest.fixture
def read(blog: TestClient) -> Callable[[str], Page]:
    """Loads and parses a page that must be there."""

    def load(path: str) -> Page:
        answer = blog.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return parse(answer.text)

    return load


@pytest.fixture
def publisher(blog: TestClient) -> Iterator[Publisher]:
    """Sites, articles and orders for one test."""
    made = Publisher()
    yield made
    made.clear()
