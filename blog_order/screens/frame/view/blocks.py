"""HTML of an article in blocks, so that a page that changes touches only the blocks that did."""

from __future__ import annotations

import functools
import re

from blog_order.content.markdown import render_article
from blog_order.content.streaming import render_blocks

_TAG = re.compile(r"<[^>]*>|\s+")


@functools.lru_cache(maxsize=64)
def version_blocks(markdown: str, target_url: str, rel: str) -> tuple[str, ...]:
    """HTML of a version in blocks; in one piece where blocks by themselves read differently from the whole.

    That is so for a link whose address is defined further down: the whole knows it, the block before does not.
    """
    whole = render_article(markdown, paid_url=target_url, paid_rel=rel, mark_paid=True)
    blocks = tuple(render_blocks(markdown, paid_url=target_url, mark_paid=True))
    return blocks if _gist("".join(blocks)) == _gist(whole) else (whole,)


def _gist(html: str) -> tuple[str, int]:
    """What two renderings of one text must have in common: the words, and the number of links."""
    return _TAG.sub("", html), html.count("<a ")
