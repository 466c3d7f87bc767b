"""The order forms themselves: what is wanted, the link, and where to write to."""

from __future__ import annotations

import reflex as rx

from blog_order.orders import form as requests
from blog_order.screens.frame.fields import Form, contact_fields, field_group, link_fields, text_field
from blog_order.screens.frame.messages import alert_line
from blog_order.screens.order_form.article.state import OrderFormState
from blog_order.screens.order_form.backlink.state import BacklinkFormState


def article_entry() -> rx.Component:
    """What an order for an article needs."""
    form = OrderFormState
    return _order_form(
        form,
        field_group(
            "The article",
            text_field(
                form,
                "topic",
                "Topic",
                "What the article is about, as you would say it to a writer.",
                longest=requests.TOPIC_MAX,
                placeholder="How small bakeries keep sourdough starters alive",
            ),
            _keyword(form, "The words people search for."),
            text_field(
                form,
                "niche",
                "Niche",
                "The corner of the subject that you are at home in.",
                longest=requests.NICHE_MAX,
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


def backlink_entry() -> rx.Component:
    """What an order for a link in a published article needs."""
    form = BacklinkFormState
    return _order_form(
        form,
        field_group(
            "Your link", *link_fields(form), _keyword(form, "What your link is about, in words people search for.")
        ),
        contact_fields(
            form,
            "Anything the writer should know: a place you have in mind, a tone, what to leave out.",
            "The link to your order goes there, and word when you can read it. Nobody else sees it.",
        ),
    )


def _order_form(form: Form, *groups: rx.Component) -> rx.Component:
    """Sent as a whole to the review. The browser's own checks are off: ours say what to do."""
    return rx.el.form(
        alert_line(form.message, "form-message"),
        *groups,
        rx.el.div(
            rx.el.button(
                "Review your order",
                type="submit",
                class_name="button button-primary",
                custom_attrs={"data-testid": "to-review"},
            ),
            rx.el.p("You see everything once more before you pay.", class_name="small quiet"),
            class_name="form-end",
        ),
        on_submit=form.review,
        no_validate=True,
        class_name="order-form",
        custom_attrs={"data-testid": "order-form"},
    )


def _keyword(form: Form, help: str) -> rx.Component:
    return text_field(form, "keyword", "Keyword", help, longest=requests.KEYWORD_MAX, placeholder="sourdough starter")
