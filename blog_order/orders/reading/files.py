"""A version as a file for its customer: Markdown as it is kept, or a page of HTML that needs nothing else."""

from __future__ import annotations

import enum
import html
from dataclasses import dataclass

from blog_order.content.markdown import render_article
from blog_order.content.slug import make_slug
from blog_order.orders.reading.order_view import read_order
from blog_order.orders.reading.versions import read_version


class FileForm(enum.StrEnum):
    """Forms of the file."""

    MARKDOWN = "markdown"
    HTML = "html"


TYPES = {FileForm.MARKDOWN: ("md", "text/markdown; charset=utf-8"), FileForm.HTML: ("html", "text/html; charset=utf-8")}

_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta name="description" content="{description}">
</head>
<body>
<article>
<h1>{title}</h1>
{body}</article>
</body>
</html>
"""


@dataclass(frozen=True)
class VersionFile:
    """A file to be saved under ``name``."""

    name: str
    media_type: str
    text: str


def version_file(order_id: str, num: int, form: FileForm) -> VersionFile:
    """One version of an order as a file, its links as the blog would publish them.

    Raises:
        NotFound: no such order, or it has no version of this number.
    """
    order, version = read_order(order_id), read_version(order_id, num)
    ending, media_type = TYPES[form]
    if form is FileForm.MARKDOWN:
        text = f"# {version.title}\n\n{version.content.strip()}\n"
    else:
        body = render_article(version.content, paid_url=order.target_url, paid_rel=order.paid_link_rel)
        known = {"title": version.title, "description": version.meta_description, "language": order.language}
        text = _PAGE.format(body=body, **{name: html.escape(value) for name, value in known.items()})
    return VersionFile(f"{make_slug(version.title)}-version-{num}.{ending}", media_type, text)
