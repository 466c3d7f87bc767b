"""The form that orders an article."""

from __future__ import annotations

import reflex as rx

from blog_order.orders import form as rules
from blog_order.screens.frame.fields import field_group
from blog_order.screens.order_form.article.state import OrderFormState
from blog_order.screens.order_form.parts.entry import (
    contact_fields,
    entry_field,
    entry_form,
    keyword_field,
    link_fields,
)


def article_entry() -> rx.Component:
    """What an order for an article needs."""
    form = OrderFormState
    return entry_form(
        form,
        field_group(
            "The article",
            entry_field(
                form,
                "topic",
                "Topic",
                "What the article is about, as you would say it to a writer.",
                longest=rules.TOPIC_MAX,
                placeholder="How small bakeries keep sourdough starters alive",
            ),
            keyword_field(form, "The words people search for."),
            entry_field(
                form,
                "niche",
                "Niche",
                "The corner of the subject that you are at home in.",
                longest=rules.NICHE_MAX,
                optional=True,
                placeholder="small bakeries",
            ),
        ),
        field_group("Your link", *link_fields(form)),
        contact_fields(
            form,
            "Anything the writer should know: a point to make, a tone, what to leave out.",
            "The link to your order goes there, and word when the article is ready. Nobody else sees it.",
        ),
    )
