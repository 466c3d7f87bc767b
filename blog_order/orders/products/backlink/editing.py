"""An editor edits a backlink: the passage of the published article, and what stands there instead.

The rest of the article stays as it is, and the link comes out exactly as it was ordered.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from blog_order.content.checks.backlink import check_backlink
from blog_order.content.cleaning import clean_written_text
from blog_order.content.placement import ProposedPlacement, Unplaceable, place_link
from blog_order.content.prompting.brief import Brief
from blog_order.database import Work
from blog_order.models import Article, Order
from blog_order.orders.products.backlink.published import make_backlink_brief, published_text
from blog_order.orders.products.backlink.writing import unplaced_report
from blog_order.orders.products.editing import Base, Edited, EditedText, Editing, Judge, whole_text


def text_of(base: Base) -> EditedText:
    """The passage and its replacement, with what the article has around them."""
    placement = base.placement
    return replace(whole_text(base), body=placement.get("replacement", ""), passage=placement.get("passage", ""))


def prepare(session: Work, order: Order, _base: Base | None, text: EditedText) -> Judge:
    """Read the published article as it is now."""
    article = session.get_one(Article, order.article_id)
    return partial(judge, article, make_backlink_brief(session, order, article), text)


def judge(published: Article, brief: Brief, text: EditedText) -> Edited:
    """Check the article with the passage replaced."""
    proposed = ProposedPlacement(
        passage=clean_written_text(text.passage), not_followed=[], replacement=clean_written_text(text.body)
    )
    try:
        placed = place_link(published.content, proposed, brief)
    except Unplaceable as error:
        return Edited(None, brief, unplaced_report(str(error)))
    article = published_text(published, placed.markdown)
    report = check_backlink(article, brief, base_markdown=published.content, placement=placed.placement)
    return Edited(article, brief, report, placed.placement.model_dump(), published.edition)


EDITING = Editing(passage_only=True, text_of=text_of, prepare=prepare)
