"""What surrounds admin pages: the bar with the ways and the sign-out form, and what stands there without a session."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.el.element import Element

from blog_order.screens.frame.admin.access import AdminPhase, AdminState
from blog_order.screens.frame.admin.paths import ARTICLES, DESK, ORDERS, SIGN_IN, SIGN_OUT
from blog_order.screens.frame.links import inner_link
from blog_order.screens.frame.messages import message_page
from blog_order.screens.frame.shell import shell
from blog_order.screens.frame.skeletons import admin_skeleton

BAR_LINKS = (("Desk", DESK), ("Orders", ORDERS), ("Articles", ARTICLES))
"""From each operator screen to the others."""


class PostForm(Element):
    """A form that the browser itself sends, with a full page load. Reflex's own form takes every submission over."""

    tag = "form"

    action: rx.Var[str]
    method: rx.Var[str]


def admin_page(*content: rx.Component, unknown: rx.Component | None = None, class_name: str = "page") -> rx.Component:
    """A page for admins. Its content is drawn only when a handler that knew the session has filled it."""
    return shell(
        rx.el.link(rel="stylesheet", href="/styles/admin.css", custom_attrs={"precedence": "default"}),
        rx.el.script(src="/admin.js", custom_attrs={"async": True}),
        rx.match(
            AdminState.phase,
            (AdminPhase.SHOWN, rx.fragment(_notice(), *content)),
            (AdminPhase.SIGNED_OUT, _signed_out()),
            (AdminPhase.UNKNOWN, unknown or rx.fragment()),
            (AdminPhase.UNAVAILABLE, _unavailable()),
            admin_skeleton(),
        ),
        bar_end=rx.cond(AdminState.me.name != "", _bar()),
        class_name=f"{class_name} admin-page",
    )


def _bar() -> rx.Component:
    return rx.el.div(
        rx.el.nav(
            *[
                inner_link(text, path, custom_attrs={"data-testid": f"to-{text.lower()}"}, class_name="bar-link")
                for text, path in BAR_LINKS
            ],
            aria_label="Admin pages",
            class_name="bar-links",
        ),
        rx.el.span(AdminState.me.name, class_name="quiet bar-name", custom_attrs={"data-testid": "me"}),
        PostForm.create(
            rx.el.input(type="hidden", name="csrf", value=AdminState.me.csrf, read_only=True),
            rx.el.button("Sign out", class_name="bar-link", type="submit", custom_attrs={"data-testid": "sign-out"}),
            action=SIGN_OUT,
            method="post",
        ),
        class_name="admin-bar",
    )


def _notice() -> rx.Component:
    return rx.el.div(
        rx.cond(
            AdminState.notice != "",
            rx.el.p(
                AdminState.notice,
                class_name=rx.cond(AdminState.notice_bad, "admin-notice bad", "admin-notice"),
                custom_attrs={"data-testid": "admin-notice"},
            ),
        ),
        role="status",
    )


def _signed_out() -> rx.Component:
    """assets/admin.js follows ``data-leave`` by itself, with a full page load."""
    return message_page(
        "You are signed out",
        rx.el.p("Your session has ended, here or in another window. Nothing was changed."),
        rx.el.p(
            rx.el.a(
                "Sign in again",
                href=SIGN_IN,
                reload_document=True,
                class_name="button button-primary",
                custom_attrs={"data-leave": SIGN_IN},
            )
        ),
        test_id="signed-out",
    )


def _unavailable() -> rx.Component:
    return message_page(
        "We cannot show this right now",
        rx.el.p("The database does not answer. This page goes on by itself as soon as it does."),
        test_id="admin-unavailable",
    )
