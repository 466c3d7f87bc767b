"""The form that places a link in a published article."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.frame.fields import field_group
from blog_order.screens.order_form.backlink.state import BacklinkFormState
from blog_order.screens.order_form.parts.entry import contact_fields, entry_form, keyword_field, link_fields


def backlink_entry() -> rx.Component:
    """What an order for a link in a published article needs."""
    form = BacklinkFormState
    return entry_form(
        form,
        field_group(
            "Your link", *link_fields(form), keyword_field(form, "What your link is about, in words people search for.")
        ),
        contact_fields(
            form,
            "Anything the writer should know: a place you have in mind, a tone, what to leave out.",
            "The link to your order goes there, and word when you can read it. Nobody else sees it.",
        ),
    )
