"""What a visitor sees when something fails that no page expected: words, and no internals."""

from __future__ import annotations

import reflex as rx
from reflex.state import FrontendEventExceptionState
from reflex_components_core.base.error_boundary import ErrorBoundary

from blog_order.screens.frame.connection import connection_banner
from blog_order.screens.frame.failures import NOTICE
from blog_order.screens.frame.paths import START


def overlay() -> rx.Component:
    """Over every page: the connection's banner, and a line for unexpected failures.

    The line is an ``<output>``: setting its value (see ``failures.py``) shows and announces it, without page state, so
    that it also works while Redis is away. assets/page.js takes it away again.
    """
    return rx.fragment(
        connection_banner(),
        rx.el.output(id=NOTICE, class_name="notice", custom_attrs={"data-testid": "notice"}),
    )


def error_boundary(*children: rx.Component) -> rx.Component:
    """Around every page: when drawing it fails, this stands there instead. The error goes to our log."""
    return ErrorBoundary.create(
        *children,
        on_error=FrontendEventExceptionState.handle_frontend_exception,
        fallback_render=rx.Var.create(
            rx.el.main(
                rx.el.h1("This page could not be shown"),
                rx.el.p("The fault is ours, and we have been told. Your order is safe and goes on without the page."),
                rx.el.p(
                    rx.el.a("Load it again", href="", reload_document=True),
                    " · ",
                    rx.el.a("Go to the start page", href=START, reload_document=True),
                ),
                class_name="bare-page",
                custom_attrs={"data-testid": "error-page"},
            )
        ),
    )
