"""What the order forms share: the form that is sent to the review, and the fields that each of them has."""

from __future__ import annotations

from typing import Any

import reflex as rx

from blog_order.orders import form as rules
from blog_order.screens.frame.fields import field_group, form_field
from blog_order.screens.frame.messages import alert_line
from blog_order.screens.order_form.state import Form


def entry_form(form: Form, *groups: rx.Component) -> rx.Component:
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


def entry_field(form: Form, name: str, label: str, help: str, **props: Any) -> rx.Component:
    """A field of the form's state; ``name`` is its API name. The rest is as for ``form_field``."""
    return form_field(
        name,
        label,
        help,
        value=form.values[name],
        problem=form.problems[name],
        on_blur=form.check_field(name),
        **props,
    )


def link_fields(form: Form) -> tuple[rx.Component, rx.Component]:
    """Where the link leads, and the words that carry it."""
    return (
        entry_field(
            form,
            "targetUrl",
            "Target address",
            "The page that your link leads to, with https://.",
            input_mode="url",
            auto_complete="url",
            auto_capitalize="none",
            spell_check=False,
            placeholder="https://example.com/starter-kit",
        ),
        entry_field(
            form,
            "anchorText",
            "Anchor text",
            "The words in the article that carry the link, exactly as they will stand there.",
            longest=rules.ANCHOR_MAX,
            placeholder="starter kit",
        ),
    )


def keyword_field(form: Form, help: str) -> rx.Component:
    """What people search for."""
    return entry_field(form, "keyword", "Keyword", help, longest=rules.KEYWORD_MAX, placeholder="sourdough starter")


def contact_fields(form: Form, notes_help: str, email_help: str) -> rx.Component:
    """The last group: notes, and where to write to."""
    return field_group(
        "For the writer, and for you",
        entry_field(form, "notes", "Notes", notes_help, longest=rules.NOTES_MAX, optional=True, lines=5),
        entry_field(
            form,
            "email",
            "Your e-mail address",
            email_help,
            type="email",
            auto_complete="email",
            placeholder="you@example.com",
        ),
    )
