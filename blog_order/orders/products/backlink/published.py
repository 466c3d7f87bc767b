"""A published article as the writer and the checks read it."""

from __future__ import annotations

from blog_order.content.prompting.article import WrittenArticle
from blog_order.models import Article


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
