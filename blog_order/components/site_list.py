"""The sites for sale, a line each."""

from __future__ import annotations

import reflex as rx

from blog_order.components.links import inner_link
from blog_order.state.sites import SiteCard


def site_list(sites: rx.Var[list[SiteCard]]) -> rx.Component:
    """By name, with facts, price, and the way to order."""
    return rx.el.ul(rx.foreach(sites, _site), class_name="sites", custom_attrs={"data-testid": "sites"})


def _site(site: rx.Var[SiteCard]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.h3(site.name, class_name="site-name"),
            rx.el.p(site.tagline, class_name="site-tagline"),
            rx.el.p(
                rx.el.span(site.topic),
                rx.el.span("domain rating ", site.domain_rating),
                rx.el.span(site.articles),
                class_name="facts small",
            ),
            rx.el.p("Readers: ", site.audience, class_name="small quiet"),
        ),
        rx.el.div(
            rx.el.p(site.price, class_name="price"),
            inner_link(
                ("Order an article", rx.el.span(" on ", site.name, class_name="visually-hidden")),
                site.form_path,
                class_name="button button-primary",
                custom_attrs={"data-testid": "order-" + site.slug},
            ),
            class_name="site-offer",
        ),
        class_name="site",
        custom_attrs={"data-site": site.slug},
    )
