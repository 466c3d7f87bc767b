"""Rows for the public blog."""

from __future__ import annotations

import uuid
from typing import Any


class Publisher:
    """Makes sites, articles and paid orders of its own, and takes them away afterwards."""

    def __init__(self) -> None:
        self._rows: list[Any] = []

    def site(self, **values: Any) -> Any:
        """A site with a slug that nobody else has."""
        from blog_order.models import Site

        slug = f"test-{uuid.uuid4().hex[:12]}"
        wanted = {"slug": slug, "name": "Test & Co", "topic": "Tests", "article_price": 100, "backlink_price": 50}
        return self._save(Site(**(wanted | values)))

    def article(self, site: Any, **values: Any) -> Any:
        """A published article of the site."""
        from blog_order.models import Article

        wanted = {"slug": f"a-{uuid.uuid4().hex[:12]}", "title": "A title", "content": "Some words."}
        return self._save(Article(site_id=site.id, **(wanted | values)))

    def order(self, site: Any, target_url: str, **values: Any) -> Any:
        """An order for a link; unpaid unless ``paid_at`` is given."""
        from blog_order.models import Order, Product

        wanted = {
            "product": Product.BACKLINK if values.get("article_id") else Product.ARTICLE,
            "email": "a@b.example",
            "anchor_text": "x",
            "amount": 1,
            "currency": "usd",
        }
        return self._save(Order(site_id=site.id, target_url=target_url, **(wanted | values)))

    def _save(self, row: Any) -> Any:
        from blog_order.database import transaction

        with transaction() as session:
            session.add(row)
        self._rows.append(row)
        return row

    def clear(self) -> None:
        """Take all away again, the newest first, as the foreign keys demand."""
        from blog_order.database import transaction

        for row in reversed(self._rows):
            with transaction() as session:
                session.delete(session.merge(row))
