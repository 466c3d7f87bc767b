"""The dialect of all articles: CommonMark with tables, strikethrough, notes, definition lists and task lists.

That is what GitHub's renderer knows, and what bloggers' Markdown holds. Bare addresses stay text.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from blog_order.content.highlighting import highlight


def make_parser() -> MarkdownIt:
    """Return a parser and renderer of the dialect. It lets HTML through: what it renders must be cleaned."""
    parser = MarkdownIt("commonmark", {"html": True, "linkify": False, "highlight": highlight})
    parser.enable(["table", "strikethrough"])
    return parser.use(footnote_plugin, inline=False).use(deflist_plugin).use(tasklists_plugin)
