"""A draft is compared with all published articles of all sites, by signatures that are kept with them."""

from __future__ import annotations

import random

import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.content.signatures import LOOKS_ALIKE, likeness, signature_of
from blog_order.database import transaction
from blog_order.models import Article, ArticleSignature
from blog_order.orders.products.article.near_copies import near_texts
from blog_order.seeding.read import read_articles


def text(seed: int, words: int = 400) -> str:
    chosen = random.Random(seed)
    return " ".join(f"w{chosen.randrange(4000)}" for _ in range(words)) + "."


def test_likeness_is_about_what_two_texts_share() -> None:
    one, other = text(1), text(2)
    assert likeness(signature_of(one), signature_of(one)) == 1.0
    assert likeness(signature_of(one), signature_of(other)) < LOOKS_ALIKE
    half = " ".join([*one.split()[:200], *other.split()[200:]])
    assert 0.2 < likeness(signature_of(one), signature_of(half)) < 0.47
    assert signature_of("two words") == b"" and likeness(b"", signature_of(one)) == 0.0


def test_a_copy_of_any_article_of_any_site_is_found() -> None:
    with transaction() as session:
        seeded = [article.slug for article in read_articles()]
        articles = list(session.exec(select(Article).where(col(Article.slug).in_(seeded))))
    for article in articles[::5]:
        changed = article.content.replace(" and ", " plus ")
        assert near_texts(changed)[0] == article.content
    assert near_texts(text(3)) == []
    assert near_texts("short") == []


def test_an_article_that_changed_gets_a_new_signature() -> None:
    with transaction() as session:
        article = session.exec(select(Article).order_by(col(Article.slug))).first()
        assert article is not None
        before = (article.content, article.edition)
    near_texts(before[0])
    try:
        new = text(4)
        with transaction() as session:
            row = session.get_one(Article, article.id)
            row.content, row.edition = new, before[1] + 1
        assert near_texts(new) == [new]
        with transaction() as session:
            kept = session.get_one(ArticleSignature, article.id)
            assert (kept.edition, kept.signature) == (before[1] + 1, signature_of(new))
    finally:
        with transaction() as session:
            row = session.get_one(Article, article.id)
            row.content, row.edition = before


def test_signatures_of_another_method_are_made_anew() -> None:
    near_texts(text(5))
    with transaction() as session:
        session.execute(sa.update(ArticleSignature).values(method="older", signature=b"\0" * 512))
        content = session.exec(select(Article.content)).first()
    assert content is not None
    assert near_texts(content)[0] == content
