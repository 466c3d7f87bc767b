"""What the tests order."""

from __future__ import annotations

import itertools
from typing import Any

_count = itertools.count(1)


def article_fields(site_id: str, **changes: Any) -> dict[str, Any]:
    """A valid body for POST /api/v1/purchase/checkout; every call has its own e-mail address."""
    return {
        "product": "article",
        "siteId": site_id,
        "topic": "How small bakeries keep sourdough starters alive",
        "niche": "small bakeries",
        "keyword": "sourdough starter",
        "targetUrl": "https://example.com/starter-kit",
        "anchorText": "a simple starter kit",
        "notes": "Please mention rye flour.",
        "email": f"customer{next(_count)}@example.com",
    } | changes


def backlink_fields(article_id: str, **changes: Any) -> dict[str, Any]:
    """A valid body for a backlink; every call has its own e-mail address and target."""
    number = next(_count)
    return {
        "product": "backlink",
        "articleId": article_id,
        "targetUrl": f"https://example.com/page-{number}",
        "anchorText": "a simple starter kit",
        "keyword": "sourdough starter",
        "notes": "",
        "email": f"customer{number}@example.com",
    } | changes
