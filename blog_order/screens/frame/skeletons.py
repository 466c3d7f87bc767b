"""What stands on a page until its content is there: the shape of it, without motion."""

from __future__ import annotations

import reflex as rx


def _bar(width: str, height: str = "1em") -> rx.Component:
    return rx.el.div(class_name="skeleton", style={"width": width, "height": height})


def sites_skeleton() -> rx.Component:
    """Three sites to come."""
    return rx.el.div(
        *[
            rx.el.div(_bar("9rem", "1.4em"), _bar("70%"), _bar("40%"), class_name="site skeleton-rows")
            for _ in range(3)
        ],
        rx.el.p("Loading the sites …", role="status", class_name="visually-hidden"),
        custom_attrs={"data-testid": "sites-loading"},
    )


def articles_skeleton() -> rx.Component:
    """Some articles to come."""
    return rx.el.div(
        *[
            rx.el.div(_bar("55%", "1.3em"), _bar("80%"), _bar("30%"), class_name="article-line skeleton-rows")
            for _ in range(5)
        ],
        rx.el.p("Loading the articles …", role="status", class_name="visually-hidden"),
        class_name="articles",
        custom_attrs={"data-testid": "articles-loading"},
    )


def site_skeleton() -> rx.Component:
    """A site's facts to come."""
    return rx.el.div(
        _bar("40%", "2.2rem"),
        _bar("60%"),
        _bar("30%"),
        rx.el.p("Loading the site …", role="status", class_name="visually-hidden"),
        class_name="skeleton-rows",
        custom_attrs={"data-testid": "site-loading"},
    )


def article_skeleton() -> rx.Component:
    """An article to come."""
    return rx.el.div(
        _bar("70%", "2.4rem"),
        _bar("40%"),
        *[_bar(width) for width in ("100%", "96%", "98%", "60%", "100%", "92%", "40%")],
        rx.el.p("Loading the article …", role="status", class_name="visually-hidden"),
        class_name="skeleton-rows form-column",
        custom_attrs={"data-testid": "article-loading"},
    )


def order_skeleton() -> rx.Component:
    """An order to come."""
    return rx.el.div(
        rx.el.div(_bar("60%", "2.2rem"), _bar("40%"), class_name="skeleton-rows"),
        rx.el.div(
            rx.el.div(*[_bar("70%") for _ in range(5)], class_name="skeleton-rows"),
            rx.el.div(_bar("50%", "1.6rem"), _bar("100%"), _bar("95%"), _bar("60%"), class_name="skeleton-rows"),
            class_name="order-grid",
        ),
        rx.el.p("Loading your order …", role="status", class_name="visually-hidden"),
        class_name="skeleton-rows",
        custom_attrs={"data-testid": "order-loading"},
    )


def form_skeleton() -> rx.Component:
    """A form to come."""
    return rx.el.div(
        _bar("50%", "2.2rem"),
        _bar("30%"),
        *[_bar("100%", "2.6rem") for _ in range(5)],
        rx.el.p("Loading the form …", role="status", class_name="visually-hidden"),
        class_name="form-column skeleton-rows",
        custom_attrs={"data-testid": "form-loading"},
    )
