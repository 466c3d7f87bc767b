"""An editor edits a text: the Markdown on one side, on the other what readers would see, and the quality check."""

from __future__ import annotations

from typing import Any

import reflex as rx

from blog_order.orders.desk.edit_saving import NOTE_MAX
from blog_order.orders.products.editing import LONGEST_BODY, LONGEST_LINE
from blog_order.screens.editing.state import AdminEditingState
from blog_order.screens.frame.admin.dialogs import problem
from blog_order.screens.frame.admin.facts import fact, section
from blog_order.screens.frame.admin.paths import EDIT_ROUTE, ORDERS
from blog_order.screens.frame.admin.shell import admin_page
from blog_order.screens.frame.admin.skeletons import admin_skeleton
from blog_order.screens.frame.article_blocks import article_blocks
from blog_order.screens.frame.links import inner_link, outer_link
from blog_order.screens.frame.messages import message_page
from blog_order.screens.frame.quality_report import quality_report
from blog_order.screens.frame.route import NOT_INDEXED, Route
from blog_order.screens.frame.view.report import CheckLine

PAUSE_MS = 400
"""After so long without a letter the preview follows."""


def _whole_form(event: rx.vars.ObjectVar) -> tuple[rx.Var[dict[str, str]], rx.Var[float]]:
    """Everything that stands in the form, and when."""
    return rx.Var("Object.fromEntries(new FormData(_event.currentTarget))"), rx.Var("Date.now()")


class WatchedForm(rx.el.Form):
    """A form that tells of itself as a whole, whatever is typed in it."""

    @classmethod
    def get_event_triggers(cls) -> dict[str, Any]:
        return {**super().get_event_triggers(), "on_input": _whole_form}


def admin_editing_page() -> rx.Component:
    """Two columns on a desk; on a phone the preview below the text."""
    return admin_page(
        # Not before the text is there: nobody shall begin to type into an empty form, or one of another order.
        rx.cond(
            AdminEditingState.form.number != 0,
            rx.fragment(_head(), rx.el.div(_form(), _preview(), class_name="editing")),
            admin_skeleton(),
        ),
        unknown=message_page(
            "There is no order with this number",
            rx.el.p(inner_link("See all orders", ORDERS, class_name="button button-quiet")),
            test_id="admin-order-unknown",
        ),
        class_name="page desk-page",
    )


def _head() -> rx.Component:
    form = AdminEditingState.form
    return rx.el.div(
        rx.el.p(inner_link(form.back, form.back_path), class_name="small"),
        rx.el.h1("Edit ", form.label, " ", rx.el.span(form.topic, class_name="quiet")),
        rx.el.p(
            rx.el.span("from ", form.base),
            rx.el.span("for ", form.site),
            class_name="facts",
            custom_attrs={"data-testid": "base"},
        ),
        rx.el.div(
            rx.cond(
                AdminEditingState.refusal != "",
                rx.el.p(
                    "It cannot be saved now. ",
                    AdminEditingState.refusal,
                    " ",
                    rx.cond(
                        AdminEditingState.another,
                        rx.el.button(
                            "Go on with the newest",
                            type="button",
                            on_click=AdminEditingState.open_newest,
                            class_name="button button-quiet",
                            custom_attrs={"data-testid": "open-newest"},
                        ),
                    ),
                    class_name="admin-notice bad",
                    custom_attrs={"data-testid": "refusal"},
                ),
            ),
            role="status",
        ),
        class_name="order-header",
    )


def _form() -> rx.Component:
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


def _preview() -> rx.Component:
    form, preview = AdminEditingState.form, AdminEditingState.preview
    return rx.el.div(
        rx.el.div(
            rx.cond(
                preview.required.length() > 0,
                _checks("To be mended before it can be saved", preview.required, "required"),
                rx.el.p(
                    rx.icon("circle-check", size=18, class_name="good", aria_hidden="true"),
                    "It passes every required check.",
                    class_name="effect-title",
                    custom_attrs={"data-testid": "passes"},
                ),
            ),
            rx.cond(preview.advice.length() > 0, _checks("Advice", preview.advice, "advice")),
            quality_report(preview.report),
            role="status",
            class_name="editing-checks",
        ),
        section(
            "The link",
            rx.el.dl(
                fact("Anchor", form.anchor_text),
                fact("Address", form.target_url, content=outer_link(form.target_url, form.target_url)),
            ),
            test_id="link-facts",
        ),
        rx.el.article(
            rx.el.h2(
                rx.cond(form.passage_only, "The paragraph as readers will see it", "As readers will see it"),
                class_name="label",
            ),
            rx.cond(
                form.passage_only,
                rx.fragment(),
                rx.el.h2(preview.title, class_name="article-title", custom_attrs={"data-testid": "preview-title"}),
            ),
            rx.el.div(
                article_blocks(preview.blocks, rx.Var.create("")),
                class_name="prose",
                custom_attrs={"data-testid": "preview"},
            ),
            class_name="article",
        ),
        class_name="editing-preview",
    )


def _checks(title: str, lines: rx.Var[list[CheckLine]], test_id: str) -> rx.Component:
    return rx.el.div(
        rx.el.h2(title, class_name="label"),
        rx.el.ul(
            rx.foreach(
                lines,
                lambda line: rx.el.li(
                    rx.icon("circle-alert", size=16, class_name="so-so", aria_hidden="true"),
                    rx.el.span(rx.el.span(line.title, ": ", class_name="strong"), line.detail),
                ),
            ),
            class_name="to-mend",
        ),
        custom_attrs={"data-testid": test_id},
    )


ROUTE = Route(
    EDIT_ROUTE,
    admin_editing_page,
    "Edit a text · Blog Order",
    AdminEditingState.open_editing,
    meta=NOT_INDEXED,
)
