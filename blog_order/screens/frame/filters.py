"""Search and filters of a list of articles. What is chosen stands in the page's address; assets/page.js leads there and
back: an entry that changes leads to its address, and an address that changes otherwise (back, a link) to its entries.

The entries are the browser's own (uncontrolled), so that no answer of ours takes the focus or overwrites what is typed.
"""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_base.utils.imports import ImportVar

from blog_order.catalogue.search import MAX_SEARCH, Sort
from blog_order.screens.shop.view.cards import Choice

SORTS = (
    (Sort.NEWEST, "Newest first"),
    (Sort.OLDEST, "Oldest first"),
    (Sort.TITLE, "By title"),
    (Sort.PRICE, "Lowest price first"),
    (Sort.RATING, "Highest domain rating first"),
)


class Wayfinder(rx.Fragment):
    """Gives assets/page.js the router's way to another address of this page: without loading it anew, without
    scrolling.
    """

    def add_imports(self) -> dict[str, Any]:
        """The router's hook, and React's."""
        return {"react-router": ImportVar(tag="useNavigate"), "react": ImportVar(tag="useEffect")}

    def add_hooks(self) -> list[str]:
        """Put the way where page.js finds it, for as long as the page is there."""
        return [
            "const wayfinder = useNavigate();",
            """useEffect(() => {
              const go = (path, replace) => wayfinder(path, { replace, preventScrollReset: true });
              window.goToAddress = go;
              return () => { if (window.goToAddress === go) delete window.goToAddress; };
            }, [wayfinder]);""",
        ]


def filters(languages: rx.Var[list[Choice]], sites: rx.Var[list[Choice]] | None = None) -> rx.Component:
    """The form; without JavaScript's help it would lead to the same addresses."""
    return rx.el.form(
        Wayfinder.create(),
        rx.el.div(
            rx.el.label("Search the articles", html_for="catalogue-search", class_name="visually-hidden"),
            rx.icon("search", size=18, aria_hidden="true", class_name="search-icon"),
            rx.el.input(
                id="catalogue-search",
                name="q",
                type="search",
                max_length=MAX_SEARCH,
                placeholder="Search the articles",
                auto_complete="off",
                enter_key_hint="search",
                class_name="input",
                custom_attrs={"data-testid": "search"},
            ),
            class_name="search-entry",
        ),
        rx.el.div(
            _picker("site", "Site", "All sites", sites) if sites is not None else rx.fragment(),
            rx.cond(languages.length() > 0, _picker("lang", "Language", "All languages", languages)),
            _sorts(),
            rx.el.label(
                rx.el.input(type="checkbox", name="free", value="1", custom_attrs={"data-testid": "filter-free"}),
                "Only with a place free",
                class_name="check-label",
            ),
            class_name="filter-entries",
        ),
        method="get",
        role="search",
        aria_label="Articles",
        class_name="catalogue-filters",
        custom_attrs={"data-filters": "", "data-testid": "filters"},
    )


def _picker(name: str, label: str, every: str, choices: rx.Var[list[Choice]]) -> rx.Component:
    return rx.el.label(
        rx.el.span(label, class_name="visually-hidden"),
        rx.el.select(
            rx.el.option(every, value=""),
            rx.foreach(choices, lambda choice: rx.el.option(choice.text, value=choice.value)),
            name=name,
            class_name="input",
            custom_attrs={"data-testid": f"filter-{name}"},
        ),
    )


def _sorts() -> rx.Component:
    return rx.el.label(
        rx.el.span("Order of the list", class_name="visually-hidden"),
        rx.el.select(
            *[rx.el.option(text, value="" if sort == Sort.NEWEST else sort.value) for sort, text in SORTS],
            name="sort",
            class_name="input",
            custom_attrs={"data-testid": "filter-sort"},
        ),
    )
