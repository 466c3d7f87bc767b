"""Published articles with link slots."""

from __future__ import annotations

import uuid

from sqlmodel import col, select

from blog_order.catalogue.editions import add_article, lock_article, publish_backlink
from blog_order.database import transaction
from blog_order.models import Article, Site

SHORT = (
    "Rye starters like warm kitchens. They rise faster after a feed in the morning.\n\nA jar with a lid is enough.\n"
)

LONG = """Rye starters like warm kitchens and patient bakers who feed them well. They rise faster after a feed.\x20\x20
A jar with a lid is enough for the first week of the starter.

## What you need

- a jar, *any* jar
- rye flour and `water`

| Day | Feed |
|-----|------|
| 1   | none |

Bakers keep the jar where the kitchen stays warm through the night. See [our guide](/blog/crumb-and-co/x) for more.

> A starter is a pet that makes bread.

The last thing to say is that a starter forgives nearly every mistake you make with it.
"""


def make_article(paid_links: int = 1, content: str = SHORT) -> str:
    """A published article of the first site."""
    with transaction() as session:
        site = session.exec(select(Site).order_by(col(Site.name))).first()
        assert site is not None
        name = uuid.uuid4().hex
        article = Article(
            site_id=site.id,
            slug=f"rye-{name}",
            title=f"Rye starters {name[:6]}",
            content=content,
            language="en",
            paid_links=paid_links,
        )
        return add_article(session, article).id


def article_row(article: str) -> Article:
    """The article as the database has it."""
    with transaction() as session:
        return session.get_one(Article, article)


def edit(article: str, old: str, new: str) -> None:
    """The publisher changes the article itself."""
    with transaction() as session:
        row = lock_article(session, article)
        assert row.content.count(old) == 1
        publish_backlink(session, row, row.content.replace(old, new), made_by="blog", order_id=None)
