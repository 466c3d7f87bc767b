"""The start page: what Blog Order is, the sites, their articles, how it works."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.frame.messages import unavailable_block
from blog_order.screens.frame.paths import START
from blog_order.screens.frame.route import Route
from blog_order.screens.frame.shell import shell
from blog_order.screens.frame.skeletons import sites_skeleton
from blog_order.screens.shop.parts.article_list import article_list
from blog_order.screens.shop.parts.site_list import site_list
from blog_order.screens.shop.start.state import StartState
from blog_order.screens.shop.start.view.reading import SitesPhase

HOW_IT_WORKS = (
    ("Order", "Choose a site for a new article, or a published article for your link. You pay with Stripe."),
    ("Watch", "A writer starts at once. You see the text grow on your order's page, word by word."),
    ("Read", "You get it as the blog will show it, with a report on your link, and ask for changes if you like."),
    ("Published", "An editor of the site reads it, and it goes online with your link in it."),
)


def start_page() -> rx.Component:
    """One line, the sites, the articles, four steps."""
    return shell(
        rx.el.div(
            rx.el.h1("An article on a blog that people read, with your link in it."),
            rx.el.p(
                "Order it here, watch it being written, and read it before an editor publishes it. Or have your link "
                "placed in an article that is published already.",
                class_name="lead",
            ),
            class_name="intro",
        ),
        rx.el.section(
            rx.el.h2("The sites", class_name="section-title"),
            rx.match(
                StartState.phase,
                (SitesPhase.SHOWN, site_list(StartState.sites)),
                (SitesPhase.EMPTY, _empty()),
                (
                    SitesPhase.UNAVAILABLE,
                    unavailable_block("the sites", StartState.open_start, "sites-unavailable", button_id="retry"),
                ),
                sites_skeleton(),
            ),
            class_name="sites-section",
        ),
        rx.el.div(
            article_list(
                StartState,
                "Place your link in a published article",
                StartState.open_start,
                StartState.language_choices,
                StartState.site_choices,
            ),
            hidden=(StartState.phase == SitesPhase.EMPTY) | (StartState.phase == SitesPhase.UNAVAILABLE),
        ),
        rx.el.section(
            rx.el.h2("How it works", class_name="section-title"),
            rx.el.ol(
                *[rx.el.li(rx.el.h3(title), rx.el.p(text)) for title, text in HOW_IT_WORKS],
                class_name="how",
            ),
        ),
        class_name="page start-page",
    )


def _empty() -> rx.Component:
    return rx.el.p(
        "No site takes orders at the moment. Please look in again soon.",
        class_name="empty",
        custom_attrs={"data-testid": "sites-empty"},
    )


ROUTE = Route(
    START,
    start_page,
    "Blog Order: articles with your link, on blogs that people read",
    StartState.open_start,
    description="Order an article and watch it being written, or place your link in one that is published.",
)
