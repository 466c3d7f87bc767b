"""What surrounds a list of an operator screen: search above it, the ways to other parts of it below."""

from __future__ import annotations

from typing import Any

import reflex as rx

from blog_order.screens.frame.links import inner_link


def list_head(title: str, search: rx.Component) -> rx.Component:
    """The heading, and beside it the search."""
    return rx.el.div(rx.el.h1(title), search, class_name="orders-head")


def list_search(
    label: str,
    value: rx.Var[str],
    on_submit: Any,
    *hidden: rx.Component,
    placeholder: str = "",
    **props: Any,
) -> rx.Component:
    """The search; what was looked for (``value``) stands in it.

    Args:
        label: what can be looked for, for screen readers, and as the placeholder if there is no other.
        value: what is looked for now.
        on_submit: the handler that goes to the address that says so.
        hidden: what is kept with the search.
        placeholder: an example.
        props: of the entry.
    """
    return rx.el.form(
        rx.el.label(label, html_for="search", class_name="visually-hidden"),
        rx.el.input(
            id="search",
            name="q",
            type="search",
            default_value=value,
            key=value,
            placeholder=placeholder or label,
            auto_complete="off",
            class_name="input",
            custom_attrs={"data-testid": "search"},
            **props,
        ),
        *hidden,
        rx.el.button("Search", type="submit", class_name="button button-quiet"),
        on_submit=on_submit,
        role="search",
        class_name="search-form",
    )


def list_table(columns: tuple[str, ...], rows: rx.Component, test_id: str) -> rx.Component:
    """The list itself."""
    return rx.el.table(
        rx.el.thead(rx.el.tr(*[rx.el.th(name, scope="col") for name in columns])),
        rx.el.tbody(rows),
        class_name="orders",
        custom_attrs={"data-testid": test_id},
    )


def list_ways(newest_path: rx.Var[str], older: str, older_path: rx.Var[str]) -> rx.Component:
    """The ways to the newest and to older entries, where there are any; ``older`` names them."""
    return rx.el.nav(
        rx.cond(newest_path != "", _way("Newest", newest_path, "newest")),
        rx.cond(older_path != "", _way(older, older_path, "older")),
        aria_label="Pages of the list",
        class_name="list-ways",
    )


def _way(text: str, path: rx.Var[str], test_id: str) -> rx.Component:
    return inner_link(text, path, class_name="button button-quiet", custom_attrs={"data-testid": test_id})
