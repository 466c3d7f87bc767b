"""A field of a form: label, help, counter, and what is wrong with it, tied together for screen readers."""

from __future__ import annotations

from typing import Any

import reflex as rx


def form_field(
    name: str,
    label: str,
    help: str,
    *,
    value: rx.Var[str],
    problem: rx.Var[str],
    on_blur: Any,
    longest: int | None = None,
    optional: bool = False,
    lines: int = 1,
    **props: Any,
) -> rx.Component:
    """One field. ``name`` is its API name and its id; ``longest`` shows a counter (assets/page.js counts).

    The input is the browser's own (uncontrolled): typing never waits for the server, and nothing overwrites it. What
    the server has kept of an earlier visit (``value``) comes back as the default value.
    """
    shared = {
        "id": name,
        "name": name,
        "default_value": value,
        "on_blur": on_blur,
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
