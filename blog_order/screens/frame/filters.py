"""Search and filters of a list. What is chosen stands in the page's address; assets/page.js leads there and back: an
entry that changes leads to its address, and an address that changes otherwise (back, a link) to its entries.

The entries are the browser's own (uncontrolled), so that no answer of ours takes the focus or overwrites what is typed.
"""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_base.utils.imports import ImportVar


class Wayfinder(rx.Fragment):
    """Gives assets/page.js the router's way to another address of this page: without loading it anew, without
    scrolling.
    """

    def add_imports(self) -> dict[str, Any]:
        """The router's hook, and React's."""
        return {"react-router": ImportVar(tag="useNavigate"), "react": ImportVar(tag="useEffect")}

    def add_hooks(self) -> list[str | rx.Var[Any]]:
        """Put the way where page.js finds it, for as long as the page is there."""
        return [
            "const wayfinder = useNavigate();",
            """useEffect(() => {
              const go = (path, replace) => wayfinder(path, { replace, preventScrollReset: true });
              window.goToAddress = go;
              return () => { if (window.goToAddress === go) delete window.goToAddress; };
            }, [wayfinder]);""",
        ]


def filter_form(name: str, search: str, id: str, longest: int, *entries: rx.Component) -> rx.Component:
    """The form; without JavaScript's help it would lead to the same addresses.

    Args:
        name: what is listed, for screen readers.
        search: what the search entry says, and its label.
        id: of the search entry.
        longest: characters that the search takes.
        entries: pickers and checkboxes.
    """
    return rx.el.form(
        Wayfinder.create(),
        rx.el.div(
            rx.el.label(search, html_for=id, class_name="visually-hidden"),
            rx.icon("search", size=18, aria_hidden="true", class_name="search-icon"),
            rx.el.input(
                id=id,
                name="q",
                type="search",
                max_length=longest,
                placeholder=search,
                auto_complete="off",
                enter_key_hint="search",
                class_name="input",
                custom_attrs={"data-testid": "search"},
            ),
            class_name="search-entry",
        ),
        rx.el.div(*entries, class_name="filter-entries"),
        method="get",
        role="search",
        aria_label=name,
        class_name="catalogue-filters",
        custom_attrs={"data-filters": "", "data-testid": "filters"},
    )


def picker(name: str, label: str, *options: rx.Component) -> rx.Component:
    """One of several values. ``name`` is that of the address, ``label`` is for screen readers."""
    return rx.el.label(
        rx.el.span(label, class_name="visually-hidden"),
        rx.el.select(*options, name=name, class_name="input", custom_attrs={"data-testid": f"filter-{name}"}),
    )


def checkbox(name: str, text: str) -> rx.Component:
    """A condition that holds or not."""
    return rx.el.label(
        rx.el.input(type="checkbox", name=name, value="1", custom_attrs={"data-testid": f"filter-{name}"}),
        text,
        class_name="check-label",
    )
