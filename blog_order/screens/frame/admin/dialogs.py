"""Dialogs that ask before something happens. assets/admin.js opens them (``data-dialog``) and closes them."""

from __future__ import annotations

from typing import Any

import reflex as rx

from blog_order.screens.frame.admin.access import AdminState


def opener(
    *content: Any, dialog: str | rx.Var[str], class_name: str = "button button-quiet", **attrs: Any
) -> rx.Component:
    """The button that opens a dialog."""
    return rx.el.button(*content, type="button", class_name=class_name, custom_attrs={"data-dialog": dialog, **attrs})


def dialog(id: str | rx.Var[str], title: Any, *content: rx.Component, key: Any = None) -> rx.Component:
    """A modal dialog; ``key`` makes it a new one (closed, its fields empty) for another order."""
    props = {"key": key} if key is not None else {}
    return rx.el.dialog(
        rx.el.h2(title, class_name="dialog-title"),
        *content,
        id=id,
        class_name="dialog",
        custom_attrs={"data-testid": id},
        **props,
    )


def close_button(text: str = "Not now") -> rx.Component:
    """Leaves everything as it is."""
    return rx.el.button(text, type="button", class_name="button button-quiet", custom_attrs={"data-close": ""})


def problem() -> rx.Component:
    """What went wrong with the last try, inside the dialog that asked for it."""
    return rx.el.div(
        rx.cond(
            AdminState.notice_bad & (AdminState.notice != ""),
            rx.el.p(AdminState.notice, class_name="admin-notice bad"),
        ),
        role="alert",
    )


def confirm(id: str | rx.Var[str], title: Any, text: Any, button: Any, on_click: Any, key: Any = None) -> rx.Component:
    """Asks one question; the answer closes it."""
    return dialog(
        id,
        title,
        rx.el.p(text),
        rx.el.div(
            rx.el.button(
                button,
                type="button",
                on_click=on_click,
                class_name="button button-primary",
                custom_attrs={"data-close": "", "data-testid": "confirm"},
            ),
            close_button(),
            class_name="dialog-end",
        ),
        key=key,
    )
