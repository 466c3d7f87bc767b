"""A site's page: what it is, the way to order an article on it, and its articles."""

from __future__ import annotations

from typing import Any

import reflex as rx

from blog_order.screens.frame.links import inner_link, outer_link
from blog_order.screens.frame.messages import dead_end, unavailable_page
from blog_order.screens.frame.paths import SITE_ROUTE, START
from blog_order.screens.frame.route import Route
from blog_order.screens.frame.shell import shell
from blog_order.screens.frame.skeletons import site_skeleton
from blog_order.screens.frame.view.phases import Phase
from blog_order.screens.shop.parts.article_list import article_list
from blog_order.screens.shop.parts.site_list import order_button, site_facts
from blog_order.screens.shop.site.state import SiteState


def site_page() -> rx.Component:
    """Facts and prices first, then the articles with the same search as on the start page."""
    return shell(
        rx.match(
            SiteState.phase,
            (Phase.LOADING, site_skeleton()),
            (Phase.UNKNOWN, _unknown()),
            (Phase.UNAVAILABLE, unavailable_page("this site", SiteState.open_site, "site-unavailable")),
            _site(),
        ),
        class_name="page site-page",
    )


def site_title() -> Any:
    """Of the browser's tab."""
    return rx.cond(SiteState.site.name != "", SiteState.site.name + " · Blog Order", "A site · Blog Order").to(str)


def _site() -> rx.Component:
    site = SiteState.site
    return rx.fragment(
        rx.el.div(
            rx.el.p(inner_link("All sites", START), class_name="small"),
            rx.el.h1(site.name),
            rx.el.p(site.tagline, class_name="lead"),
            site_facts(site),
            rx.el.p("Readers: ", site.audience, class_name="small quiet"),
            rx.el.div(
                order_button(site),
                rx.el.p(
                    rx.el.span(site.price, class_name="strong"),
                    " an article, ",
                    rx.el.span(site.link_price, class_name="strong"),
                    " a link in one of these",
                ),
                class_name="form-end",
            ),
            rx.el.p(
                outer_link("Read the blog", site.blog_url, rel=None, class_name="out-link"),
                class_name="small",
            ),
            class_name="site-header",
        ),
        article_list(
            SiteState, "Place your link in one of its articles", SiteState.open_site, SiteState.language_choices
        ),
    )


def _unknown() -> rx.Component:
    return dead_end(
        "We do not know this site",
        "The address may have a typing mistake, or the site does not take orders any more.",
        "See the sites that do",
        START,
        "site-unknown",
    )


ROUTE = Route(SITE_ROUTE, site_page, site_title(), SiteState.open_site)
