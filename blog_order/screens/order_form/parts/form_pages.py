"""What surrounds an order form: its form stays behind the review, with all that was typed."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.frame.messages import unavailable_page
from blog_order.screens.frame.shell import shell
from blog_order.screens.frame.skeletons import form_skeleton
from blog_order.screens.order_form.state import Form, FormPhase

KEPT = "; what you have typed is kept"


def form_page(
    form: Form, header: rx.Component, entry: rx.Component, review: rx.Component, unknown: rx.Component
) -> rx.Component:
    """A page with ``entry`` and then ``review``; ``unknown`` stands there when nothing is sold at its address."""
    return shell(
        rx.match(
            form.phase,
            (FormPhase.LOADING, form_skeleton()),
            (FormPhase.UNKNOWN, unknown),
            (FormPhase.UNAVAILABLE, unavailable_page("the order form", form.load_form, "form-unavailable", more=KEPT)),
            header,
        ),
        # Always there, if hidden: what was typed lives in the browser and outlasts a lost page state.
        rx.el.div(entry, hidden=form.phase != FormPhase.FORM, class_name="form-column"),
        rx.cond(form.phase == FormPhase.REVIEW, rx.el.div(review, class_name="form-column")),
        class_name="page form-page",
    )
