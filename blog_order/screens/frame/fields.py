"""A field of an order form: label, help, counter, and what is wrong with it, tied together for screen readers."""

from __future__ import annotations

import reflex as rx

from blog_order.orders import form as requests
from blog_order.screens.order_form.state import OrderEntry

Form = type[OrderEntry]
"""The state of the form's page."""


def text_field(
    form: Form,
    name: str,
    label: str,
    help: str,
    *,
    longest: int | None = None,
    optional: bool = False,
    lines: int = 1,
    **props,
) -> rx.Component:
    """One field. ``name`` is its API name and its id; ``longest`` shows a counter (assets/page.js counts).

    The input is the browser's own (uncontrolled): typing never waits for the server, and nothing overwrites it. What
    the server has kept of an earlier visit comes back as the default value.
    """
    problem = form.problems[name]
    shared = {
        "id": name,
        "name": name,
        "default_value": form.values[name],
        "on_blur": form.check_field(name),
        "class_name": "input",
        "aria_invalid": rx.cond(problem != "", "true", "false"),
        "aria_describedby": f"{name}-help {name}-problem",
        "required": not optional,
        **props,
    }
    entry = rx.el.textarea(rows=str(lines), **shared) if lines > 1 else rx.el.input(**shared)
    return rx.el.div(
        rx.el.div(
            rx.el.label(
                label, rx.el.span(" optional", class_name="quiet") if optional else rx.fragment(), html_for=name
            ),
            rx.el.span(
                class_name="counter", aria_hidden="true", custom_attrs={"data-count": name, "data-max": str(longest)}
            )
            if longest
            else rx.fragment(),
            class_name="label-line",
        ),
        rx.el.p(help, id=f"{name}-help", class_name="help"),
        entry,
        rx.el.p(
            rx.cond(problem != "", rx.fragment(rx.icon("circle-alert", size=15, aria_hidden="true"), problem)),
            id=f"{name}-problem",
            class_name="problem",
            aria_live="polite",
            custom_attrs={"data-testid": f"problem-{name}"},
        ),
        class_name="field",
        custom_attrs={"data-wrong": rx.cond(problem != "", "yes", "no")},
    )


def field_group(title: str, *entries: rx.Component) -> rx.Component:
    """Fields that belong together."""
    return rx.el.fieldset(rx.el.legend(title), *entries, class_name="group")


def link_fields(form: Form) -> tuple[rx.Component, rx.Component]:
    """Where the link leads, and the words that carry it."""
    return (
        text_field(
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
        text_field(
            form,
            "anchorText",
            "Anchor text",
            "The words in the article that carry the link, exactly as they will stand there.",
            longest=requests.ANCHOR_MAX,
            placeholder="starter kit",
        ),
    )


def contact_fields(form: Form, notes_help: str, email_help: str) -> rx.Component:
    """The last group: notes, and where to write to."""
    return field_group(
        "For the writer, and for you",
        text_field(form, "notes", "Notes", notes_help, longest=requests.NOTES_MAX, optional=True, lines=5),
        text_field(
            form,
            "email",
            "Your e-mail address",
            email_help,
            type="email",
            auto_complete="email",
            placeholder="you@example.com",
        ),
    )
