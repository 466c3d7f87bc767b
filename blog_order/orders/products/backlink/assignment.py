"""What the writer of a backlink is given: the published article, and what the customer has wished for so far."""

from __future__ import annotations

from blog_order.content.prompting.brief import Task
from blog_order.content.reading import links_to
from blog_order.database import Work
from blog_order.errors import Failure
from blog_order.models import Article, ArticleVersion, Order, Revision
from blog_order.orders.products.assignment import Assignment, notes_so_far
from blog_order.orders.products.backlink.published import make_backlink_brief, published_text
from blog_order.orders.versions import newest_version


def assign(session: Work, order: Order, revision: Revision | None) -> Assignment:
    """A backlink starts from the published article each time, whatever versions there were."""
    article = session.get(Article, order.article_id)
    if article is None:
        raise Failure("The article is no longer on the blog, so your link has no place in it.", retryable=False)
    if links_to(article.content, order.target_url):
        raise Failure(
            "The article has come to link to your address already, so a second link would help nobody.",
            retryable=False,
        )
    published = published_text(article, article.content)
    base = _base(session, order, revision)
    notes = notes_so_far(session, base, revision.notes if revision else "") if base else ()
    brief = make_backlink_brief(session, order, article, Task.BACKLINK_REVISION if notes else Task.BACKLINK, notes)
    if base is None or not notes:
        return Assignment(brief, published=published, edition=article.edition)
    # The passage may have left the article since; then the notes are worked in at another place.
    placement = base.placement if base.placement.get("passage", "") in article.content else {}
    brief = brief.model_copy(
        update={
            "previous_passage": placement.get("passage", ""),
            "previous_replacement": placement.get("replacement", ""),
        }
    )
    return Assignment(brief, base if revision else None, revision.notes if revision else "", published, article.edition)


def _base(session: Work, order: Order, revision: Revision | None) -> ArticleVersion | None:
    """The version that the customer's wishes are about; the latest where the article has changed since."""
    if revision is not None:
        return session.get_one(ArticleVersion, revision.base_id)
    return newest_version(session, order.id)
