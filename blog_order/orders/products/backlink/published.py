"""A published article as the writer and the checks read it."""

from __future__ import annotations

from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.prompting.brief import Brief, Task
from blog_order.database import Work
from blog_order.models import Article, Order
from blog_order.orders.products.assignment import make_brief


def published_text(article: Article, body: str) -> WrittenArticle:
    """A published article with this Markdown as its text.

    Not validated: that would clean the text, and every byte outside the customer's passage must stay.
    """
    return WrittenArticle.model_construct(
        title=article.title,
        slug=article.slug,
        meta_description=article.description,
        tags=list(article.tags),
        not_followed=[],
        body=body,
    )


def make_backlink_brief(
    session: Work, order: Order, article: Article, task: Task = Task.BACKLINK, notes: tuple[str, ...] = ()
) -> Brief:
    """The order as the writer of a link sees it: in the language of the article, whatever the site's is."""
    return make_brief(session, order, task, notes, language=article.language)
