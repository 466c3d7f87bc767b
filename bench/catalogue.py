"""The catalogue with 10,000 articles: ``python -m bench.catalogue``. Starts a PostgreSQL of its own and fills it.

Each question is asked many times through ``search_articles``, as the pages and the API ask it: one connection of the
pool, the page and its total. ``--plans`` prints PostgreSQL's plan of each statement too, ``--articles N`` takes
another number. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

REPEATS, WARM_UP = 60, 5
LIMIT_MS_P95 = 100
SITES = 40
FILL = (
    """
    INSERT INTO site (id, slug, name, tagline, topic, audience, tone, language, author, domain_rating, article_price,
        backlink_price, currency, paid_link_rel, paid_links_per_article, banned_topics, min_words, max_words,
        reading_grade_min, reading_grade_max, active, publishing_place, created_at)
    SELECT md5('site' || n), 'bench-' || n, 'Bench ' || n, '', 'topic', '', '', 'en', '', 20 + n, 15000 + n * 100,
        5000 + n % 7 * 1000, 'usd', 'sponsored', 1, '[]', 500, 1500, 5, 12, true, 'builtin', now()
    FROM generate_series(1, :sites) AS n
    """,
    """
    INSERT INTO article (id, site_id, slug, title, description, tags, author, language, content, paid_links, edition,
        publishing_place, public_url, place_reference, published_at, updated_at)
    SELECT md5('article' || n), md5('site' || 1 + n % :sites), 'article-' || n,
        initcap(w[1 + n % 40]) || ' and ' || w[1 + n / 40 % 40] || ' for ' || w[1 + n / 7 % 40] || ' number ' || n,
        'How ' || w[1 + n / 3 % 40] || ' helps with ' || w[1 + n / 11 % 40] || ', told by people who do it daily.',
        jsonb_build_array(w[1 + n % 40], w[1 + n / 5 % 40]), '', CASE n % 9 WHEN 0 THEN 'de' ELSE 'en' END,
        repeat('A paragraph of the article with some words in it. ', 100), 1 + n % 2, 1, 'builtin', '', '',
        now() - n * interval '37 minutes', now()
    FROM generate_series(1, :articles) AS n, (
        SELECT array_agg(left(md5('word' || i), 7)) || ARRAY['sourdough', 'starter', 'backup', 'contour', 'boots',
            'ledger', 'runbook', 'tent', 'oven', 'queue'] AS w FROM generate_series(1, 30) AS i
    ) AS words
    """,
    """
    INSERT INTO "order" (id, number, status, payment_state, product, site_id, article_id, topic, niche, keyword,
        target_url, anchor_text, notes, email, amount, currency, failure_reason, editor_note, created_at)
    SELECT md5('order' || a.id), 500000 + n, 'COMPLETED', 'paid', 'backlink', a.site_id, a.id, '', '', '', '', '', '',
        'bench' || n || '@example.com', 100, 'usd', '', '', now()
    FROM (SELECT id, site_id, row_number() OVER (ORDER BY id) AS n FROM article) AS a WHERE a.n % 2 = 0
    """,
    """
    INSERT INTO slot_claim (id, article_id, num, order_id, email, state, created_at, ended_why)
    SELECT md5(id || 'claim'), article_id, 1, id, email, 'sold', now(), '' FROM "order" WHERE article_id IS NOT NULL
    """,
    "VACUUM ANALYZE",
)
"""Half of the articles have a claim; those that take two links are free all the same."""


def main() -> int:
    """Print a row a question; 1 when one is slower than the limit."""
    options = argparse.ArgumentParser(description="The catalogue, measured.")
    options.add_argument("--articles", type=int, default=10_000)
    options.add_argument("--plans", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="blog-order-bench-") as folder:
        os.environ |= {"APP_ENV": "test", "ENV_FILE": os.devnull, "DATA_DIR": folder, "LOG_LEVEL": "error"}
        return _measure_all(chosen.articles, chosen.plans)


def _measure_all(articles: int, plans: bool) -> int:
    from blog_order.embedded.programs import POSTGRES
    from blog_order.embedded.stack import Stack
    from blog_order.settings import get_settings

    stack = Stack(get_settings())
    stack.start([POSTGRES])
    try:
        get_settings().__dict__.pop("embedded", None)
        _fill(articles)
        rows = {name: _measure(ask) for name, ask in _questions(articles).items()}
        print(f"{articles:,} articles more, {SITES} sites more, {REPEATS} times each")
        print(f"{'question':34} {'p50 ms':>8} {'p95 ms':>8} {'most':>8}")
        for name, (p50, p95, most) in rows.items():
            print(f"{name:34} {p50:8.1f} {p95:8.1f} {most:8.1f}")
        if plans:
            _print_plans(_questions(articles))
    finally:
        stack.stop()
    slowest = max(p95 for _, p95, _ in rows.values())
    figures = {
        f"{name.replace(',', '').replace(' ', '_')}_ms_{part}": round(value, 2)
        for name, row in rows.items()
        for part, value in zip(("p50", "p95"), row[:2], strict=True)
    }
    result = {"bench": "catalogue", "ours": figures | {"slowest_ms_p95": round(slowest, 2)}, "peers": {}}
    print(json.dumps(result | {"articles": articles, "limit_ms_p95": LIMIT_MS_P95}))
    return 0 if slowest < LIMIT_MS_P95 else 1


def _fill(articles: int) -> None:
    from blog_order.database import engine

    with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in FILL:
            values = {"sites": SITES, "articles": articles}
            connection.execute(sa.text(statement), {name: values[name] for name in values if f":{name}" in statement})


def _questions(articles: int) -> dict[str, Callable[[], Any]]:
    """What visitors ask."""
    from blog_order.catalogue.search import (
        CatalogueQuery,
        Sort,
        count_free,
        find_article,
        search_articles,
        similar_articles,
    )

    def asking(**wanted: Any) -> Callable[[], Any]:
        return lambda: search_articles(CatalogueQuery(**wanted))

    deep = ""
    for _ in range(articles // 200):
        deep = search_articles(CatalogueQuery(limit=100, cursor=deep)).next_cursor
    shown = [item.id for item in search_articles(CatalogueQuery()).items]
    slug = f"article-{articles // 2}"
    half = find_article(f"bench-{1 + articles // 2 % SITES}", slug).item.id
    return {
        "newest": asking(),
        "newest, in the middle": asking(cursor=deep),
        "oldest": asking(sort=Sort.OLDEST),
        "search": asking(search="sourdough sta"),
        "search, one letter": asking(search="s"),
        "search, by title": asking(search="oven", sort=Sort.TITLE),
        "search, nothing found": asking(search="nothing like that"),
        "one site": asking(site="bench-7"),
        "available": asking(available=True),
        "available, one site, by rating": asking(available=True, site="bench-7", sort=Sort.RATING),
        "taken": asking(available=False),
        "by title": asking(sort=Sort.TITLE),
        "by price": asking(sort=Sort.PRICE),
        "by rating, one language": asking(sort=Sort.RATING, language="de"),
        "one article": lambda: find_article(f"bench-{1 + articles // 2 % SITES}", slug),
        "similar ones": lambda: similar_articles(half),
        "what is free of a page": lambda: count_free(shown),
    }


def _measure(ask: Callable[[], Any]) -> tuple[float, float, float]:
    """p50, p95 and the most, in milliseconds."""
    taken = []
    for _ in range(WARM_UP + REPEATS):
        begun = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - begun) * 1000)
    taken = taken[WARM_UP:]
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1], max(taken)


def _print_plans(questions: dict[str, Callable[[], Any]]) -> None:
    """Each statement of each question, explained."""
    from blog_order.database import engine

    def explain(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if statement.startswith("SELECT"):
            with connection.connection.cursor() as explaining:
                explaining.execute(f"EXPLAIN (ANALYZE, BUFFERS) {statement}", parameters)
                print("\n".join(f"    {line}" for (line,) in explaining.fetchall()), "\n")

    sa.event.listen(engine(), "before_cursor_execute", explain)
    for name, ask in questions.items():
        print(f"-- {name}")
        ask()


if __name__ == "__main__":
    sys.exit(main())
