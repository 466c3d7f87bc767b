"""What stands on a page until its content is there: the shape of it, without motion."""

from __future__ import annotations

import reflex as rx


def skeleton(words: str, test_id: str, *shapes: rx.Component, class_name: str = "skeleton-rows") -> rx.Component:
    """The shape of what is to come; ``words`` say so to screen readers."""
    return rx.el.div(
        *shapes,
        rx.el.p(words, role="status", class_name="visually-hidden"),
        class_name=class_name or None,
        custom_attrs={"data-testid": test_id},
    )


def bar(width: str, height: str = "1em") -> rx.Component:
    """A line of it."""
    return rx.el.div(class_name="skeleton", style={"width": width, "height": height})


def sites_skeleton() -> rx.Component:
    """Three sites to come."""
    site = [bar("9rem", "1.4em"), bar("70%"), bar("40%")]
    sites = [rx.el.div(*site, class_name="site skeleton-rows") for _ in range(3)]
    return skeleton("Loading the sites …", "sites-loading", *sites, class_name="")


def articles_skeleton() -> rx.Component:
    """Some articles to come."""
    article = [bar("55%", "1.3em"), bar("80%"), bar("30%")]
    articles = [rx.el.div(*article, class_name="article-line skeleton-rows") for _ in range(5)]
    return skeleton("Loading the articles …", "articles-loading", *articles, class_name="articles")


def site_skeleton() -> rx.Component:
    """A site's facts to come."""
    return skeleton("Loading the site …", "site-loading", bar("40%", "2.2rem"), bar("60%"), bar("30%"))


def article_skeleton() -> rx.Component:
    """An article to come."""
    text = [bar(width) for width in ("100%", "96%", "98%", "60%", "100%", "92%", "40%")]
    return skeleton(
        "Loading the article …",
        "article-loading",
        bar("70%", "2.4rem"),
        bar("40%"),
        *text,
        class_name="skeleton-rows form-column",
    )


def order_skeleton() -> rx.Component:
    """An order to come."""
    return skeleton(
        "Loading your order …",
        "order-loading",
        rx.el.div(bar("60%", "2.2rem"), bar("40%"), class_name="skeleton-rows"),
        rx.el.div(
            rx.el.div(*[bar("70%") for _ in range(5)], class_name="skeleton-rows"),
            rx.el.div(bar("50%", "1.6rem"), bar("100%"), bar("95%"), bar("60%"), class_name="skeleton-rows"),
            class_name="order-grid",
        ),
    )


def form_skeleton() -> rx.Component:
    """A form to come."""
    return skeleton(
        "Loading the form …",
        "form-loading",
        bar("50%", "2.2rem"),
        bar("30%"),
        *[bar("100%", "2.6rem") for _ in range(5)],
        class_name="form-column skeleton-rows",
    )


def admin_skeleton() -> rx.Component:
    """A heading and some lines to come, on any operator screen."""
    return skeleton(
        "Loading …",
        "admin-loading",
        *[bar(width, "1.2em") for width in ("30%", "85%", "70%", "80%", "60%")],
        class_name="skeleton-rows admin-loading",
    )
