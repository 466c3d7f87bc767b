"""Bringing an edition back: what it would do to paid links, shown before, and a confirmation that names them."""

from __future__ import annotations

from typing import Any

import reflex as rx

from blog_order.screens.articles.detail.state import AdminArticleState
from blog_order.screens.articles.detail.view.model import LinkLine, OrderLink
from blog_order.screens.frame.admin.dialogs import close_button, dialog, opener, problem
from blog_order.screens.frame.links import inner_link, outer_link


def restoring() -> rx.Component:
    """Of the edition that is being read; nothing for the one that is on the blog."""
    edition = AdminArticleState.edition
    return rx.cond(
        edition.current,
        rx.fragment(),
        rx.el.section(
            rx.el.h2("If you restore it", class_name="label"),
            rx.el.p(
                rx.fragment(edition.label, " becomes the text of the same address again, as a new edition. "),
                "Nothing is lost: every edition stays and can be restored in its turn.",
                class_name="small quiet",
            ),
            effects(),
            opener("Restore ", edition.name, dialog="restore", **{"data-testid": "open-restore"}),
            _dialog(),
            class_name="restoring",
            custom_attrs={"data-testid": "restoring"},
        ),
    )


def effects() -> rx.Component:
    """The paid links that go and those that come back."""
    found = AdminArticleState.restoring
    return rx.el.div(
        _links("Taken off the page", "link-2-off", found.removed, "removed"),
        _links("Back on the page", "link-2", found.added, "added"),
        rx.cond(
            (found.removed.length() == 0) & (found.added.length() == 0),
            rx.el.p("No paid link is touched.", custom_attrs={"data-testid": "untouched"}),
        ),
        rx.cond(found.warning != "", rx.el.p(found.warning, class_name="admin-notice bad")),
        class_name="effects",
    )


def _links(title: str, icon: str, lines: rx.Var[list[LinkLine]], test_id: str) -> rx.Component:
    return rx.cond(
        lines.length() > 0,
        rx.el.div(
            rx.el.p(rx.icon(icon, size=16, aria_hidden="true"), title, class_name="effect-title"),
            link_lines(lines),
            custom_attrs={"data-testid": test_id},
        ),
    )


def link_lines(lines: rx.Var[list[LinkLine]]) -> rx.Component:
    """Paid links: whose, where to, and where the money is."""
    return rx.el.ul(
        rx.foreach(
            lines,
            lambda line: rx.el.li(
                order_link(line.order),
                rx.el.span(" “", line.anchor_text, "” to ", outer_link(line.target_url, line.target_url)),
                rx.el.span(line.money, class_name="small quiet", custom_attrs={"data-paid": line.paid.to_string()}),
            ),
        ),
        class_name="link-lines",
    )


def order_link(order: rx.Var[OrderLink]) -> rx.Component:
    """An order's number, leading to its page."""
    return inner_link(order.number, order.path, class_name="order-link")


def _dialog() -> rx.Component:
    facts, edition, found = AdminArticleState.facts, AdminArticleState.edition, AdminArticleState.restoring
    return dialog(
        "restore",
        rx.fragment("Restore ", edition.name, " of “", facts.title, "”?"),
        rx.el.form(
            problem(),
            rx.el.p("It takes the place of ", facts.current_label, " at once, for every reader.", class_name="quiet"),
            effects(),
            _hidden("article_id", facts.id),
            _hidden("edition", edition.num.to_string()),
            _hidden("instead_of", facts.current.to_string()),
            rx.cond(
                found.numbers != "",
                rx.el.label(
                    rx.el.input(type="checkbox", name="aware_of", value=found.numbers, required=True),
                    rx.el.span("I know that this takes off what was paid for with ", rx.el.strong(found.numbers), "."),
                    class_name="check-label aware",
                    custom_attrs={"data-testid": "aware"},
                ),
            ),
            rx.el.div(
                rx.el.button(
                    "Restore ",
                    edition.name,
                    rx.cond(found.numbers != "", rx.fragment(" and take off the link of ", found.numbers)),
                    type="submit",
                    class_name="button button-primary",
                    custom_attrs={"data-decides": "", "data-testid": "restore-submit"},
                ),
                close_button(),
                class_name="dialog-end",
            ),
            on_submit=AdminArticleState.restore,
            class_name="dialog-form",
        ),
        # A new dialog, closed, as soon as another edition is on the blog: what it asked is not the question any more.
        key=rx.Var.create("restore-") + facts.current.to_string() + "-" + edition.num.to_string(),
    )


def _hidden(name: str, value: Any) -> rx.Component:
    return rx.el.input(type="hidden", name=name, value=value, read_only=True)
