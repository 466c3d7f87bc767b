"""What the articles of the catalogue can be searched and sorted by."""

from __future__ import annotations

import reflex as rx

from blog_order.catalogue.search import MAX_SEARCH, Sort
from blog_order.screens.frame.filters import checkbox, filter_form, picker
from blog_order.screens.frame.view.choices import Choice

SORTS = (
    (Sort.NEWEST, "Newest first"),
    (Sort.OLDEST, "Oldest first"),
    (Sort.TITLE, "By title"),
    (Sort.PRICE, "Lowest price first"),
    (Sort.RATING, "Highest domain rating first"),
)


def article_filters(languages: rx.Var[list[Choice]], sites: rx.Var[list[Choice]] | None = None) -> rx.Component:
    """Of a list of articles; with ``sites`` of more than one site."""
    return filter_form(
        "Articles",
        "Search the articles",
        "catalogue-search",
        MAX_SEARCH,
        picker("site", "Site", *_choices("All sites", sites)) if sites is not None else rx.fragment(),
        rx.cond(languages.length() > 0, picker("lang", "Language", *_choices("All languages", languages))),
        picker(
            "sort",
            "Order of the list",
            *[rx.el.option(text, value="" if sort == Sort.NEWEST else sort.value) for sort, text in SORTS],
        ),
        checkbox("free", "Only with a place free"),
    )


def _choices(every: str, choices: rx.Var[list[Choice]]) -> tuple[rx.Component, rx.Component]:
    return (
        rx.el.option(every, value=""),
        rx.foreach(choices, lambda choice: rx.el.option(choice.text, value=choice.value)),
    )
