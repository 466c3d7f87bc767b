"""An editor edits a text: the Markdown on one side, on the other what readers would see, and the quality check."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.editing.parts.form import editing_form
from blog_order.screens.editing.parts.preview import editing_preview
from blog_order.screens.editing.state import AdminEditingState
from blog_order.screens.frame.admin.paths import EDIT_ROUTE, ORDERS
from blog_order.screens.frame.admin.shell import admin_page
from blog_order.screens.frame.links import inner_link
from blog_order.screens.frame.messages import dead_end
from blog_order.screens.frame.route import NOT_INDEXED, Route
from blog_order.screens.frame.skeletons import admin_skeleton


def admin_editing_page() -> rx.Component:
    """Two columns on a desk; on a phone the preview below the text."""
    return admin_page(
        # Not before the text is there: nobody shall begin to type into an empty form, or one of another order.
        rx.cond(
            AdminEditingState.form.number != 0,
            rx.fragment(_head(), rx.el.div(editing_form(), editing_preview(), class_name="editing")),
            admin_skeleton(),
        ),
        unknown=dead_end(
            "There is no order with this number",
            "",
            "See all orders",
            ORDERS,
            "admin-order-unknown",
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


ROUTE = Route(
    EDIT_ROUTE,
    admin_editing_page,
    "Edit a text · Blog Order",
    AdminEditingState.open_editing,
    meta=NOT_INDEXED,
)
