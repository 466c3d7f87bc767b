"""The article on an order page: the text while it is written, then the version, block by block.

Both come in the same blocks, so that a page that is being read when the last word arrives keeps its nodes: the text
that was being written becomes the article, and nothing moves under the reader.
"""

from __future__ import annotations

from blog_order.content.streaming import render_blocks
from blog_order.orders.addresses import version_file_path
from blog_order.orders.reading.files import FileForm
from blog_order.orders.reading.order_view import OrderView
from blog_order.orders.reading.versions import VersionView
from blog_order.orders.writing.live_draft import LiveDraft
from blog_order.screens.frame.view.blocks import version_blocks
from blog_order.screens.order.view.model import Text


def draft_text(draft: LiveDraft, target_url: str, version_num: int = 1) -> tuple[Text, list[str], str]:
    """What is shown of a growing text: title and caption, the finished blocks, and the last one."""
    title, body = split_title(draft.markdown)
    blocks = render_blocks(body, paid_url=target_url, mark_paid=True)
    name = f"Draft {draft.num}" if version_num == 1 else f"Version {version_num}"
    if version_num > 1 and draft.num > 1:
        name += f", draft {draft.num}"
    text = Text(title=title, being_written=True, caption=f"{name}, being written")
    return text, blocks[:-1], blocks[-1] if blocks else ""


def text_to_come(version_num: int) -> Text:
    """What stands in the place of a new version until its first words."""
    told = "Its text appears here as it is written. The versions before it stay as they are."
    return Text(caption=f"Version {version_num}", to_come=told)


def finished_text(order: OrderView, version: VersionView) -> tuple[Text, list[str], str]:
    """What is shown of a finished version."""
    own = "The article with your link" if version.placement else "Your article"
    caption = f"Version {version.num}" if order.version_count > 1 else own
    text = Text(
        title=version.title,
        meta_description=version.meta_description,
        caption=caption,
        markdown_path=version_file_path(order.id, version.num, FileForm.MARKDOWN),
        html_path=version_file_path(order.id, version.num, FileForm.HTML),
    )
    blocks = list(version_blocks(version.content, order.target_url, order.paid_link_rel))
    return text, blocks[:-1], blocks[-1] if blocks else ""


def split_title(markdown: str) -> tuple[str, str]:
    """The writer's text is ``# title``, an empty line, and the body."""
    if not markdown.startswith("# "):
        return "", markdown
    title, _, body = markdown.partition("\n")
    return title.removeprefix("# ").strip(), body.lstrip("\n")
