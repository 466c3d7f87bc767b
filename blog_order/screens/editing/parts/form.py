"""The form in which an editor changes a text. The browser keeps what is typed."""

from __future__ import annotations

from typing import Any

import reflex as rx

from blog_order.orders.desk.edit_saving import NOTE_MAX
from blog_order.orders.products.editing import LONGEST_BODY, LONGEST_LINE
from blog_order.screens.editing.state import AdminEditingState
from blog_order.screens.frame.admin.dialogs import problem

PAUSE_MS = 400
"""After so long without a letter the preview follows."""


def _whole_form(event: rx.vars.ObjectVar[Any]) -> tuple[rx.Var[dict[str, str]], rx.Var[float]]:
    """Everything that stands in the form, and when."""
    return rx.Var("Object.fromEntries(new FormData(_event.currentTarget))"), rx.Var("Date.now()")


class WatchedForm(rx.el.Form):
    """A form that tells of itself as a whole, whatever is typed in it."""

    @classmethod
    def get_event_triggers(cls) -> dict[str, Any]:
        """Reflex's hook: the events that it can tell of."""
        return {**super().get_event_triggers(), "on_input": _whole_form}


def editing_form() -> rx.Component:
    """What can be changed, and the way to save it as a new version."""
    form = AdminEditingState.form
    return WatchedForm.create(
        rx.el.input(type="hidden", name="number", value=form.number.to_string(), read_only=True),
        rx.el.input(type="hidden", name="base", value=form.base_num.to_string(), read_only=True),
        rx.el.p(
            "What you had typed here and not saved is back. ",
            rx.el.button(
                "Discard it", type="button", class_name="button button-quiet", custom_attrs={"data-discards-drafts": ""}
            ),
            hidden=True,
            class_name="drafts-back small",
            custom_attrs={"data-drafts-are-back": "", "data-testid": "drafts-back"},
        ),
        rx.cond(form.passage_only, _passage_fields(), _whole_text_fields()),
        _field(
            "note",
            "What you changed",
            "For the customer, who sees it with the version. It may stay empty.",
            rx.el.input(
                id="note", name="note", max_length=NOTE_MAX, class_name="input", custom_attrs=_draft("note", "")
            ),
        ),
        problem(),
        rx.el.div(
            rx.el.button(
                "Save as a new version",
                type="submit",
                disabled=AdminEditingState.refusal != "",
                class_name="button button-primary",
                custom_attrs={"data-decides": "", "data-testid": "save-edited"},
            ),
            rx.el.p(form.saved_to, class_name="quiet small"),
            class_name="form-end",
        ),
        on_input=AdminEditingState.check_typed.debounce(PAUSE_MS),
        on_submit=AdminEditingState.save,
        key=rx.Var.create("edit-") + form.number.to_string() + "-" + form.base_num.to_string(),
        class_name="editing-form",
        custom_attrs={"data-testid": "editing-form", "data-drops-drafts": "", "data-told": ""},
    )


def _whole_text_fields() -> rx.Component:
    form = AdminEditingState.form
    return rx.fragment(
        _line("title", "Title", "", form.title),
        _text(
            "meta_description",
            "Description",
            "140 to 160 characters, for search results.",
            form.meta_description,
            rows=4,
            max_length=LONGEST_LINE,
            class_name="input",
        ),
        _line("tags", "Tags", "Separated by commas.", form.tags),
        _text("body", "Text", "Markdown. The customer's link must stand in it once, as it was ordered.", form.body),
    )


def _passage_fields() -> rx.Component:
    form = AdminEditingState.form
    return rx.fragment(
        _text(
            "passage",
            "The passage of the published article",
            "Whole sentences of one paragraph, copied character for character. Everything around them stays as it is.",
            form.passage,
            rows=5,
        ),
        _text(
            "body",
            "What stands there instead",
            "Markdown, with the customer's link once; {{link}} stands for it too.",
            form.body,
            rows=8,
        ),
    )


def _line(name: str, label: str, help: str, value: rx.Var[str]) -> rx.Component:
    entry = rx.el.input(
        id=name,
        name=name,
        default_value=value,
        max_length=LONGEST_LINE,
        class_name="input",
        aria_describedby=f"{name}-help",
        custom_attrs=_draft(name, value),
    )
    return _field(name, label, help, entry)


def _draft(name: str, value: rx.Var[str] | str) -> dict[str, Any]:
    """The browser keeps what is typed (assets/page.js), whatever the page goes through."""
    form = AdminEditingState.form
    key = rx.Var.create("edit ") + form.label + " " + form.base_num.to_string() + f" {name}"
    return {"data-draft": key, "data-taken": value, "data-testid": f"edit-{name}"}


def _text(
    name: str,
    label: str,
    help: str,
    value: rx.Var[str],
    rows: int = 26,
    max_length: int = LONGEST_BODY,
    class_name: str = "input markdown",
) -> rx.Component:
    entry = rx.el.textarea(
        id=name,
        name=name,
        default_value=value,
        rows=str(rows),
        max_length=max_length,
        spell_check=True,
        class_name=class_name,
        aria_describedby=f"{name}-help",
        custom_attrs=_draft(name, value),
    )
    return _field(name, label, help, entry)


def _field(name: str, label: str, help: str, entry: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=name),
        rx.el.p(help, id=f"{name}-help", class_name="help"),
        entry,
        class_name="field",
    )
