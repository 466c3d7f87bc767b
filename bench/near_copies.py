"""Finding near copies among 10,000 published articles: ``python -m bench.near_copies``. Starts a PostgreSQL of its own.

Each article has 800 words of its own. Measured are the signatures of all of them, made when the first draft is
checked, and the search after that, for a new text and for a copy. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import time

import sqlalchemy as sa

REPEATS = 20
WORDS = 800
LIMIT_MS_P50 = 5000
"""A job that writes takes minutes; this is its share even on a machine that is busy with other things."""
TEXTS = """
    UPDATE article SET content = (
        SELECT string_agg('w' || floor(random() * 5000)::int, ' ')
        FROM generate_series(1, :words + length(article.id) * 0)
    ) || '.'
"""


def main() -> int:
    """Print the times; 1 when the search is slower than the limit."""
    options = argparse.ArgumentParser(description="Near copies, measured.")
    options.add_argument("--articles", type=int, default=10_000)
    articles = options.parse_args().articles
    with tempfile.TemporaryDirectory(prefix="blog-order-bench-") as folder:
        os.environ |= {"APP_ENV": "test", "ENV_FILE": os.devnull, "DATA_DIR": folder, "LOG_LEVEL": "error"}
        return _measure(articles)


def _measure(articles: int) -> int:
    from bench.catalogue import FILL
    from blog_order.database import engine, transaction
    from blog_order.embedded.programs import POSTGRES
    from blog_order.embedded.stack import Stack
    from blog_order.orders.products.article.near_copies import near_texts
    from blog_order.settings import get_settings

    stack = Stack(get_settings())
    stack.start([POSTGRES])
    try:
        get_settings().__dict__.pop("embedded", None)
        with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            values = {"sites": 40, "articles": articles}
            for statement in FILL[:2]:
                wanted = {name: value for name, value in values.items() if f":{name}" in statement}
                connection.execute(sa.text(statement), wanted)
            connection.execute(sa.text(TEXTS), {"words": WORDS})
        new = " ".join(f"n{random.Random(1).randrange(5000)}" for _ in range(WORDS))
        begun = time.perf_counter()
        near_texts(new)
        signing = time.perf_counter() - begun
        with transaction() as session:
            copied = session.execute(sa.text("SELECT content FROM article ORDER BY id LIMIT 1")).scalar_one()
        rows = {"a new text": _times(near_texts, new), "a copy": _times(near_texts, copied)}
        assert near_texts(copied)[0] == copied
    finally:
        stack.stop()
    each = 1000 * signing / articles
    print(f"{articles:,} articles of {WORDS} words: all signed in {signing:.1f} s, {each:.2f} ms each")
    print(f"{'search for':14} {'p50 ms':>8} {'most ms':>8}")
    for name, times in rows.items():
        print(f"{name:14} {statistics.median(times):8.1f} {max(times):8.1f}")
    slowest = max(statistics.median(times) for times in rows.values())
    ours = {"sign_ms_each": round(each, 2), "search_ms_p50": round(slowest, 1)}
    print(json.dumps({"bench": "near_copies", "ours": ours, "peers": {}, "articles": articles}))
    return 0 if slowest < LIMIT_MS_P50 else 1


def _times(search: object, text: str) -> list[float]:
    taken = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        search(text)  # type: ignore[operator]
        taken.append(1000 * (time.perf_counter() - begun))
    return taken


if __name__ == "__main__":
    sys.exit(main())
