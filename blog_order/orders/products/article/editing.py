"""An editor edits an article: all of its text, which may link to any article of its own site."""

from __future__ import annotations

from functools import partial

from blog_order.content.checks.article import check_article
from blog_order.content.cleaning import clean_written_text
from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.prompting.brief import Brief, Task
from blog_order.content.slug import slug_for
from blog_order.database import Work
from blog_order.models import ArticleVersion, Order
from blog_order.orders.products.article.assignment import article_brief
from blog_order.orders.products.article.near_copies import near_texts
from blog_order.orders.products.editing import Base, Edited, EditedText, Editing, Judge, whole_text


def prepare(session: Work, order: Order, base: Base | None, text: EditedText) -> Judge:
    """Read the brief, and the slug that the text keeps while it fits the title."""
    slug = base.slug if isinstance(base, ArticleVersion) else str(base.article["slug"]) if base else ""
    body = clean_written_text(text.body)
    brief = article_brief(session, order, Task.ARTICLE_REVISION, base_markdown=body)
    return partial(judge, brief, slug, text)


def judge(brief: Brief, slug: str, text: EditedText) -> Edited:
    """Check a whole text."""
    article = WrittenArticle(
        title=text.title,
        slug="",
        meta_description=text.meta_description,
        tags=[tag for tag in text.tags if tag.strip()],
        not_followed=[],
        body=text.body,
    )
    article = article.model_copy(update={"slug": slug_for(article.title, slug)})
    return Edited(article, brief, check_article(article, brief, other_texts=near_texts(article.body)))


EDITING = Editing(passage_only=False, text_of=whole_text, prepare=prepare)
