"""The order form itself: what the article is about, the link, and where to write to."""

from __future__ import annotations

import reflex as rx

from blog_order.components.fields import text_field
from blog_order.orders import requests
from blog_order.state.order_form import OrderFormState


def order_entry() -> rx.Component:
    """All fields; sent as a whole to the review. The browser's own checks are off: ours say what to do."""
    return rx.el.form(
        _summary(),
        _group(
            "The article",
            text_field(
                "topic",
                "Topic",
                "What the article is about, as you would say it to a writer.",
                longest=requests.TOPIC_MAX,
                placeholder="How small bakeries keep sourdough starters alive",
            ),
            text_field(
                "keyword",
                "Keyword",
                "The words people search for.",
                longest=requests.KEYWORD_MAX,
                placeholder="sourdough starter",
            ),
            text_field(
                "niche",
                "Niche",
                "The corner of the subject that you are at home in.",
                longest=requests.NICHE_MAX,
                optional=True,
                placeholder="small bakeries",
            ),
        ),
        _group(
            "Your link",
            text_field(
                "targetUrl",
                "Target address",
                "The page that your link leads to, with https://.",
                input_mode="url",
                auto_complete="url",
                auto_capitalize="none",
                spell_check=False,
                placeholder="https://example.com/starter-kit",
            ),
            text_field(
                "anchorText",
                "Anchor text",
                "The words in the article that carry the link, exactly as they will stand there.",
                longest=requests.ANCHOR_MAX,
                placeholder="starter kit",
            ),
        ),
        _group(
            "For the writer, and for you",
            text_field(
                "notes",
                "Notes",
                "Anything the writer should know: a point to make, a tone, what to leave out.",
                longest=requests.NOTES_MAX,
                optional=True,
                lines=5,
            ),
            text_field(
                "email",
                "Your e-mail address",
                "The link to your order goes there, and word when the article is ready. Nobody else sees it.",
                type="email",
                auto_complete="email",
                placeholder="you@example.com",
            ),
        ),
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
        on_submit=OrderFormState.review,
        no_validate=True,
        class_name="order-form",
        custom_attrs={"data-testid": "order-form"},
    )


def _summary() -> rx.Component:
    return rx.el.div(
        rx.cond(
            OrderFormState.message != "",
            rx.el.p(
                rx.icon("circle-alert", size=18, aria_hidden="true"), OrderFormState.message, class_name="error-summary"
            ),
        ),
        role="alert",
        custom_attrs={"data-testid": "form-message"},
    )


def _group(title: str, *entries: rx.Component) -> rx.Component:
    return rx.el.fieldset(rx.el.legend(title), *entries, class_name="group")
