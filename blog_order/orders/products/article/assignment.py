"""What the writer of an article is given: the order and its site, or the version to revise and the notes so far."""

from __future__ import annotations

from blog_order.content.prompting.brief import Brief, Task
from blog_order.database import Work
from blog_order.models import ArticleVersion, Order, Revision, Site
from blog_order.orders.products.article.own_links import own_links
from blog_order.orders.products.assignment import Assignment, make_brief, notes_so_far


def assign(session: Work, order: Order, revision: Revision | None) -> Assignment:
    """A new article, or a revision of the version that the customer's notes are about."""
    if revision is None:
        return Assignment(article_brief(session, order, Task.ARTICLE))
    base = session.get_one(ArticleVersion, revision.base_id)
    notes = notes_so_far(session, base, revision.notes)
    brief = article_brief(session, order, Task.ARTICLE_REVISION, notes, base_markdown=base.content)
    return Assignment(brief, base, revision.notes)


def article_brief(
    session: Work, order: Order, task: Task, notes: tuple[str, ...] = (), *, base_markdown: str = ""
) -> Brief:
    """The brief, with the site's own articles to link to; those that ``base_markdown`` links to stay among them."""
    links = own_links(session, session.get_one(Site, order.site_id), order, base_markdown)
    return make_brief(session, order, task, notes, links)
